"""Pushing for real: a repository on its way to a bare one, whose hooks are git's to call."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hooked import script
from repo import Repo

if TYPE_CHECKING:
    from collections.abc import Iterator

Done = subprocess.CompletedProcess[bytes]


def bare(root: Path, *options: str) -> Repo:
    """A new bare repository whose `HEAD` is `main`."""
    return Repo.init(root, "--bare", *options)


def serve(server: Repo, *names: str) -> Repo:
    """The bare repository with hooks that are remit's and nothing else."""
    for name in names or ("pre-receive",):
        call = f'exec {sys.executable} -I -m remit_hooks {name} "$@"'
        script(server.root / "hooks" / name, call)
    return server


def linked(repo: Repo, server: Repo, name: str = "origin", url: str = "") -> Repo:
    """The repository with the server as a remote that has its `main`, past every hook."""
    repo.git("remote", "add", name, url or str(server.root))
    there = server.root / "hooks"
    aside = there.rename(there.with_name("hooks-aside")) if there.exists() else None
    repo.git("push", "-q", "--no-verify", str(server.root), "main")
    if aside:
        aside.rename(there)
    repo.git("fetch", "-q", name) if not url else None
    return repo


def push(repo: Repo, *arguments: str, **variables: str) -> Done:
    """`git push ARGUMENTS`, hooks included."""
    return repo.attempt("push", *arguments, feed=None, **variables)


def refs(server: Repo) -> dict[str, str]:
    """Every ref of a repository and its object."""
    listed = server.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return dict(line.split(" ") for line in listed)


def contents(server: Repo) -> "Iterator[tuple[str, bytes]]":
    """Every file of a bare repository: what a hook that only reads leaves as it is."""
    for path in sorted(server.root.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(server.root)), path.read_bytes()


def hook(repo: Repo, name: str, *arguments: str, feed: str = "", **variables: str) -> Done:
    """A hook of remit's, called the way git calls it."""
    return subprocess.run(
        [sys.executable, "-I", "-m", "remit_hooks", name, *arguments],
        cwd=repo.root,
        env={**os.environ, **variables},
        input=feed.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        timeout=60,
    )

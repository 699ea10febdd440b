"""Pushing for real: a repository on its way to a bare one, whose hooks are git's to call."""

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from hooked import said, script
from repo import Repo
from warm_python import warm_tools

if TYPE_CHECKING:
    from collections.abc import Iterator

Done = subprocess.CompletedProcess[bytes]
ZERO = "0" * 40


def bare(root: Path, *options: str) -> Repo:
    """A new bare repository whose `HEAD` is `main`."""
    return Repo.init(root, "--bare", *options)


def serve(server: Repo, *names: str) -> Repo:
    """The bare repository with hooks that are remit's and nothing else, run by a warm Python."""
    for name in names or ("pre-receive",):
        call = f'exec {warm_tools() / "python"} -I -m remit_hooks {name} "$@"'
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


def claimed(repo: Repo, server: Repo, *updates: tuple[str, str, str]) -> str:
    """What the server answers to a client that sends these (old, new, ref), true or not."""
    capable = b"\0report-status"
    lines = [f"{old} {new} {ref}".encode() for old, new, ref in updates]
    lines[0] += capable
    wanted = "".join(f"{new}\n" for _, new, _ in updates).encode()
    pack = subprocess.run(
        ["git", "pack-objects", "--stdout", "--revs", "-q"],
        cwd=repo.root,
        input=wanted,
        capture_output=True,
        check=True,
    ).stdout
    sent = b"".join(b"%04x%s" % (len(line) + 4, line) for line in lines) + b"0000" + pack
    done = server.attempt("receive-pack", str(server.root), feed=sent)
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def commands(done: Done) -> list[str]:
    """The commands of git that a push was answered with, as somebody would paste them."""
    lines = (line.removeprefix("remote: ") for line in said(done).splitlines())
    return [line.strip() for line in lines if line.startswith("    git ")]


def refs(server: Repo) -> dict[str, str]:
    """Every ref of a repository and its object."""
    listed = server.git("for-each-ref", "--format=%(refname) %(objectname)").splitlines()
    return dict(line.split(" ") for line in listed)


def contents(server: Repo) -> "Iterator[tuple[str, bytes]]":
    """Every file of a bare repository: what a hook that only reads leaves as it is."""
    for path in sorted(server.root.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(server.root)), path.read_bytes()


def hook(
    repo: Repo,
    name: str,
    *arguments: str,
    feed: str = "",
    python: str = "",
    **variables: str,
) -> Done:
    """A hook of remit's, called the way git calls it; by a warm Python where none is given."""
    return subprocess.run(
        [python or str(warm_tools() / "python"), "-I", "-m", "remit_hooks", name, *arguments],
        cwd=repo.root,
        env={**os.environ, **variables},
        input=feed.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        timeout=60,
    )

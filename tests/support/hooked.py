"""A repository with remit's hooks in it: installing, committing through them, looking at both."""

import json
import os
import stat
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from warm_python import warm_tools

from remit.install.install import install

if TYPE_CHECKING:
    from repo import Repo

MANAGED = (
    *("hooks", "config", "config.worktree"),
    *("remit/base", "remit/hooks", "remit/worktree-hooks"),
)


def hooked(repo: "Repo") -> "Repo":
    """The repository, after `remit install`."""
    install(repo.root)
    return repo


def warmly_hooked(repo: "Repo") -> "Repo":
    """The repository, after `remit install` with a Python that has imported remit."""
    install(repo.root, python=str(warm_tools() / "python"))
    return repo


def try_commit(
    repo: "Repo", *arguments: str, **variables: str
) -> subprocess.CompletedProcess[bytes]:
    """`git commit -q -m change ARGUMENTS`, hooks included."""
    words = ("commit", "-q", "-m", "change", *arguments)
    return repo.attempt(*words, feed=None, **variables)


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """All that a command printed."""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def skipped(repo: "Repo") -> list[dict[str, object]]:
    """The log of commits that were made without the check."""
    log = repo.root / repo.git("rev-parse", "--git-common-dir") / "remit" / "skipped"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def snapshot(git_dir: Path) -> dict[str, tuple[str, int, bytes]]:
    """Every file and directory of a git directory that hooks have to do with: kind, mode, bytes."""
    found: dict[str, tuple[str, int, bytes]] = {}
    for name in MANAGED:
        path = git_dir / name
        for entry in (path, *sorted(path.rglob("*"))):
            if os.path.lexists(entry):
                found[str(entry.relative_to(git_dir))] = _state(entry)
    return found


def script(path: Path, text: str, mode: int = 0o755) -> Path:
    """A shell script; `text` is what comes after the first line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(mode)
    return path


def _state(path: Path) -> tuple[str, int, bytes]:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return ("link", 0, os.fsencode(path.readlink()))
    if stat.S_ISDIR(mode):
        return ("directory", stat.S_IMODE(mode), b"")
    return ("file", stat.S_IMODE(mode), path.read_bytes())

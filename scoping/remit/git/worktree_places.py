"""Worktrees and their git directories, found by files alone: for paths that a tool call names.

No process is started, and a path need not exist. What is found this way decides what is looked at,
never what a task may do.
"""

import os
from typing import TYPE_CHECKING

from remit.errors import GitError
from remit.git.repository import read_line

if TYPE_CHECKING:
    from collections.abc import Iterator


def find_worktree(place: str) -> str | None:
    """The nearest directory with an entry `.git` at or above `place`, which may not exist."""
    folder = os.path.realpath(place)
    while not os.path.lexists(f"{folder}/.git"):
        above = os.path.dirname(folder)  # noqa: PTH120 - pathlib costs 9 ms in a hook
        if above == folder:
            return None
        folder = above
    return folder


def find_worktrees(place: str) -> "Iterator[str]":
    """All such directories, the nearest first: a repository may lie in another one's worktree."""
    root = find_worktree(place)
    while root is not None:
        yield root
        above = os.path.dirname(root)  # noqa: PTH120 - as above
        root = find_worktree(above) if above != root else None


def find_git_directory(root: str) -> str:
    """The git directory of the worktree at `root` (gitfile, gitrepository-layout(5))."""
    entry = f"{root}/.git"
    if os.path.isdir(entry):  # noqa: PTH112 - as above
        return os.path.realpath(entry)
    named = read_line(entry).removeprefix("gitdir:").strip()
    return os.path.realpath(os.path.join(root, named))  # noqa: PTH118 - as above


def find_common_directory(root: str) -> str:
    """The git directory that all worktrees of the repository at `root` share; empty if unknown."""
    try:
        folder = find_git_directory(root)
        shared = read_line(f"{folder}/commondir")
    except GitError:
        return ""
    return os.path.realpath(os.path.join(folder, shared))  # noqa: PTH118 - as above

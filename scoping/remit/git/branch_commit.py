"""A commit on a branch that changes one file, without a working tree: plumbing and a new ref value.

Where the branch is checked out, that checkout follows as in a fast-forward: git refuses where the
file was edited there. No hook of commits runs; the caller has checked what they would.
"""

# See decision 0322.

import os
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck, UsageError
from remit.git.environment import foreign_environment
from remit.git.linked_worktrees import list_worktrees
from remit.git.process import GitProcess
from remit.paths import quote_path
from remit.system.temporary import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.git.repository import Repository

_HEADS = "refs/heads/"


class FileChange(NamedTuple):
    """The file at `path`, with the content that it gets; None removes it."""

    path: str
    content: bytes | None


def commit_file_change(  # noqa: PLR0913 - what a commit needs
    repository: "Repository",
    branch: str,
    tip: str,
    change: FileChange,
    message: str,
    *,
    signed: bool = False,
) -> str:
    """The id of a new commit on `branch` that makes one change; see `commit_file_changes`."""
    return commit_file_changes(repository, branch, tip, (change,), message, signed=signed)


def commit_file_changes(  # noqa: PLR0913 - what a commit needs
    repository: "Repository",
    branch: str,
    tip: str,
    changes: "Sequence[FileChange]",
    message: str,
    *,
    signed: bool = False,
) -> str:
    """The id of a new commit on `branch`, which must be at `tip`.

    Raises a `RemitError`, with nothing changed, where the branch has moved, a file is edited in a
    checkout of it, or git cannot make or sign the commit.
    """
    commit = _make_commit(repository, tip, changes, message, signed=signed)
    paths = " or ".join(quote_path(change.path) for change in changes)
    places = list_branch_checkouts(repository, branch)
    followed: list[str] = []
    try:
        for place in places:
            _follow(place, tip, commit, paths)
            followed.append(place)
        _move(repository, branch, tip, commit)
    except BaseException:
        for place in followed:
            _git(place, "read-tree", "-m", "-u", commit, tip)
        raise
    return commit


def list_branch_checkouts(repository: "Repository", branch: str) -> tuple[str, ...]:
    """The directories of the working trees in which `branch` is checked out."""
    found = (each.path for each in list_worktrees(repository) if each.branch == branch)
    return tuple(filter(_is_folder, found))


def _is_folder(place: str) -> bool:
    return os.path.isdir(place)  # noqa: PTH112 - a path of git's


def _make_commit(
    repository: "Repository",
    tip: str,
    changes: "Sequence[FileChange]",
    message: str,
    *,
    signed: bool,
) -> str:
    entries = [
        ("--force-remove", "--", change.path)
        if change.content is None
        else ("--add", "--cacheinfo", f"100644,{_blob(repository, change.content)},{change.path}")
        for change in changes
    ]
    with PrivateFolder(None, repository.folder) as folder:
        index = {**repository.environment, "GIT_INDEX_FILE": f"{folder}/index"}
        beside = repository.within(index)
        beside.run("read-tree", tip)
        for entry in entries:
            beside.run("update-index", *entry)
        tree = _line(beside.run("write-tree"))
    sign = ("-S",) if signed else ()
    made = repository.ask("commit-tree", *sign, "-p", tip, tree, feed=message.encode())
    code, output, complaint = made.finish()
    if code and signed and (b"sign" in complaint or b"gpg" in complaint or b"key" in complaint):
        raise UsageError(
            "the commit could not be signed, and the policy asks for signed grants.",
            "set up a key for git: git config user.signingKey KEY (and gpg.format ssh, for a key "
            "of ssh)",
        )
    return _line(output if code == 0 else made.output())


def _blob(repository: "Repository", content: bytes) -> str:
    return _line(repository.run("hash-object", "-w", "--stdin", feed=content))


def _follow(place: str, tip: str, commit: str, paths: str) -> None:
    """Bring the checkout at `place` from `tip` to `commit`; raises `UsageError` if it is edited."""
    _git(place, "update-index", "-q", "--refresh")
    code, _, _ = _git(place, "read-tree", "-m", "-u", tip, commit)
    if code:
        raise UsageError(
            f"{paths} is edited, or the index is busy, in the checkout {quote_path(place)}.",
            "commit or restore that file there first; nothing was changed",
        )


def _git(place: str, *arguments: str) -> tuple[int, bytes, bytes]:
    return GitProcess(arguments, foreign_environment(place), folder=place).finish()


def _move(repository: "Repository", branch: str, tip: str, commit: str) -> None:
    words = ("update-ref", "-m", "remit: change a manifest", f"{_HEADS}{branch}", commit, tip)
    moved = repository.ask(*words)
    if moved.finish()[0]:
        if repository.resolve(f"{_HEADS}{branch}") != tip:
            raise CouldNotCheck(
                f"the branch {quote_path(branch)} was moved meanwhile.", "run the command again"
            )
        moved.output()


def _line(output: bytes) -> str:
    return output.decode("ascii").strip()

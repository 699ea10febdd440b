"""Many three-way merges by one process, in a scratch repository: what conflicts, and the tree.

`git merge-tree --stdin` (2.39) takes two commits a line and finds their merge base by itself. A
merge of three trees is asked for by commits of our own (`ScratchCommits`), which works alike in
every version; `--merge-base` came with 2.40. git 2.38 has no `--stdin` and merges one by one. No
driver, attribute or configuration of the repository has a say: see `scratch_repository`.
"""

import hashlib
import os
import zlib
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck, GitError
from remit.git import errors
from remit.git.scratch_repository import scratch_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.git.repository import Repository

_MERGE = (
    *("merge-tree", "--write-tree", "-z"),
    *("--no-messages", "--allow-unrelated-histories"),  # else the first such pair ends the batch
)
_AT_ONCE = 1024
"""Merges of one process; bounds what is held of its answer."""
_CLEAN, _CONFLICTED = b"1", b"0"  # with --stdin, which turns the exit code around
_USAGE = 129
_LINK = b"160000"


class MergeConflict(NamedTuple):
    """One path that did not merge; `stages` are those that git keeps: 1 base, 2 ours, 3 theirs."""

    path: bytes
    stages: tuple[int, ...]
    link: bool
    """Whether some stage is a submodule."""


class MergedTree(NamedTuple):
    """The tree that git wrote, and the paths that conflict; clean where there are none.

    The tree is empty where git itself broke down over the merge, as 2.39 does over some renames.
    A conflict that leaves no path behind (git has none today) would be one without a name.
    """

    tree: str
    conflicts: tuple[MergeConflict, ...]


FAILED = MergedTree("", ())


def merge_pairs(
    scratch: "Repository", pairs: "Sequence[tuple[str, str]]"
) -> "Iterator[MergedTree]":
    """The merge of each pair of commits, in their order.

    Raises `CouldNotCheck` where an object is not here, and `GitError` for a git that cannot.
    """
    alone = scratch.within(scratch_environment(scratch))
    for start in range(0, len(pairs), _AT_ONCE):
        yield from _some(alone, pairs[start : start + _AT_ONCE])


def merge_one_by_one(
    scratch: "Repository", pairs: "Sequence[tuple[str, str]]"
) -> "Iterator[MergedTree]":
    """The same, a process for each."""
    alone = scratch.within(scratch_environment(scratch))
    return (_single(alone, ours, theirs) for ours, theirs in pairs)


def _some(alone: "Repository", pairs: "Sequence[tuple[str, str]]") -> "Sequence[MergedTree]":
    """By one process; where it breaks down, by two, until the merge that it is about is found."""
    found = _batch(alone, pairs)
    if found is not None:
        return found
    if len(pairs) == 1:
        return [_single(alone, *pairs[0])]
    half = len(pairs) // 2
    return [*_some(alone, pairs[:half]), *_some(alone, pairs[half:])]


def _single(alone: "Repository", ours: str, theirs: str) -> MergedTree:
    code, output, complaint = alone.ask(*_MERGE, ours, theirs).finish()
    if code < 0:
        return FAILED
    if code not in (0, 1) or not output:
        raise _refused(complaint, code)
    fields = iter(output.split(b"\0"))
    return _one(next(fields), fields, clean=code == 0)


def _batch(
    alone: "Repository", pairs: "Sequence[tuple[str, str]]"
) -> "Sequence[MergedTree] | None":
    """What one process says; None where it was ended by a signal, or git has no `--stdin`."""
    feed = "".join(f"{ours} {theirs}\n" for ours, theirs in pairs).encode("ascii")
    code, output, complaint = alone.ask(*_MERGE, "--stdin", feed=feed).finish()
    if code == _USAGE and b"stdin" in complaint.partition(b"\n")[0]:
        return [_single(alone, ours, theirs) for ours, theirs in pairs]
    if code < 0:
        return None
    if code:
        raise _refused(complaint, code)
    found = [*_parsed(output)]
    if len(found) != len(pairs):
        raise GitError(f"git answered {len(found)} of {len(pairs)} merges.")
    return found


def _parsed(output: bytes) -> "Iterator[MergedTree]":
    """Each answer is its status, the tree, a field for each stage, and an empty one."""
    fields = iter(output.split(b"\0"))
    for status in fields:
        if status in (_CLEAN, _CONFLICTED):
            yield _one(next(fields), fields, clean=status == _CLEAN)
        elif status:
            raise GitError(f"git answered merges in a form that is not known: {status[:40]!r}.")


def _one(tree: bytes, fields: "Iterator[bytes]", *, clean: bool) -> MergedTree:
    """Reads up to the empty field at its end."""
    stages: dict[bytes, list[int]] = {}
    links = set[bytes]()
    while field := next(fields, b""):
        words, _, path = field.partition(b"\t")
        mode, _, stage = words.split(b" ")
        stages.setdefault(path, []).append(int(stage))
        links |= {path} if mode == _LINK else set()
    found = tuple(MergeConflict(path, tuple(kept), path in links) for path, kept in stages.items())
    if not clean and not found:
        found = (MergeConflict(b"", (), link=False),)
    return MergedTree(tree.decode("ascii"), found)


def _refused(complaint: bytes, code: int) -> CouldNotCheck | GitError:
    error = errors.explain_git_failure("merge-tree", complaint, code)
    if isinstance(error, CouldNotCheck):
        return CouldNotCheck(
            "contents of past files are not here (a partial clone?), and nothing is fetched.",
            "let git get them: git fetch --refetch --no-filter",
        )
    if code == _USAGE:
        return GitError(
            "this git cannot merge without a working tree.",
            f"install git {errors.MINIMUM_FOR_MERGES} or later",
        )
    return GitError(error.sentence, error.hint)


# Commits that exist only for a merge: they give `git merge-tree` a base that is no ancestor.
#
# Written straight into the store of a scratch repository, as loose objects (gitrepository-
# layout(5)): a process for each would cost more than the merge.


_WHO = "remit <remit@localhost> 0 +0000"


class ScratchCommits:
    """Commits of trees in one scratch repository, each written once."""

    __slots__ = ("_hash", "_known", "_store")

    def __init__(self, scratch: "Repository") -> None:
        """Nothing is written yet."""
        self._store = scratch.environment["GIT_OBJECT_DIRECTORY"]
        self._hash = hashlib.new(scratch.object_format, usedforsecurity=False)
        self._known: set[str] = set()

    def sides(self, base: str, ours: str, theirs: str) -> tuple[str, str]:
        """Two commits, of the trees `ours` and `theirs`, whose merge base has the tree `base`."""
        root = self.commit(base)
        return self.commit(ours, root), self.commit(theirs, root)

    def commit(self, tree: str, *parents: str) -> str:
        """The id of a commit of the tree."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        body = "\n".join((*lines, f"author {_WHO}", f"committer {_WHO}", "", "remit\n")).encode()
        content = b"commit %d\0%s" % (len(body), body)
        name = self._hash.copy()
        name.update(content)
        oid = name.hexdigest()
        if oid not in self._known:
            self._write(oid, content)
            self._known.add(oid)
        return oid

    def _write(self, oid: str, content: bytes) -> None:
        folder = f"{self._store}/{oid[:2]}"
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - thousands of times
        with open(f"{folder}/{oid[2:]}", "wb") as file:  # noqa: PTH123 - as above
            file.write(zlib.compress(content, 1))

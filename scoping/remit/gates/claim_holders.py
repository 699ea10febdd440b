"""Whether the task that holds a claim is still at work there, by what git and the disk say.

A process that dies leaves its claims behind, so a claim proves nothing by itself. It holds while
something would be lost without it: commits of the task at that path that have not landed, or a
change there in a worktree of the task that is not committed; and for `GRACE` seconds after it was
taken, since the change may be on its way.
"""

# See decision 0312.

import os
from functools import cache, cached_property
from stat import S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from remit.git import shallow
from remit.git.objects import object_id
from remit.git.range_commits import find_path_changes
from remit.namedtuples import NamedTuple
from remit.patterns.matcher import PathIndex
from remit.system.bounded_read import read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.coordination.claims import Claim
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog

GRACE = 600
_HEADS = "refs/heads/"
_LARGEST = 1 << 24  # bytes; of a larger file it is not asked whether it differs: it may


class _Worktree(NamedTuple):
    """A worktree of the repository: where it is, its commit, its branch (empty: detached)."""

    top: str
    head: str
    branch: str


class ClaimHolders:
    """What is known of the holders of claims in one repository; git is asked each thing once."""

    def __init__(
        self, repository: "Repository", objects: "ObjectReader", catalog: "Catalog", base: str
    ) -> None:
        """Ask nothing yet; `base` is the commit that work lands on."""
        self._repository, self._objects = repository, objects
        self._catalog, self._base = catalog, base
        self._tips = cache(self._find_tips)
        self._merge_base = cache(self._find_merge_base)

    def is_over(self, claim: "Claim", now: int) -> bool:
        """Whether the work at the claimed path has landed, or is given up."""
        if not self._may_claim(claim):
            return True
        tips, worktrees = self._tips_of(claim), [*self._worktrees_of(claim)]
        if any(self._is_ahead(tip, claim.path) for tip in tips):
            return False
        if any(self._is_changed(worktree, claim.path) for worktree in worktrees):
            return False
        if not worktrees or self._has_committed(claim, tips):
            return True
        return abs(now - claim.renewed) >= GRACE

    def _has_committed(self, claim: "Claim", tips: "Iterable[str]") -> bool:
        """Whether some branch has a change at the path since the claim was taken."""
        start = claim.place.head  # as the store has it, and by now it may have been pruned
        found = self._objects.find(start) if start.isalnum() else None
        if found is None or found.kind != "commit":
            return False
        return any(self._differs(start, tip, claim.path) for tip in tips)

    def _may_claim(self, claim: "Claim") -> bool:
        """Whether its manifest still lets the task claim the path; one with faults may do so."""
        if claim.task not in self._catalog.ids:
            return any(faulty.task == claim.task for faulty in self._catalog.faulty)
        return PathIndex(self._catalog.scope(claim.task).files.claim).covers(claim.path)

    def _tips_of(self, claim: "Claim") -> frozenset[str]:
        """The commits that the task's branches and the claim's worktree are at."""
        named = self._branches.get(os.fsdecode(claim.place.branch))
        heads = (worktree.head for worktree in self._worktrees_of(claim))
        return self._tips(claim.task) | frozenset(filter(None, (named, *heads)))

    def _find_tips(self, task: str) -> frozenset[str]:
        return frozenset(tip for branch, tip in self._branches.items() if self._is_of(branch, task))

    def _is_of(self, branch: str, task: str) -> bool:
        return self._catalog.tasks_of_branch(branch) == (task,)

    def _worktrees_of(self, claim: "Claim") -> "Iterator[_Worktree]":
        """The worktrees of the task; the claim's own, unless another branch is there now."""
        place = os.fsdecode(claim.place.worktree), os.fsdecode(claim.place.branch)
        for worktree in self._worktrees:
            same = worktree.top == place[0] and worktree.branch in {"", place[1]}
            if same or (worktree.branch and self._is_of(worktree.branch, claim.task)):
                yield worktree

    @cached_property
    def _branches(self) -> dict[str, str]:
        """Each branch and its commit."""
        lines = self._repository.refs("--format=%(objectname) %(refname)", _HEADS)
        found = (line.partition(" ") for line in lines)
        return {reference.removeprefix(_HEADS): commit for commit, _, reference in found}

    @cached_property
    def _worktrees(self) -> tuple[_Worktree, ...]:
        """The worktrees whose directory is there."""
        listed = os.fsdecode(self._repository.run("worktree", "list", "--porcelain", "-z"))
        return tuple(_existing(listed.split("\0\0")))

    # What stands at the path: on a branch, on the base, on the disk.

    def _is_ahead(self, tip: str, path: bytes) -> bool:
        """Whether `tip` has a change at `path` that the base never had."""
        start = self._merge_base(tip)
        if start is None:
            return True
        if not self._differs(start, tip, path) or not self._differs(self._base, tip, path):
            return False
        name = path.decode("utf-8", "surrogateescape")
        since = find_path_changes(self._repository, start, self._base, name)
        return all(self._differs(commit, tip, path) for commit in since)

    def _find_merge_base(self, tip: str) -> str | None:
        return next(iter(shallow.merge_bases(self._repository, self._base, tip)), None)

    def _differs(self, left: str, right: str, path: bytes) -> bool:
        entries = [self._objects.entry(commit, path) for commit in (left, right)]
        one, other = ((each.mode, each.oid) if each else None for each in entries)
        return one != other

    def _is_changed(self, worktree: _Worktree, path: bytes) -> bool:
        """Whether the worktree has other content at `path` than its commit.

        git is not asked: it would obey the configuration of that worktree. Where it converts a file
        on its way to the disk, the file counts as changed.
        """
        entry = self._objects.entry(worktree.head, path) if worktree.head.strip("0") else None
        place = os.path.join(worktree.top, os.fsdecode(path))  # noqa: PTH118 - no pathlib in a hook
        try:
            content = _content(place)
        except OSError:
            return True
        if content is None or entry is None:
            return (content is None) != (entry is None)
        return entry.oid != object_id("blob", len(content), (content,), len(entry.oid))


def _content(place: str) -> bytes | None:
    """What git would store of a file or a symlink; None where there is neither."""
    try:
        mode = os.lstat(place).st_mode
        if S_ISLNK(mode):
            return os.fsencode(os.readlink(place))  # noqa: PTH115 - no pathlib in a hook
        return read_bounded(place, _LARGEST) if S_ISREG(mode) else None
    except (FileNotFoundError, NotADirectoryError):
        return None


def _existing(records: "Iterable[str]") -> "Iterator[_Worktree]":
    for record in records:
        words = (line.partition(" ") for line in record.split("\0"))
        said = {name: value for name, _, value in words}
        top = said.get("worktree", "")
        if top and "bare" not in said and os.path.isdir(top):  # noqa: PTH112 - as above
            branch = said.get("branch", "").removeprefix(_HEADS)
            yield _Worktree(os.path.realpath(top), said.get("HEAD", ""), branch)

"""The changes that landed on a branch, one after the other, as they are replayed."""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit.git import revisions
from remit.git.log import CommitLog
from remit.git.tree_files import VENDORED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.history.records import Commit, RawEntry

_ADDS, _REMOVES = frozenset("ARC"), frozenset("DR")


class LandedChange(NamedTuple):
    """One first-parent change: `before` and `after` are trees; both ends of a rename are `paths`.

    A merge belongs to the author of the branch that it merged. Vendored trees are no paths, but
    they are `touched`.
    """

    oid: str
    before: str
    after: str
    author: str
    time: int
    paths: frozenset[bytes]
    touched: frozenset[bytes]
    adds: bool
    removes: bool


class FirstParentLog(NamedTuple):
    """Changes, oldest first, each on top of the one before, and what could not be seen."""

    at: str
    changes: tuple[LandedChange, ...]
    remarks: tuple[str, ...]


def read_first_parent_log(
    repository: "Repository", revision: str, newest: int, progress: "Progress | None" = None
) -> FirstParentLog:
    """The newest changes of a revision's first-parent line.

    The first commit of all is no change, and neither is one at which a shallow clone is cut off.
    Raises a `RemitError` where there is no such revision, or trees are missing.
    """
    if repository.unborn and revision == "HEAD":
        raise CouldNotCheck("there is no commit yet, so nothing to replay.", "make a first commit")
    at = revisions.resolve_commit(repository, revision)
    log = CommitLog(repository)
    steps = revisions.first_parent_line(repository, at, newest + 1)
    known = [step for step in steps[1:] if step.oid not in log.edge]
    read = {
        commit.oid: commit for commit in log.named([s.oid for s in known], at, progress=progress)
    }
    authors = _authors(log, at, [step.parents[1] for step in known if len(step.parents) > 1])
    trees = {step.oid: step.tree for step in steps}
    changes = [
        landed_change(read[step.oid], trees[step.parents[0]], step.tree, authors)
        for step in known
        if step.parents and step.parents[0] in trees
    ]
    return FirstParentLog(at, tuple(changes), tuple(log.remarks))


def landed_change(
    commit: "Commit", before: str, after: str, authors: "dict[str, str]"
) -> LandedChange:
    """The change that a commit made to its first parent."""
    own = [entry for entry in commit.entries if not is_vendored(entry.new)]
    paths = frozenset(_paths(own))
    touched = paths if len(own) == len(commit.entries) else frozenset(_paths(commit.entries))
    by = authors.get(commit.parents[1]) if len(commit.parents) > 1 else None
    return LandedChange(
        commit.oid,
        before,
        after,
        by or commit.author.email.lower(),
        commit.time,
        paths,
        touched,
        any(entry.status in _ADDS for entry in commit.entries),
        any(entry.status in _REMOVES for entry in commit.entries),
    )


def is_vendored(path: bytes) -> bool:
    """Whether the path is in a tree of other people's code."""
    return not VENDORED.isdisjoint(path.split(b"/"))


def _paths(entries: "Iterable[RawEntry]") -> "Iterable[bytes]":
    for entry in entries:
        yield entry.new
        if entry.status == "R":
            yield entry.old


def _authors(log: CommitLog, at: str, heads: "Sequence[str]") -> dict[str, str]:
    return {commit.oid: commit.author.email.lower() for commit in log.named(heads, at)}

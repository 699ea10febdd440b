"""The merges that history has: replayed as they were, and those by which a branch caught up.

What landed is what was left after conflicts had been resolved in the branch, so merges on the
first-parent line say how good the gate is, not how often work collides. A branch that merges the
trunk into itself meets the conflicts themselves, and more of them than others: people also catch
up because they see one.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.git import revisions
from remit.git.batch_merge import merge_pairs
from remit.git.scratch_repository import ScratchRepository, find_memory_filesystem
from remit_sim.replay.merge_outcome import FAILED, ConflictKind, MergeOutcome, classify_merge
from remit_sim.replay.proportion import ProportionPoint, estimate_proportion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from remit.git.repository import Repository

_AT_ONCE = 4096
_ROOM = 1 << 28
_BINS = (1, 2, 4, 8, 16, 32, 64, 128)
"""Upper ends of the bins of trunk changes since the last time; the last bin has none."""
_TWO = 2


class PastMerge(NamedTuple):
    """A merge of two commits; `missed` trunk changes came since its branch last had them all.

    It is None for a merge that is not of the trunk into a branch.
    """

    oid: str
    parents: tuple[str, str]
    landed: bool
    reached: bool
    missed: int | None


class PastMergeShares(NamedTuple):
    """Shares of conflicts among merges that history has, and among those that caught up."""

    reached: ProportionPoint
    """Reached from the revision."""
    landed: ProportionPoint
    """On its first-parent line: mostly what a gate let through."""
    anywhere: ProportionPoint
    """Reached from any ref."""
    caught_up: ProportionPoint
    by_missed: tuple[ProportionPoint, ...]
    """By the trunk changes since the last time; each point is the upper end, 0 is no end."""


def list_past_merges(repository: "Repository", at: str) -> tuple[PastMerge, ...]:
    """Every merge of two commits, from the revision and from any ref."""
    found = [*revisions.iter_commit_parents(repository, at, every=True)]
    parents = {oid: tuple(before) for oid, *before in found}
    line = _line(parents, at)
    reached = _ancestors(parents, at)
    known: dict[str, int] = {}
    for oid, *before in found:
        known[oid] = line.get(oid, max((known.get(each, -1) for each in before), default=-1))
    return tuple(
        PastMerge(
            oid,
            (before[0], before[1]),
            oid in line,
            oid in reached,
            _missed(oid, before, line, known),
        )
        for oid, *before in found
        if len(before) == _TWO
    )


def replay_past_merges(
    repository: "Repository", merges: "Sequence[PastMerge]", told: "Callable[[int], None]"
) -> "list[MergeOutcome]":
    """How each merge goes by itself."""
    fates = list[MergeOutcome]()
    for start in range(0, len(merges), _AT_ONCE):
        some = merges[start : start + _AT_ONCE]
        with ScratchRepository(repository, find_memory_filesystem(_ROOM)) as scratch:
            found = merge_pairs(scratch, [merge.parents for merge in some])
            fates += (
                classify_merge(ConflictKind.MERGE, each.conflicts) if each.tree else FAILED
                for each in found
            )
        told(len(some))
    return fates


def past_merge_shares(
    merges: "Sequence[PastMerge]", fates: "Sequence[MergeOutcome]"
) -> PastMergeShares:
    """The shares."""
    seen = [
        pair for pair in zip(merges, fates, strict=True) if pair[1].how is not ConflictKind.FAILED
    ]
    return PastMergeShares(
        _point(fate for merge, fate in seen if merge.reached),
        _point(fate for merge, fate in seen if merge.landed),
        _point(fate for _, fate in seen),
        _point(fate for merge, fate in seen if merge.missed is not None),
        tuple(_binned(seen)),
    )


def _missed(
    oid: str, before: "Sequence[str]", line: "Mapping[str, int]", known: "Mapping[str, int]"
) -> int | None:
    ours, theirs = before[:2] if len(before) == _TWO else ("", "")
    if oid in line or theirs not in line or ours in line or known.get(ours, -1) < 0:
        return None
    missed = line[theirs] - known[ours]
    return missed if missed > 0 else None


def _line(parents: "Mapping[str, tuple[str, ...]]", at: str) -> dict[str, int]:
    """The first-parent line with the places of its commits, 0 the first."""
    found = [at]
    while parents.get(found[-1]):
        found.append(parents[found[-1]][0])
    return {oid: place for place, oid in enumerate(reversed(found))}


def _ancestors(parents: "Mapping[str, tuple[str, ...]]", at: str) -> set[str]:
    seen: set[str] = set()
    waiting = [at]
    while waiting:
        oid = waiting.pop()
        if oid not in seen:
            seen.add(oid)
            waiting += parents.get(oid, ())
    return seen


def _binned(seen: "Iterable[tuple[PastMerge, MergeOutcome]]") -> "Iterator[ProportionPoint]":
    caught = [(merge.missed, fate) for merge, fate in seen if merge.missed is not None]
    low = 0
    for high in (*_BINS, 0):
        inside = [fate for k, fate in caught if k > low and (k <= high or not high)]
        yield _point(inside, high)
        low = high


def _point(fates: "Iterable[MergeOutcome]", at: int = 0) -> ProportionPoint:
    return estimate_proportion(at, [[fate.conflicts] for fate in fates])

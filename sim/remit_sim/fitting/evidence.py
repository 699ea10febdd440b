"""What the changes of a history show about meeting others: the only input of every fit."""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit.git import log, revisions
from remit.git.log import CommitLog
from remit_sim.fitting.edit_locations import EditLocations, find_edit_locations
from remit_sim.fitting.forecast_shift import CALM
from remit_sim.replay import staleness
from remit_sim.replay.merge_outcome import ConflictKind
from remit_sim.replay.staleness import StaleChange

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from remit.git.repository import Repository
    from remit_sim.fitting.edit_locations import Spots
    from remit_sim.replay.first_parent_changes import LandedChange

LADDER = (1, 2, 4, 8, 16, 32, 64, 128)
"""Stalenesses that are replayed; in between, curves are straight over the logarithm."""


class LateMeeting(NamedTuple):
    """A change that began so many landed changes too early."""

    behind: int
    incidences: int
    """Files in common with those changes, counted for each of them: 0 is no file in common."""
    conflicts: bool
    touches: bool | None = None
    """Whether its hunks touch those of one of these changes; None where nobody knows."""


class ObservedChange(NamedTuple):
    """One change of the history: its meetings, and whether the one before it has its author."""

    own: bool
    meetings: tuple[LateMeeting, ...]


class HistoryEvidence(NamedTuple):
    """Changes in their order, oldest first, and the sets of paths that they touched.

    `spots` are their places in each path (see `edit_locations`), none where nobody knows. `age` is
    how many changes the line had by the newest; None where the future is to be as the past.
    """

    seen: tuple[ObservedChange, ...]
    sets: tuple[frozenset[bytes], ...]
    authors: tuple[str, ...]
    spots: "tuple[Mapping[bytes, Spots], ...]" = ()
    age: int | None = None


def gather_evidence(
    repository: "Repository",
    changes: "Sequence[LandedChange]",
    first: int,
    told: "Callable[[int], None]",
) -> HistoryEvidence:
    """The evidence of the changes from `first` on; those before serve as what they could meet.

    Only a change with a file in common is merged: without one, nothing but a rename can conflict.
    """
    counts = {
        StaleChange(at, k): _incidences(changes, at, k)
        for at in range(first, len(changes))
        for k in LADDER
        if k <= at
    }
    meeting = [task for task, count in counts.items() if count]
    told(len(counts) - len(meeting))
    fates = staleness.cherry_pick_stale_changes(repository, changes, meeting, told)
    broken = {task for task, fate in fates.items() if fate.how is ConflictKind.FAILED}
    start = max(0, first - LADDER[-1])
    placed = _placed(repository, changes[start:])
    found = dict[int, list[LateMeeting]]()
    for task, count in counts.items():
        if task not in broken:
            hit = task in fates and fates[task].conflicts
            near = placed.nearest[task.at - start] if placed else None
            touches = (near is not None and near <= task.behind) if placed else None
            found.setdefault(task.at, []).append(LateMeeting(task.behind, count, hit, touches))
    these = range(first, len(changes))
    return HistoryEvidence(
        tuple(ObservedChange(_same_author(changes, at), tuple(found.get(at, ()))) for at in these),
        tuple(changes[at].paths for at in these),
        tuple(changes[at].author for at in these),
        placed.spots[first - start :] if placed else (),
        _age(repository, changes),
    )


def _age(repository: "Repository", changes: "Sequence[LandedChange]") -> int | None:
    """How many changes landed; a shallow clone hides that, and is taken for old."""
    if not changes:
        return None
    return (
        CALM if repository.shallow else revisions.count_first_parents(repository, changes[-1].oid)
    )


def _placed(repository: "Repository", changes: "Sequence[LandedChange]") -> EditLocations | None:
    """Where they edit; None where contents of the past are not here."""
    oids = [change.oid for change in changes]
    commits = [*CommitLog(repository).named(oids, oids[-1])] if oids else []
    try:
        return find_edit_locations(log.read_edits(repository, commits))
    except CouldNotCheck:
        return None


def _incidences(changes: "Sequence[LandedChange]", at: int, behind: int) -> int:
    own = changes[at].paths
    return sum(len(own & before.paths) for before in changes[at - behind : at])


def _same_author(changes: "Sequence[LandedChange]", at: int) -> bool:
    return at > 0 and changes[at - 1].author == changes[at].author

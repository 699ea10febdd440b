"""How often a file in common is a conflict.

Each file in common with each change in between is a chance of its own, `textual`, for the changes
that edit where others do (`open`); the rest merge whatever lies in between. Without the second
number every change would conflict after enough others, and real ones do not.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.fitting.pattern_search import find_minimum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.fitting.evidence import LateMeeting

_MANY = 256  # incidences beyond which nothing changes any more


class ConflictShares(NamedTuple):
    """Shares 0..1."""

    textual: float
    open: float

    def share(self, incidences: int) -> float:
        """The chance of a conflict with so many files in common."""
        return self.open * (1 - (1 - self.textual) ** incidences)


class MeetingCount(NamedTuple):
    """So many meetings with these incidences (fading ones count less), and conflicts among them."""

    incidences: int
    meetings: float
    conflicts: float


def count_meetings(meetings: "Iterable[tuple[LateMeeting, float]]") -> tuple[MeetingCount, ...]:
    """Meetings that share a file, with weights, by their incidences."""
    sums: dict[int, tuple[float, float]] = {}
    for meeting, weight in meetings:
        if meeting.incidences:
            key = min(meeting.incidences, _MANY)
            all_, bad = sums.get(key, (0.0, 0.0))
            sums[key] = all_ + weight, bad + weight * meeting.conflicts
    return tuple(MeetingCount(key, *both) for key, both in sorted(sums.items()))


def fit_conflict_shares(counts: "Sequence[MeetingCount]") -> ConflictShares:
    """The shares of least squared error, each count by its meetings."""
    if not counts:
        return ConflictShares(0.0, 1.0)

    def error(values: "Sequence[float]") -> float:
        tried = ConflictShares(*values)
        return sum(
            each.meetings * (tried.share(each.incidences) - each.conflicts / each.meetings) ** 2
            for each in counts
        )

    return ConflictShares(*find_minimum(error, (0.3, 0.7), ((0.0, 1.0), (0.0, 1.0))))

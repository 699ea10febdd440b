"""How often edits conflict that touch, and how often tasks return to the place of another one.

Edits touch where their hunks overlap or leave no line between them, which is what git refuses. So
nearly all that touch conflict, and nearly no others. What drawn tasks still get wrong is made up
for by one share, of returns to the same place; what is left then is told as a factor.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.fitting import simulated_curves
from remit_sim.fitting.bootstrap import BootstrapWorkload, FileSetLocations
from remit_sim.fitting.conflict_rate import ConflictShares
from remit_sim.world.scenario import WorkSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.fitting.evidence import HistoryEvidence, LateMeeting
    from remit_sim.fitting.overlap import RecencyFit
    from remit_sim.fitting.staleness_law import StalenessCurve

WIDTHS = (2, 4, 8, 16, 32)
_LATEST = 32  # landed changes; beyond them what is apart may have moved together
_ALWAYS = ConflictShares(1.0, 1.0)


class ContactFit(NamedTuple):
    """Shares 0..1, and a factor."""

    touching: float
    """Of changes whose hunks touch others', those that conflict."""
    apart: float
    """Of changes that share a file and touch nothing there, those that conflict."""
    same_place: float
    """Of drawn tasks that return to a file, those that edit where it was edited before."""
    remainder: float
    """By how much the conflicts of drawn tasks must be multiplied then, to be the real ones."""

    @property
    def clash(self) -> ConflictShares:
        """What makes the conflicts of drawn tasks, for each file in which two of them touch."""
        return ConflictShares(min(1.0, self.touching * self.remainder), 1.0)


class SampledContact(NamedTuple):
    """The shares of drawn tasks that touch others, for each of `WIDTHS`.

    Once where none that returns to a file returns to the place, and once where all do.
    """

    elsewhere: tuple[float, ...]
    same: tuple[float, ...]


def sample_contact(evidence: "HistoryEvidence", recency: "RecencyFit") -> SampledContact:
    """The touches of tasks that are drawn from this evidence."""
    return SampledContact(*(_touches(evidence, recency, share) for share in (0.0, 1.0)))


def fit_contact(
    meetings: "Iterable[tuple[LateMeeting, float]]",
    conflict: "StalenessCurve",
    tasks: SampledContact,
) -> ContactFit:
    """What was measured, and what makes drawn tasks conflict as often as the curve; least squares.

    `meetings` come with their weights.
    """
    met = [(each, weight) for each, weight in meetings if each.incidences]
    near = [pair for pair in met if pair[0].behind <= _LATEST]
    touching = _share([pair for pair in near if pair[0].touches])
    apart = _share([pair for pair in near if not pair[0].touches])
    real = [conflict.window(width) for width in WIDTHS]
    never = [touching * share for share in tasks.elsewhere]
    more = [touching * share - least for share, least in zip(tasks.same, never, strict=True)]
    missing = [share - least for share, least in zip(real, never, strict=True)]
    same = min(1.0, max(0.0, _ratio(missing, more, 0.0)))
    told = [least + same * each for least, each in zip(never, more, strict=True)]
    return ContactFit(touching, apart, same, _ratio(real, told, 1.0))


def _touches(
    evidence: "HistoryEvidence", recency: "RecencyFit", same_place: float
) -> tuple[float, ...]:
    ground = FileSetLocations(evidence.spots, same_place)
    workload = BootstrapWorkload(evidence.sets, recency, WorkSettings(), ground)
    found = simulated_curves.simulate_window_shares(workload, _ALWAYS, WIDTHS)
    return tuple(found[width].conflict for width in WIDTHS)


def _share(met: "Sequence[tuple[LateMeeting, float]]") -> float:
    return sum(weight for each, weight in met if each.conflicts) / (sum(w for _, w in met) or 1.0)


def _ratio(values: "Sequence[float]", of: "Sequence[float]", without: float) -> float:
    """The factor of least squared error from `of` to `values`."""
    square = sum(each * each for each in of)
    return sum(a * b for a, b in zip(values, of, strict=True)) / square if square else without

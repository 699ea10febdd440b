"""How often edits conflict that touch, and how often tasks return to the place of another one.

Edits touch where their hunks overlap or leave no line between them, which is what git refuses. So
nearly all that touch conflict, and nearly no others. What drawn tasks still get wrong is made up
for by one share, of returns to the same place; what is left then is told as a factor.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.fitting import simulated_curves
from remit_sim.fitting.bootstrap import Bootstrap, Ground
from remit_sim.fitting.conflict_rate import Clash
from remit_sim.world.scenario import Work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit_sim.fitting.evidence import Evidence, Meeting
    from remit_sim.fitting.overlap import Recency
    from remit_sim.fitting.staleness_law import Curve

WIDTHS = (2, 4, 8, 16, 32)
_LATEST = 32  # landed changes; beyond them what is apart may have moved together
_ALWAYS = Clash(1.0, 1.0)


class Contact(NamedTuple):
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
    def clash(self) -> Clash:
        """What makes the conflicts of drawn tasks, for each file in which two of them touch."""
        return Clash(min(1.0, self.touching * self.remainder), 1.0)


class Drawn(NamedTuple):
    """The shares of drawn tasks that touch others, for each of `WIDTHS`.

    Once where none that returns to a file returns to the place, and once where all do.
    """

    elsewhere: tuple[float, ...]
    same: tuple[float, ...]


def drawn(evidence: "Evidence", recency: "Recency") -> Drawn:
    """The touches of tasks that are drawn from this evidence."""
    return Drawn(*(_touches(evidence, recency, share) for share in (0.0, 1.0)))


def contact(
    meetings: "Iterable[tuple[Meeting, float]]", conflict: "Curve", tasks: Drawn
) -> Contact:
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
    return Contact(touching, apart, same, _ratio(real, told, 1.0))


def _touches(evidence: "Evidence", recency: "Recency", same_place: float) -> tuple[float, ...]:
    ground = Ground(evidence.spots, same_place)
    workload = Bootstrap(evidence.sets, recency, Work(), ground)
    found = simulated_curves.windowed(workload, _ALWAYS, WIDTHS)
    return tuple(found[width].conflict for width in WIDTHS)


def _share(met: "Sequence[tuple[Meeting, float]]") -> float:
    return sum(weight for each, weight in met if each.conflicts) / (sum(w for _, w in met) or 1.0)


def _ratio(values: "Sequence[float]", of: "Sequence[float]", without: float) -> float:
    """The factor of least squared error from `of` to `values`."""
    square = sum(each * each for each in of)
    return sum(a * b for a, b in zip(values, of, strict=True)) / square if square else without

"""From the size of a change to its chance of a conflict, by way of hunks; it saturates.

A change of `lines` lines has about `lines ** exponent` hunks. With `met_share` others have changed
what it changes meanwhile, and then each hunk collides with `per_hunk`, so that the chance is
`met_share * (1 - exp(-per_hunk * lines ** exponent))`: it cannot exceed `met_share`, however large
the change. Such a law only ever rises.
"""

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Points = Sequence[tuple[float, float]]

_QUARTILE = 0.6745  # of the standard normal


class Churn(NamedTuple):
    """The three parameters of the law."""

    met_share: float
    per_hunk: float
    exponent: float

    def chance(self, lines: float) -> float:
        """The chance that a change of so many lines conflicts."""
        return self.met_share * (1 - exp(-self.per_hunk * lines**self.exponent))


def fitted(points: "Points") -> Churn:
    """The law closest to these lines and percentages, by least squares over a grid."""
    exponents = [step / 100 for step in range(30, 121)]
    rates = [0.02 * 1.05**step for step in range(100)]
    laws = (_closest(points, rate, exponent) for exponent in exponents for rate in rates)
    return min(laws, key=lambda law: _error(points, law))


def conflicts(law: Churn, lines: float, changes: int, first: int = 0) -> tuple[int, int]:
    """How many of so many changes of that size conflict, hunk by hunk; and how many there were."""
    return sum(_conflicts(law, lines, number) for number in range(first, first + changes)), changes


def sizes(count: int, quartiles: tuple[float, float, float] = (24, 94, 322)) -> "Iterator[float]":
    """Lines of so many changes, lognormal with about these quartiles."""
    lower, median, upper = quartiles
    sigma, chance = log(upper / lower) / 2 / _QUARTILE, Stream("sizes")
    for _ in range(count):
        yield max(1.0, median * exp(sigma * chance.normal()))


def _conflicts(law: Churn, lines: float, number: int) -> bool:
    """Collisions come at random among the hunks, so the first is as far off as an arrival."""
    chance = Stream("churn", number)
    met = chance.uniform() < law.met_share
    return met and chance.exponential(1 / law.per_hunk) < lines**law.exponent


def _closest(points: "Points", rate: float, exponent: float) -> Churn:
    """With the other two given, the best `met_share` is a ratio of sums."""
    shapes = [1 - exp(-rate * lines**exponent) for lines, _ in points]
    above = sum(shape * percent / 100 for shape, (_, percent) in zip(shapes, points, strict=True))
    return Churn(above / sum(shape * shape for shape in shapes), rate, exponent)


def _error(points: "Iterable[tuple[float, float]]", law: Churn) -> float:
    return sum((law.chance(lines) - percent / 100) ** 2 for lines, percent in points)

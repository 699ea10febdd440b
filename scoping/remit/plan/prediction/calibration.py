"""How far the predictions hold in this repository, and a correction so that they do.

J. Platt, "Probabilistic outputs for support vector machines", 1999: the logit is moved and
stretched so that it fits changes that the index has not seen. A prior keeps it near where it was
while there is little to learn from.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.prediction.logit import chance, logit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PRIOR = 10.0
"""How many clear cases the prior, "leave it as it is", counts for."""
_ROUNDS = 12
EDGES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


class Scale(NamedTuple):
    """What turns a raw chance into one that holds here: logit' = shift + slope * logit."""

    shift: float = 0.0
    slope: float = 1.0

    def __call__(self, raw: float) -> float:
        """The corrected chance."""
        return chance(self.shift + self.slope * logit(raw))


class Bin(NamedTuple):
    """Predictions between two chances: how many, their mean, and the share that came true."""

    low: float
    high: float
    cases: int
    predicted: float
    observed: float


def fitted(cases: "Sequence[tuple[float, bool]]") -> Scale:
    """The scale under which the raw chances fit best what came true; Newton's method."""
    points = [(logit(raw), 1.0 if true else 0.0) for raw, true in cases]
    shift, slope = 0.0, 1.0
    for _ in range(_ROUNDS):
        gradient = [-_PRIOR * shift, -_PRIOR * (slope - 1)]
        bend = [_PRIOR, 0.0, _PRIOR]
        for each, true in points:
            expected = chance(shift + slope * each)
            spread = expected * (1 - expected)
            gradient[0] += true - expected
            gradient[1] += (true - expected) * each
            bend[0] += spread
            bend[1] += spread * each
            bend[2] += spread * each * each
        determinant = bend[0] * bend[2] - bend[1] ** 2
        steps = (
            (bend[2] * gradient[0] - bend[1] * gradient[1]) / determinant,
            (bend[0] * gradient[1] - bend[1] * gradient[0]) / determinant,
        )
        shift, slope = shift + _bounded(steps[0]), slope + _bounded(steps[1])
    return Scale(round(shift, 6), round(max(slope, 0.05), 6))


def reliability(cases: "Iterable[tuple[float, bool]]") -> tuple[Bin, ...]:
    """Predictions against what came true, in bins; empty ones are left out."""
    counts = [0] * len(EDGES)
    sums = [0.0] * len(EDGES)
    hits = [0] * len(EDGES)
    for predicted, true in cases:
        place = max(index for index, edge in enumerate(EDGES[:-1]) if predicted >= edge)
        counts[place] += 1
        sums[place] += predicted
        hits[place] += true
    return tuple(
        Bin(
            EDGES[place],
            EDGES[place + 1],
            count,
            sums[place] / count,
            hits[place] / count,
        )
        for place, count in enumerate(counts)
        if count
    )


def error(bins: "Iterable[Bin]") -> float:
    """The mean distance between predicted and observed, bins by their size (expected error)."""
    every = tuple(bins)
    total = sum(each.cases for each in every)
    away = math.fsum(each.cases * abs(each.predicted - each.observed) for each in every)
    return away / total if total else 0.0


def _bounded(step: float) -> float:
    return max(-1.0, min(1.0, step))

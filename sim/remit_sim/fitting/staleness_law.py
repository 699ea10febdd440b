"""How a chance grows with what landed since: a curve by its steps, and the law behind it.

The law is `1 - exp(-a k^b)`; b = 1 would be independent pairs, and real histories have 0.4 to 0.7.
"""

from itertools import pairwise
from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.fitting.pattern_search import find_minimum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST = 1 - 1e-9


class StalenessLaw(NamedTuple):
    """`1 - exp(-a k^b)`.

    >>> round(StalenessLaw(0.05, 0.5).share(4), 4)
    0.0952
    """

    a: float
    b: float

    def share(self, behind: float) -> float:
        """The chance after so many landed changes."""
        return 1 - exp(-self.a * behind**self.b)


class StalenessCurve(NamedTuple):
    """Shares at some stalenesses, ascending, never falling; straight over log k in between."""

    steps: tuple[tuple[int, float], ...]

    def share(self, behind: int) -> float:
        """The chance after so many landed changes; beyond the last step it stays."""
        for (low, before), (high, after) in pairwise(self.steps):
            if low <= behind <= high:
                return before + (after - before) * log(behind / low) / log(high / low)
        return self.steps[0][1] if behind < self.steps[0][0] else self.steps[-1][1]

    def window(self, width: int) -> float:
        """The share of the tasks after the first of a window of so many on one base.

        The n-th task has n landed changes between its base and its place, so this is the mean of
        the first `width` - 1 shares.
        """
        return sum(map(self.share, range(1, width))) / (width - 1)


def monotone_curve(shares: "Mapping[int, float]") -> StalenessCurve:
    """The curve of measured shares, those that fall taken together with the ones before them.

    Pool-adjacent-violators with equal weights (Barlow et al., 1972): more changes in between
    cannot make a conflict less likely.
    """
    pools = list[list[float]]()
    for _, share in sorted(shares.items()):
        pools.append([share])
        while len(pools) > 1 and _mean(pools[-2]) > _mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    flat = [_mean(pool) for pool in pools for _ in pool]
    return StalenessCurve(tuple(zip(sorted(shares), flat, strict=True)))


def fit_staleness_law(shares: "Mapping[int, float]") -> StalenessLaw:
    """The law of least squared error; shares are 0..1, not all of them 0."""

    def error(values: "Sequence[float]") -> float:
        tried = StalenessLaw(exp(values[0]), values[1])
        return sum((tried.share(k) - share) ** 2 for k, share in shares.items())

    first = -log(1 - min(_MOST, max(1e-6, min(shares.values()))))
    found = find_minimum(error, (log(first), 0.5), ((-25.0, 5.0), (0.01, 3.0)))
    return StalenessLaw(exp(found[0]), found[1])


def _mean(pool: "Sequence[float]") -> float:
    return sum(pool) / len(pool)

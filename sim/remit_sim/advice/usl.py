"""The Universal Scalability Law, fitted to the speed-up of several numbers of agents.

`C(N) = N / (1 + sigma (N - 1) + kappa N (N - 1))`: `sigma` is the serial share (review, merge, one
lock), `kappa` what each pair of agents costs (conflicts, rework). N. J. Gunther, Guerrilla Capacity
Planning, Springer 2007, chapter 4. `N / C - 1` is linear in both, so least squares give them.
"""

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENOUGH = 3


class UslFit(NamedTuple):
    """A fit; `one` is what one agent does, `off` the largest gap between curve and figures."""

    one: float
    sigma: float
    kappa: float
    off: float

    def at(self, agents: float) -> float:
        """The speed-up of so many agents."""
        return _curve(self.one, self.sigma, self.kappa, agents)

    @property
    def peak(self) -> float | None:
        """With how many agents it is fastest; None where the curve never turns."""
        if self.kappa <= 0:
            return None
        return sqrt(max(0.0, 1 - self.sigma) / self.kappa)


def fit_usl(found: "Mapping[int, float]") -> UslFit | None:
    """The law of speed-ups by numbers of agents; None for less than three, or no figure for one.

    Both shares are at least 0.
    """
    one = found.get(1, 0.0)
    points = [(n, n * one / each - 1) for n, each in sorted(found.items()) if n > 1 and each > 0]
    if one <= 0 or len(points) + 1 < _ENOUGH:
        return None
    sigma, kappa = _shares(points)
    off = max(abs(_curve(one, sigma, kappa, n) - each) for n, each in found.items())
    return UslFit(one, sigma, kappa, off)


def _curve(one: float, sigma: float, kappa: float, agents: float) -> float:
    return one * agents / (1 + sigma * (agents - 1) + kappa * agents * (agents - 1))


def _shares(points: "list[tuple[int, float]]") -> tuple[float, float]:
    """Least squares of `y = sigma (n - 1) + kappa n (n - 1)`, neither of them below 0."""
    rows = [(n - 1.0, n * (n - 1.0), y) for n, y in points]
    aa, ab, bb = (sum(r[i] * r[j] for r in rows) for i, j in ((0, 0), (0, 1), (1, 1)))
    ay, by = sum(r[0] * r[2] for r in rows), sum(r[1] * r[2] for r in rows)
    whole = aa * bb - ab * ab
    sigma, kappa = (ay * bb - by * ab) / whole, (aa * by - ab * ay) / whole
    if sigma >= 0 and kappa >= 0:
        return sigma, kappa
    alone = (max(0.0, ay / aa), 0.0), (0.0, max(0.0, by / bb))
    return min(
        alone, key=lambda pair: sum((pair[0] * a + pair[1] * b - y) ** 2 for a, b, y in rows)
    )

"""A share with what it hangs on: how many tasks, and how far off it may be."""

from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Z = 1.959964  # 95%


class ProportionPoint(NamedTuple):
    """A share of `tasks` at one width or staleness, with its 95% confidence interval."""

    at: int
    share: float
    low: float
    high: float
    tasks: int


def estimate_proportion(at: int, clusters: "Iterable[Sequence[bool]]") -> ProportionPoint:
    """The share of hits; hits of one cluster depend on each other.

    Wilson's interval for as many independent tasks as would have the variance that is seen between
    clusters (Kish's design effect), at most those that there are. Nothing at all is 0 to 1.
    """
    sizes = [(sum(cluster), len(cluster)) for cluster in clusters if cluster]
    hits, tasks = sum(hit for hit, _ in sizes), sum(size for _, size in sizes)
    if not tasks:
        return ProportionPoint(at, 0.0, 0.0, 1.0, 0)
    share = hits / tasks
    low, high = _wilson(share, tasks / _effect(sizes, share, tasks))
    return ProportionPoint(
        at, share, min(low, share), max(high, share), tasks
    )  # rounding can cross them


def _effect(sizes: "Sequence[tuple[int, int]]", share: float, tasks: int) -> float:
    """How many times the variance is that of independent tasks; at least 1."""
    alone = share * (1 - share) * tasks
    if len(sizes) < 2 or not alone:  # noqa: PLR2004 - one cluster has no variance to see
        return 1.0
    between = sum((hit - share * size) ** 2 for hit, size in sizes)
    return max(1.0, between * len(sizes) / (len(sizes) - 1) / alone)


def _wilson(share: float, tasks: float) -> tuple[float, float]:
    """Wilson, "Probable inference", JASA 22 (1927), equation for the score interval."""
    square = _Z * _Z / tasks
    middle = (share + square / 2) / (1 + square)
    half = _Z * sqrt(share * (1 - share) / tasks + square / tasks / 4) / (1 + square)
    return max(0.0, middle - half), min(1.0, middle + half)

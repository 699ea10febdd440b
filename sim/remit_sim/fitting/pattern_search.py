"""The lowest point of a smooth function of few numbers, by pattern search: without derivatives.

Hooke and Jeeves, "Direct search", JACM 8(2), 1961, without the pattern moves.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FIRST, _LAST = 0.25, 1e-4


def find_minimum(
    error: "Callable[[Sequence[float]], float]",
    start: "Sequence[float]",
    bounds: "Sequence[tuple[float, float]]",
) -> tuple[float, ...]:
    """Where `error` is lowest near `start`, within bounds, to about 1e-4 of their width or of 1.

    >>> find_minimum(lambda at: (at[0] - 3) ** 2 + (at[1] + 1) ** 2, (0, 0), ((-5, 5), (-5, 5)))
    (3.0, -1.0)
    """
    at = tuple(min(max(value, low), high) for value, (low, high) in zip(start, bounds, strict=True))
    best = error(at)
    step = _FIRST
    while step > _LAST:
        moved = False
        for place, (low, high) in enumerate(bounds):
            for way in (step, -step):
                value = min(max(at[place] + way, low), high)
                tried = (*at[:place], value, *at[place + 1 :])
                found = error(tried)
                if found < best - 1e-15:
                    at, best, moved = tried, found, True
        if not moved:
            step /= 2
    return at

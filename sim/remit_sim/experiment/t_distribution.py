"""Student's t: how wide an interval must be to hold the mean with a given confidence."""

from functools import lru_cache
from math import atan, cos, pi, sin, sqrt

_MANY = 2000


def t_probability(t: float, freedom: int) -> float:
    """P(|T| <= t) for whole degrees of freedom; Abramowitz and Stegun 26.7.3 and 26.7.4, exact."""
    angle = atan(t / sqrt(freedom))
    squared, odd = cos(angle) ** 2, freedom % 2
    term = total = 0.0
    if freedom > 1:
        term = total = cos(angle) if odd else 1.0
    for index in range(2 + odd, freedom, 2):
        term *= squared * (index - 1) / index
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


@lru_cache(maxsize=256)
def t_quantile(confidence: float, freedom: int) -> float:
    """The t with P(|T| <= t) = `confidence`; past 2,000 degrees of freedom, that of 2,000.

    >>> round(t_quantile(0.95, 1), 3), round(t_quantile(0.95, 19), 3)
    (12.706, 2.093)
    """
    freedom = min(freedom, _MANY)
    low, high = 0.0, 1.0
    while t_probability(high, freedom) < confidence:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_probability(middle, freedom) < confidence else (low, middle)
    return high

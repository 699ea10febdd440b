"""What a past says of what comes after it: how rates moved on in the pasts of many repositories.

Nothing in the past of one repository tells how much it will change: how far its halves are apart
has no correlation with how far the future will be off. What many repositories tell is this.

- Young ones calm down: few people, who edit one file all day, become many. Up to some 1,500
  changes the odds of a collision fall with a power of the number of changes so far.
- Four fifths of the later shares are then within a factor of the odds that hangs neither on how old
  a repository is nor on how common collisions are.

Measured by `tests/benchmarks/simulator/outlook.py`; odds are `share / (1 - share)`.
"""

from math import exp, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

CALM = 1500
"""Changes after which a repository is as calm as it gets."""
YOUNG = 300
"""Changes before which the band does not hold, least of all for very stale changes."""
BAND = exp(0.5)
"""Of the odds: 80% of later shares are within this factor of what is predicted."""
_CALMING = 0.15  # half of what is best on older parts: extrapolation is damped
_YOUNGEST = 100  # changes; nothing younger was looked at


def odds_factor(age: int) -> float:
    """By what the odds of a collision so far are multiplied, after so many first-parent changes.

    >>> odds_factor(1500), round(odds_factor(500), 2)
    (1.0, 0.85)
    """
    return exp(-_CALMING * log(CALM / min(CALM, max(_YOUNGEST, age))))


def shift_shares(shares: "Mapping[int, float]", factor: float) -> dict[int, float]:
    """The shares with their odds multiplied; what never was stays so."""
    return {k: shift_odds(share, factor) for k, share in shares.items()}


def shift_odds(share: float, factor: float) -> float:
    """The share whose odds are so many times those of this one.

    >>> shift_odds(0.5, 3.0)
    0.75
    """
    return factor * share / (1 - share + factor * share)


def forecast_band(share: float) -> tuple[float, float]:
    """Between which shares the real one is in four of five cases."""
    return shift_odds(share, 1 / BAND), shift_odds(share, BAND)

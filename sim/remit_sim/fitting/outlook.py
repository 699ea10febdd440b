"""What a past says of what comes after it: how rates moved on, in 187 cuts of 32 repositories.

Nothing in the past of one repository tells how much it will change: how far its halves are apart
has no correlation with how far the future will be off. What many repositories tell is this.

- Young ones calm down: few people, who edit one file all day, become many. Up to some 1,500
  changes the odds of a collision fall with a power of the number of changes so far.
- What is rare or frequent here comes a little closer to what is usual.
- Four fifths of the later shares are then within a factor of the odds that hangs neither on age nor
  on how common collisions are.

Measured as docs/simulator-history.md says; odds are `share / (1 - share)`.
"""

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

CALM = 1500
"""Changes after which a repository is as calm as it gets."""
YOUNG = 300
"""Changes before which bands do not hold: four in five are only within a factor of 2."""
BAND = exp(0.5)
"""Of the odds: 80% of later shares are within this factor of what is foretold."""
CONFLICT, SAME_FILE = 0.302, 0.580
"""Usual shares in the mean of the odds at `_MIDDLE`, in repositories that are no longer young."""
_CALMING, _RETURN = 0.2, 0.1
_MIDDLE = (2, 4, 8, 16, 32)
_LEAST = 0.002
_YOUNGEST = 100  # changes; nothing younger was looked at


class Outlook(NamedTuple):
    """By what the odds of the past are multiplied, after `age` first-parent changes."""

    age: int
    conflict: float = 1.0
    same_file: float = 1.0


def outlook(age: int, conflict: "Mapping[int, float]", same_file: "Mapping[int, float]") -> Outlook:
    """The factors for these shares by staleness."""
    return Outlook(age, _factor(age, conflict, CONFLICT), _factor(age, same_file, SAME_FILE))


def foretold(shares: "Mapping[int, float]", factor: float) -> dict[int, float]:
    """The shares with their odds multiplied; what never was stays so."""
    return {k: moved(share, factor) for k, share in shares.items()}


def moved(share: float, factor: float) -> float:
    """The share whose odds are so many times those of this one.

    >>> moved(0.5, 3.0)
    0.75
    """
    return factor * share / (1 - share + factor * share)


def band(share: float) -> tuple[float, float]:
    """Between which shares the real one is in four of five cases."""
    return moved(share, 1 / BAND), moved(share, BAND)


def _factor(age: int, shares: "Mapping[int, float]", usual: float) -> float:
    here = [_odds(shares[k]) for k in _MIDDLE if k in shares]
    if not here:
        return 1.0
    calmer = -_CALMING * max(0.0, log(CALM / max(_YOUNGEST, age)))
    level = sum(here) / len(here) + calmer
    return exp(calmer - _RETURN * (level - _odds(usual)))


def _odds(share: float) -> float:
    """The logarithm of the odds."""
    kept = min(1 - _LEAST, max(_LEAST, share))
    return log(kept / (1 - kept))

"""Logits: the scale on which evidence adds up."""

import math

_LARGEST = 30.0


def chance(logit: float) -> float:
    """The chance of a logit.

    >>> chance(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-_LARGEST, min(_LARGEST, logit))))


def logit(chance: float) -> float:
    """The logit of a chance, bounded so that neither certainty nor doubt is endless."""
    kept = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))

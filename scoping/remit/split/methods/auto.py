"""What changed together, unless directories did clearly better on the newest changes.

Which of two splits is better on the newest part of a past is mostly chance, and chance chooses
worse than what is better in general.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.split.backtest.figures import containment, held_out
from remit.split.methods import cochange, folders, tree
from remit.split.weights import churn, weights

if TYPE_CHECKING:
    from remit.split.material import Material, Method

METHODS: "tuple[Method, ...]" = (cochange.split, folders.split, tree.split)
"""The first is taken unless one of the others leads it by `_SURE` standard errors."""
NEWEST = 5
"""One of so many past changes is held out: the newest ones."""
_SURE = 2.0
_FEWEST = 30  # changes of several files, below which chance would choose


class _Trial(NamedTuple):
    """A past without its newest changes, and these."""

    material: "Material"
    changes: tuple[tuple[int, ...], ...]


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The split by the method that did best when the newest changes were held out."""
    method = chosen(material, scopes, balance=balance, seed=seed)
    return method(material, scopes, balance=balance, seed=seed)


def chosen(material: "Material", scopes: int, *, balance: float, seed: int) -> "Method":
    """That method; the first one too where too few changes are known to tell."""
    trial = _trial(material, scopes)
    if len(trial.changes) < _FEWEST:
        return METHODS[0]

    def kept(method: "Method") -> list[bool]:
        tried = cochange.sketch if method is cochange.split else method
        labels = tried(trial.material, scopes, balance=balance, seed=seed)
        return [containment((each,), labels, material.shared) == 1 for each in trial.changes]

    first, *others = METHODS
    found = kept(first)
    rivals = [(_lead(other, found), method) for method in others for other in [kept(method)]]
    lead, best = max(rivals, key=lambda rival: rival[0])
    return best if lead > _SURE else first


def _lead(one: list[bool], other: list[bool]) -> float:
    """By how many standard errors `one` keeps more changes whole, of those where they differ.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions",
    Psychometrika 12 (1947).
    """
    more = sum(mine and not theirs for mine, theirs in zip(one, other, strict=True))
    fewer = sum(theirs and not mine for mine, theirs in zip(one, other, strict=True))
    return (more - fewer) / math.sqrt(more + fewer) if more + fewer else 0.0


def _trial(material: "Material", scopes: int) -> _Trial:
    count = len(material.touches) // NEWEST
    newest, older = material.touches[:count], material.touches[count:]
    since = older[0].commit.time if older else 0
    earlier = material._replace(
        weights=weights(churn(material.files, older), material.shared, scopes),
        touches=older,
        also=tuple(touch for touch in material.also if touch.commit.time <= since),
    )
    several = (change for change in held_out(material.files, newest) if len(change) > 1)
    return _Trial(earlier, tuple(several))

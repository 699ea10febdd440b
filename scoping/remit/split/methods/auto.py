"""What changed together, unless directories did clearly better on what came after, again and again.

Which of two splits is better on one part of a past is mostly chance, and what changes in one time
need not come again: chance chooses worse than what is better in general. So directories have to
lead on the newest part, and clearly on the newest three together.
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
PARTS = 5
"""One of so many parts of the past changes is held out at a time, the newest first."""
_TRIALS = 3
_SURE = 2.0  # standard errors, on all trials together
_LIKELY = 1.0  # on the newest, below which the others are not made
_FEWEST = 30  # changes of several files, below which chance would choose


class _Trial(NamedTuple):
    """A past without its newest changes, and these."""

    material: "Material"
    changes: tuple[tuple[int, ...], ...]


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The split by the method that did best when newer changes were held out."""
    method = chosen(material, scopes, balance=balance, seed=seed)
    return method(material, scopes, balance=balance, seed=seed)


def chosen(material: "Material", scopes: int, *, balance: float, seed: int) -> "Method":
    """That method; the first one too where too few changes are known to tell."""

    def kept(method: "Method", trial: _Trial) -> list[bool]:
        tried = cochange.sketch if method is cochange.split else method
        labels = tried(trial.material, scopes, balance=balance, seed=seed)
        return [containment((each,), labels, material.shared) == 1 for each in trial.changes]

    first, *others = METHODS
    newest, *older = [_trial(material, scopes, ago) for ago in range(_TRIALS)]
    found = kept(first, newest)
    rivals = [
        (method, of) for method in others if _lead(of := kept(method, newest), found) > _LIKELY
    ]
    if not rivals:
        return first
    found += [each for trial in older for each in kept(first, trial)]
    leads = [
        (_lead([*of, *(each for trial in older for each in kept(method, trial))], found), method)
        for method, of in rivals
    ]
    lead, best = max(leads, key=lambda each: each[0])
    return best if len(found) >= _FEWEST and lead > _SURE else first


def _lead(one: list[bool], other: list[bool]) -> float:
    """By how many standard errors `one` keeps more changes whole, of those where they differ.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions",
    Psychometrika 12 (1947).
    """
    more = sum(mine and not theirs for mine, theirs in zip(one, other, strict=True))
    fewer = sum(theirs and not mine for mine, theirs in zip(one, other, strict=True))
    return (more - fewer) / math.sqrt(more + fewer) if more + fewer else 0.0


def _trial(material: "Material", scopes: int, ago: int) -> _Trial:
    """The changes from `ago` fifths ago on, a fifth of them, and what was known before."""
    count = len(material.touches) // PARTS
    newer, older = material.touches[: (ago + 1) * count], material.touches[(ago + 1) * count :]
    since = older[0].commit.time if older else 0
    earlier = material._replace(
        weights=weights(churn(material.files, older), material.shared, scopes),
        touches=older,
        also=tuple(touch for touch in material.also if touch.commit.time <= since),
    )
    changes = held_out(material.files, newer[ago * count :])
    return _Trial(earlier, tuple(change for change in changes if len(change) > 1))

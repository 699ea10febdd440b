"""The best of the other methods, by what each would have been worth on the newest changes."""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.backtest.figures import containment, held_out
from remit.split.methods import cochange, folders, tree
from remit.split.weights import churn, weights

if TYPE_CHECKING:
    from remit.split.material import Material, Method

METHODS: "tuple[Method, ...]" = (cochange.split, folders.split, tree.split)
"""In the order in which equal ones are preferred."""
NEWEST = 5
"""One of so many past changes is held out: the newest ones."""
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
    """That method; the first one where too few changes are known to tell."""
    trial = _trial(material, scopes)
    if len(trial.changes) < _FEWEST:
        return METHODS[0]

    def worth(method: "Method") -> float:
        tried = cochange.sketch if method is cochange.split else method
        labels = tried(trial.material, scopes, balance=balance, seed=seed)
        return containment(trial.changes, labels, material.shared) or 0.0

    return max(METHODS, key=worth)


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

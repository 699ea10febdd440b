"""What changed together, unless directories did clearly better on what came after, again and again.

Which of two splits is better on one part of a past is mostly chance, and what changes in one time
need not come again: chance chooses worse than what is better in general. So directories have to
lead on the newest part and clearly on the newest three together: as they were split then, and as
they would be split now. Of directories that are cut otherwise each time a lead says little.
"""

import math
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from remit.split.methods import cochange, directory_partition, tree
from remit.split.metrics import containment_share, index_changes
from remit.split.weights import past_churn, scale_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.input import SplitInput, SplitMethod

METHODS: "tuple[SplitMethod, ...]" = (cochange.split, directory_partition.split, tree.split)
"""The first is taken unless one of the others leads it by `_SURE` standard errors."""
PARTS = 5
"""One of so many parts of the past changes is held out at a time, the newest first."""
_TRIALS = 3
_SURE = 2.0  # standard errors, on all trials together
_LIKELY = 1.0  # on the newest, below which the others are not made
_FEWEST = 30  # changes of several files, below which chance would choose


class _Trial(NamedTuple):
    """A past without its newest changes, and these in both units."""

    material: "SplitInput"
    changes: tuple[tuple[int, ...], ...]

    def kept(self, labels: tuple[int, ...]) -> list[bool]:
        """Whether each change stays inside one scope."""
        shared = self.material.shared
        return [containment_share((each,), labels, shared) == 1 for each in self.changes]


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The split by the method that did best when newer changes were held out."""
    method = choose_method(material, scopes, balance=balance, seed=seed)
    return method(material, scopes, balance=balance, seed=seed)


def choose_method(
    material: "SplitInput", scopes: int, *, balance: float, seed: int
) -> "SplitMethod":
    """That method; the first one too where too few changes are known to tell."""

    def then(method: "SplitMethod", some: "Sequence[_Trial]") -> list[bool]:
        split_by = partial(method, scopes=scopes, balance=balance, seed=seed)
        return [kept for trial in some for kept in trial.kept(split_by(trial.material))]

    first, *others = METHODS
    trials = [_trial(material, scopes, ago) for ago in range(_TRIALS)]
    twice = math.sqrt(2 if material.also else 1)  # both units tell of one work
    found = then(cochange.sketch_split, trials[:1])
    rivals = [each for each in others if _lead(then(each, trials[:1]), found) > _LIKELY * twice]
    if not rivals:
        return first
    found += then(cochange.sketch_split, trials[1:])
    lead, best = max(
        ((_lead(then(rival, trials), found), rival) for rival in rivals), key=lambda each: each[0]
    )
    if len(found) < _FEWEST or lead <= _SURE * twice:
        return first
    labels = best(material, scopes, balance=balance, seed=seed)
    proposed = [kept for trial in trials for kept in trial.kept(labels)]
    return best if _lead(proposed, found) > _SURE * twice else first


def _lead(one: list[bool], other: list[bool]) -> float:
    """By how many standard errors `one` keeps more changes whole, of those where they differ.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions",
    Psychometrika 12 (1947).
    """
    more = sum(mine and not theirs for mine, theirs in zip(one, other, strict=True))
    fewer = sum(theirs and not mine for mine, theirs in zip(one, other, strict=True))
    return (more - fewer) / math.sqrt(more + fewer) if more + fewer else 0.0


def _trial(material: "SplitInput", scopes: int, ago: int) -> _Trial:
    """The changes from `ago` fifths ago on, a fifth of them, and what was known before."""
    count = len(material.touches) // PARTS
    held = material.touches[ago * count : (ago + 1) * count]
    older = material.touches[(ago + 1) * count :]
    since, until = (part[0].commit.time if part else 0 for part in (older, held))
    earlier = material._replace(
        weights=scale_weights(past_churn(material.files, older), material.shared, scopes),
        touches=older,
        also=tuple(touch for touch in material.also if touch.commit.time <= since),
    )
    again = (touch for touch in material.also if since < touch.commit.time <= until)
    changes = index_changes(material.files, (*held, *again))
    return _Trial(earlier, tuple(change for change in changes if len(change) > 1))

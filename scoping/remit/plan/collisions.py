"""The chance that two tasks collide if they run at one time: that both change one file.

Where both lists of files are known it is certain either way, by the exact overlap of patterns. Else
it comes from the files that both may change, from how alike the two lists of files are however
likely each file is, and from how alike the two texts are.
"""

import math
import operator
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.prediction.features import PAIR
from remit.plan.prediction.probability import logistic
from remit.plan.tokenizer import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_NEARLY_CERTAIN = 0.999
_FLOOR, _FAR = 1e-4, 1e-3


def joint_log_risk(left: "Mapping[bytes, float]", right: "Mapping[bytes, float]") -> float:
    """-log(1 - the chance of a file in common), if the files of both were independent."""
    fewer, more = sorted((left, right), key=len)
    products = (each * more[path] for path, each in fewer.items() if path in more)
    return -math.fsum(math.log1p(-min(each, _NEARLY_CERTAIN)) for each in products)


class PairFeatures(NamedTuple):
    """What speaks for a collision: `joint`, and two likenesses, 0..1.

    `files` is the cosine of the chances of the files: with two vague texts each file has a small
    chance, so `joint` is small even where both mean the same few files.
    """

    joint: float
    files: float
    words: float

    def row(self) -> tuple[float, ...]:
        """The signals as they are weighed by `features.PAIR`."""
        return (
            math.log(self.joint + _FLOOR),
            math.log(self.files + _FAR),
            self.words,
            math.sqrt(self.words),
        )


def collision_chance(signs: PairFeatures) -> float:
    """The chance of a collision, before it is corrected for the repository."""
    intercept, *weights = PAIR
    return logistic(intercept + math.fsum(map(operator.mul, weights, signs.row())))


class TaskPairs:
    """Tasks that can be compared two by two: chances of files for each, and a text."""

    def __init__(
        self,
        chances: "Sequence[Mapping[bytes, float]]",
        texts: "Sequence[str]",
        rarity: "Callable[[str], float]",
    ) -> None:
        self._chances = chances
        self._lengths = [math.hypot(*each.values()) for each in chances]
        self._wordings = TaskTexts(texts, rarity)

    def signs(self, left: int, right: int) -> PairFeatures:
        """What speaks for a collision of two of the tasks."""
        one, two = self._chances[left], self._chances[right]
        return PairFeatures(
            joint_log_risk(one, two), self._alike(left, right), self._wordings.likeness(left, right)
        )

    def _alike(self, left: int, right: int) -> float:
        lengths = self._lengths[left] * self._lengths[right]
        if not lengths:
            return 0.0
        fewer, more = sorted((self._chances[left], self._chances[right]), key=len)
        dot = math.fsum(each * more[path] for path, each in fewer.items() if path in more)
        return min(1.0, dot / lengths)


class TaskTexts:
    """Texts that can be compared: the cosine of their words, rare words weighing more."""

    def __init__(self, texts: "Sequence[str]", rarity: "Callable[[str], float]") -> None:
        self._vectors = [_vector(text, rarity) for text in texts]

    def likeness(self, left: int, right: int) -> float:
        """How alike two of the texts are, 0..1."""
        one, two = self._vectors[left], self._vectors[right]
        return min(1.0, math.fsum(weight * two.get(word, 0.0) for word, weight in one.items()))


def _vector(text: str, rarity: "Callable[[str], float]") -> dict[str, float]:
    weights = {word: rarity(word) for word in tokenize(text)}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}

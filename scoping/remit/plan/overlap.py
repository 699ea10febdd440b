"""The chance that two tasks collide if they run at one time: that both change one file.

Where both lists of files are known it is certain either way, by the exact overlap of patterns. Else
it comes from the files that both may change, and from how alike the two texts are.
"""

import math
from typing import TYPE_CHECKING

from remit.plan.prediction.coefficients import PAIR
from remit.plan.prediction.logit import chance
from remit.plan.text import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_NEARLY_CERTAIN = 0.999
_FLOOR = 1e-4


def joint(left: "Mapping[bytes, float]", right: "Mapping[bytes, float]") -> float:
    """-log(1 - the chance of a file in common), if the files of both were independent."""
    fewer, more = sorted((left, right), key=len)
    products = (each * more[path] for path, each in fewer.items() if path in more)
    return -math.fsum(math.log1p(-min(each, _NEARLY_CERTAIN)) for each in products)


def colliding(shared: float, likeness: float) -> float:
    """The chance of a collision, from `joint` and the likeness of the texts, 0..1."""
    intercept, log_shared, linear, root = PAIR
    return chance(
        intercept
        + log_shared * math.log(shared + _FLOOR)
        + linear * likeness
        + root * math.sqrt(likeness)
    )


class Wordings:
    """Texts that can be compared: the cosine of their words, rare words weighing more."""

    def __init__(self, texts: "Sequence[str]", rarity: "Callable[[str], float]") -> None:
        self._vectors = [_vector(text, rarity) for text in texts]

    def likeness(self, left: int, right: int) -> float:
        """How alike two of the texts are, 0..1."""
        one, two = self._vectors[left], self._vectors[right]
        return min(1.0, math.fsum(weight * two.get(word, 0.0) for word, weight in one.items()))


def _vector(text: str, rarity: "Callable[[str], float]") -> dict[str, float]:
    weights = {word: rarity(word) for word in words(text)}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}

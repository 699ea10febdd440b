"""Whether one pattern of an area meets one of another, with the denials of both areas.

Most pairs are settled by the path that the two patterns share segment by segment (`joint`). Only
where a denial takes that path away, the exact search over bytes (`product`) decides.
"""

from typing import TYPE_CHECKING

from remit.patterns import product
from remit.patterns.area import Undecided, Witness
from remit.patterns.automaton import impossible, path_automaton
from remit.patterns.index import PathIndex
from remit.patterns.joint import Joints, Track, track
from remit.patterns.product import Denials, search
from remit.patterns.syntax import Pattern, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.patterns.alphabet import Lift
    from remit.patterns.area import Area
    from remit.patterns.automaton import Automaton
    from remit.patterns.product import Bound

Marked = tuple[Pattern, Track]


class Ground:
    """An area with its patterns parsed, braces expanded. Raises `PatternError`."""

    __slots__ = ("allow", "denied", "deny")

    def __init__(self, area: "Area") -> None:
        self.allow = _marked(area.allow)
        self.deny = _marked(area.deny)
        self.denied = PathIndex(area.deny).covers if area.deny else _nothing


class Comparison:
    """Answers for pairs of patterns under one alphabet; what they have in common is remembered."""

    def __init__(self, joints: Joints) -> None:
        self._joints = joints

    def overlap(self, left: Ground, right: Ground) -> Witness | Undecided | None:
        """The first witness over all pairs of patterns, else the first doubt, else none."""
        undecided: Undecided | None = None
        for mine in left.allow:
            for theirs in right.allow:
                answer = self.pair(left, mine, right, theirs)
                if isinstance(answer, Witness):
                    return answer
                undecided = undecided or answer
        return undecided

    def pair(
        self, left: Ground, mine: Marked, right: Ground, theirs: Marked
    ) -> Witness | Undecided | None:
        """What two patterns of two areas share that neither area denies."""
        path = self._joints.path(mine[1], theirs[1])
        if path is None:
            return None
        if path != "bound" and (left.denied(path[0]) or right.denied(path[1])):
            path = self._searched(left, mine, right, theirs)
        texts = mine[0].text, theirs[0].text
        if path == "bound":
            return Undecided(f"more than {product.MOST_STATES:,} states had to be searched", *texts)
        return None if path is None else Witness(path[0], *texts)

    def _searched(
        self, left: Ground, mine: Marked, right: Ground, theirs: Marked
    ) -> "tuple[bytes, bytes] | Bound | None":
        alphabet = self._joints.alphabet
        refused = [
            impossible(alphabet.left),
            *self._relevant(mine, left.deny, alphabet.left),
            *self._relevant(theirs, right.deny, alphabet.right),
        ]
        word = search(
            path_automaton(mine[0], alphabet.left),
            path_automaton(theirs[0], alphabet.right),
            Denials(refused, alphabet.everything),
        )
        return alphabet.spelled(word) if isinstance(word, list) else word

    def _relevant(
        self, pattern: Marked, deny: "list[Marked]", lift: "Lift"
    ) -> "Iterator[Automaton]":
        """The denials that take anything from the pattern at all."""
        for denial in deny:
            if self._joints.path(pattern[1], denial[1]) is not None:
                yield path_automaton(denial[0], lift)


def _nothing(_path: bytes) -> bool:
    return False


def _marked(texts: "tuple[str, ...]") -> list[Marked]:
    patterns = dict.fromkeys(pattern for text in texts for pattern in parse(text))
    return [(pattern, track(pattern)) for pattern in patterns]

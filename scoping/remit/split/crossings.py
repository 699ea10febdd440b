"""Past changes that scopes would have cut: which ones, and between which scopes."""

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit.history.records import Commit, Touch


class Crossing(NamedTuple):
    """A past change and the scopes that it touched, in the order of their ids."""

    commit: "Commit"
    scopes: tuple[str, ...]


class Crossings(NamedTuple):
    """What crosses among the changes of several files, newest first.

    `pairs` counts the changes that touch both scopes of a pair, most first; `inside` those that
    stay in one scope, shared files aside.
    """

    inside: int
    changes: tuple[Crossing, ...]
    pairs: tuple[tuple[tuple[str, str], int], ...]


def crossings(homes: "Mapping[bytes, str]", touches: "Iterable[Touch]") -> Crossings:
    """The crossings of scopes, given the id of the scope that each file is in."""
    found: list[Crossing] = []
    pairs: Counter[tuple[str, str]] = Counter()
    inside = 0
    for touch in touches:
        scopes = sorted({homes[path] for path in touch.files if path in homes})
        if len(scopes) > 1:
            found.append(Crossing(touch.commit, tuple(scopes)))
            pairs.update(combinations(scopes, 2))
        elif len(touch.files) > 1:
            inside += 1
    ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return Crossings(inside, tuple(found), tuple(ranked))

"""A path that two patterns share, found segment by segment; denials are not looked at here.

Along a path every name is free of the others, so two patterns meet if and only if their segments
can be laid side by side (`**` stretching) such that each pair shares a name.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.automaton import impossible, name_automaton
from remit.patterns.common import shared_items
from remit.patterns.product import Denials, search
from remit.patterns.segment import Items, is_wild, items, pieces

if TYPE_CHECKING:
    from remit.patterns.alphabet import Alphabet, Lift
    from remit.patterns.product import Bound
    from remit.patterns.syntax import Pattern

Spellings = tuple[bytes, bytes]  # one name or path, as the left and as the right side has it
Trail = dict[tuple[int, int], tuple[tuple[int, int], Spellings] | None]  # from where, by which name

REMEMBERED = 200_000


class Track(NamedTuple):
    """A pattern as positions between segments: `steps[at]` are (segment, next position)."""

    steps: tuple[tuple[tuple[bytes, int], ...], ...]
    accepts: tuple[bool, ...]


def track(pattern: "Pattern") -> Track:
    """The positions of a pattern; the last one is inside its tree."""
    segments, end = pattern.segments, len(pattern.segments)
    steps: list[tuple[tuple[bytes, int], ...]] = []
    for at, segment in enumerate(segments):
        if segment == b"**":
            steps.append(((segments[at + 1], at + 2), (b"*", at)))
        else:
            steps.append(((segment, at + 1),))
    steps.append(((b"*", end + 1),) if pattern.tree else ())
    steps.append(((b"*", end + 1),))
    return Track(tuple(steps), (*[False] * end, pattern.entry, True))


class Joints:
    """Shared paths under one alphabet, with the shared names of segments remembered."""

    def __init__(self, alphabet: "Alphabet") -> None:
        self.alphabet = alphabet
        self._pieces: dict[tuple[bytes, Lift], list[Items]] = {}
        self._names: dict[tuple[bytes, bytes], Spellings | Bound | None] = {}

    def path(self, left: Track, right: Track) -> "Spellings | Bound | None":
        """The shortest path, counted in names, that both cover; None if there is none."""
        queue = [(0, 0)]
        trail: Trail = dict.fromkeys(queue)
        bound = False
        for here in queue:
            at_left, at_right = here
            if left.accepts[at_left] and right.accepts[at_right]:
                return _spelled(trail, here)
            for mine, to_left in left.steps[at_left]:
                for theirs, to_right in right.steps[at_right]:
                    there = (to_left, to_right)
                    name = None if there in trail else self._name(mine, theirs)
                    if name == "bound":
                        bound = True
                    elif name is not None:
                        trail[there] = (here, name)
                        queue.append(there)
        return "bound" if bound else None

    def _name(self, left: bytes, right: bytes) -> "Spellings | Bound | None":
        key = (left, right)
        if key in self._names:
            return self._names[key]
        if len(self._names) >= REMEMBERED:
            self._names.clear()
        name = self._names[key] = self._shared_name(left, right)
        return name

    def _shared_name(self, left: bytes, right: bytes) -> "Spellings | Bound | None":
        if left == right and not is_wild(left):
            return left, right
        mine = self._lifted(left, self.alphabet.left)
        theirs = self._lifted(right, self.alphabet.right)
        shared = shared_items(mine, theirs, self.alphabet.everything)
        if shared is None:
            return None
        name = self.alphabet.spelled(shared)
        return name if _is_possible(name[0]) else self._searched(left, right)

    def _lifted(self, segment: bytes, lift: "Lift") -> list[Items]:
        key = (segment, lift)
        known = self._pieces.get(key)
        if known is None:
            fixed = pieces(items(segment))
            known = self._pieces[key] = [tuple(map(lift, piece)) for piece in fixed]
        return known

    def _searched(self, left: bytes, right: bytes) -> "Spellings | Bound | None":
        word = search(
            name_automaton(items(left), self.alphabet.left),
            name_automaton(items(right), self.alphabet.right),
            Denials([impossible(self.alphabet.left)], self.alphabet.everything),
        )
        return self.alphabet.spelled(word) if isinstance(word, list) else word


def _is_possible(name: bytes) -> bool:
    return name not in {b".", b".."} and name.lower() != b".git"


def _spelled(trail: Trail, here: tuple[int, int]) -> Spellings:
    names: list[Spellings] = []
    while step := trail[here]:
        here, name = step
        names.append(name)
    names.reverse()
    return b"/".join(name[0] for name in names), b"/".join(name[1] for name in names)

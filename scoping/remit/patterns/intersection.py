"""A name that two segments share, laid out directly; which names git refuses is not looked at.

Both segments are given as the fixed pieces between their stars, over one alphabet. A star can
always be stretched over what the other side asks for, so only the pieces at the two ends must
agree, and the others are placed as far left as they go.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.automata import (
    DenialAutomaton,
    impossible_path_automaton,
    name_automaton,
    search_common_word,
)
from remit.patterns.segments import STAR, Items, has_wildcard, parse_items, split_at_stars

if TYPE_CHECKING:
    from remit.patterns.automata import Alphabet, Bound, SymbolLift
    from remit.patterns.parser import Pattern


def intersect_items(left: list[Items], right: list[Items], filler: int) -> Items | None:
    """Items without a star that both sides allow; None if the segments share no name.

    `filler` is put where a star would be empty and the name read badly.
    """
    if len(left) > 1 and len(right) > 1:
        return _stretched(left, right, filler)
    if len(left) > 1:
        return _fitted(right[0], left)
    if len(right) > 1:
        return _fitted(left[0], right)
    return _laid(left[0], right[0], 0) if len(left[0]) == len(right[0]) else None


def _stretched(left: list[Items], right: list[Items], filler: int) -> Items | None:
    """A name for two segments that both have a star."""
    start = _beginning(left[0], right[0])
    end = _beginning(left[-1][::-1], right[-1][::-1])
    if start is None or end is None:
        return None
    inner = tuple(item for piece in (*left[1:-1], *right[1:-1]) for item in piece)
    return start + (inner or (() if start and end else (filler,))) + end[::-1]


def _beginning(left: Items, right: Items) -> Items | None:
    shorter, longer = sorted((left, right), key=len)
    return _laid(longer, shorter, 0)


def _fitted(fixed: Items, parts: list[Items]) -> Items | None:
    """`fixed`, narrowed so that the pieces `parts` stand in it in their order."""
    first, *inner, last = parts
    at, end = len(first), len(fixed) - len(last)
    if at > end:
        return None
    name = _laid(fixed, first, 0)
    if name is not None:
        name = _laid(name, last, end)
    for piece in inner:
        if name is None:
            return None
        name, at = _placed(name, piece, at, end)
    return name


def _placed(name: Items, piece: Items, at: int, end: int) -> tuple[Items | None, int]:
    """`name` with `piece` laid on it as far left as it goes, and where that ends."""
    for start in range(at, end - len(piece) + 1):
        laid = _laid(name, piece, start)
        if laid is not None:
            return laid, start + len(piece)
    return None, end


def _laid(fixed: Items, piece: Items, at: int) -> Items | None:
    """`fixed` with `piece` laid on it at `at`, None where an item would be left without a byte."""
    end = at + len(piece)
    laid = tuple(map(int.__and__, fixed[at:end], piece))
    return None if STAR in laid else fixed[:at] + laid + fixed[end:]


# A path that two patterns share, found segment by segment; denials are not looked at here.
#
# Along a path every name is free of the others, so two patterns meet if and only if their
# segments
# can be laid side by side (`**` stretching) such that each pair shares a name.


Spellings = tuple[bytes, bytes]  # one name or path, as the left and as the right side has it
Trail = dict[tuple[int, int], tuple[tuple[int, int], Spellings] | None]  # from where, by which name

REMEMBERED = 200_000


class SegmentTrack(NamedTuple):
    """A pattern as positions between segments: `steps[at]` are (segment, next position)."""

    steps: tuple[tuple[tuple[bytes, int], ...], ...]
    accepts: tuple[bool, ...]


def build_segment_track(pattern: "Pattern") -> SegmentTrack:
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
    return SegmentTrack(tuple(steps), (*[False] * end, pattern.entry, True))


class PathIntersection:
    """Shared paths under one alphabet, with the shared names of segments remembered."""

    def __init__(self, alphabet: "Alphabet") -> None:
        self.alphabet = alphabet
        self._pieces: dict[tuple[bytes, SymbolLift], list[Items]] = {}
        self._names: dict[tuple[bytes, bytes], Spellings | Bound | None] = {}

    def path(self, left: SegmentTrack, right: SegmentTrack) -> "Spellings | Bound | None":
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
        if left == right and not has_wildcard(left):
            return left, right
        mine = self._lifted(left, self.alphabet.left)
        theirs = self._lifted(right, self.alphabet.right)
        shared = intersect_items(mine, theirs, self.alphabet.everything)
        if shared is None:
            return None
        name = self.alphabet.spelled(shared)
        return name if _is_possible(name[0]) else self._searched(left, right)

    def _lifted(self, segment: bytes, lift: "SymbolLift") -> list[Items]:
        key = (segment, lift)
        known = self._pieces.get(key)
        if known is None:
            fixed = split_at_stars(parse_items(segment))
            known = self._pieces[key] = [tuple(map(lift, piece)) for piece in fixed]
        return known

    def _searched(self, left: bytes, right: bytes) -> "Spellings | Bound | None":
        word = search_common_word(
            name_automaton(parse_items(left), self.alphabet.left),
            name_automaton(parse_items(right), self.alphabet.right),
            DenialAutomaton(
                [impossible_path_automaton(self.alphabet.left)], self.alphabet.everything
            ),
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

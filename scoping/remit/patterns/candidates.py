"""Which patterns of many areas might meet at all: a filter that never drops a pair that does.

Every path that a pattern covers has three fixed texts: how it begins, how its last name begins,
and how it ends. Two patterns can only meet if for each of these one's text begins (or ends) the
other's. Sets of patterns are integers: ten thousand meet ten thousand in one step each.
"""

from bisect import bisect_left
from typing import TYPE_CHECKING

from remit.patterns.segment import STAR, Items, items, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.patterns.syntax import Pattern


class Candidates:
    """Pairs of patterns of different areas; `areas[number]` are the patterns of one area."""

    def __init__(self, areas: "Sequence[Sequence[Pattern]]", *, folded: bool) -> None:
        self._owners = [number for number, area in enumerate(areas) for _ in area]
        self._places = [place for area in areas for place in range(len(area))]
        self._sets: list[int] = []
        start = 0
        for area in areas:
            self._sets.append(((1 << len(area)) - 1) << start)
            start += len(area)
        patterns = [pattern for area in areas for pattern in area]
        ends = [_ends(pattern) for pattern in patterns]
        if folded:
            ends = [(head.lower(), name.lower(), tail.lower()) for head, name, tail in ends]
        names = _comparable([name for _, name, _ in ends])
        heads = _comparable([head for head, _, _ in ends])
        tails = _comparable([tail[::-1] for _, _, tail in ends])
        self._rivals = [heads[head] & names[name] & tails[tail[::-1]] for head, name, tail in ends]

    def of(self, area: int, settled: set[int]) -> "Iterator[tuple[int, int, int]]":
        """(place in the area, number of a later area, place in that) of each pair that might meet.

        Areas that the caller adds to `settled` on the way are left out from then on.
        """
        mine = self._sets[area]
        first = (mine & -mine).bit_length() - 1
        later = -1 << mine.bit_length()
        left_out = set[int]()
        for place in range(mine.bit_count()):
            for other in settled - left_out:
                later &= ~self._sets[other]
            left_out |= settled
            for rival in _members(self._rivals[first + place] & later):
                if self._owners[rival] not in settled:
                    yield place, self._owners[rival], self._places[rival]


def _members(numbers: int) -> "Iterator[int]":
    digits = bin(numbers)[:1:-1]
    at = digits.find("1")
    while at != -1:
        yield at
        at = digits.find("1", at + 1)


def _comparable(texts: "list[bytes]") -> dict[bytes, int]:
    """For each text the set of those (by number) that begin with it, or that it begins with."""
    same: dict[bytes, int] = {}
    for number, text in enumerate(texts):
        same[text] = same.get(text, 0) | 1 << number
    found = dict(same)
    lengths = sorted({len(text) for text in same})
    for text, numbers in same.items():
        for length in lengths[: bisect_left(lengths, len(text))]:
            start = text[:length]
            if start in same:
                found[text] |= same[start]
                found[start] |= numbers
    return found


def _ends(pattern: "Pattern") -> tuple[bytes, bytes, bytes]:
    """How each path that the pattern covers begins, its last name begins, and it ends.

    Paths are taken to begin with `/`.
    """
    parts: Items = (_SLASH,)
    for number, segment in enumerate(pattern.segments):
        parts += _GAP if segment == b"**" else items(segment)
        if segment != b"**" and number < len(pattern.segments) - 1:
            parts += (_SLASH,)
    if pattern.tree:
        parts += _GAP if pattern.entry or not pattern.segments else (_SLASH, STAR)
    name = b"" if pattern.tree else _fixed(items(pattern.segments[-1]))
    return _fixed(parts), name, _fixed(parts[::-1])[::-1]


def _fixed(parts: Items) -> bytes:
    """The bytes before the first item that leaves a choice."""
    found = b""
    for item in parts:
        byte = name_of((item,))
        if byte is None:
            break
        found += byte
    return found


_SLASH = 1 << ord("/")
_GAP: Items = (STAR,)

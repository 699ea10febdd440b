"""Which patterns of many areas might meet at all: a filter that never drops a pair that does.

Every path that a pattern covers has three fixed texts: how it begins, how its last name begins,
and how it ends. Two patterns can only meet if for each of these one's text begins (or ends) the
other's. Sets of patterns are integers: ten thousand meet ten thousand in one step each.
"""

from bisect import bisect_left
from collections import defaultdict
from itertools import accumulate
from typing import TYPE_CHECKING

from remit.patterns.segments import literal_prefix, parse_items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.patterns.parser import Pattern


class CandidatePairs:
    """Pairs of patterns of different areas; `areas[number]` are the patterns of one area."""

    def __init__(self, areas: "Sequence[Sequence[Pattern]]", *, folded: bool) -> None:
        self._owners = [number for number, area in enumerate(areas) for _ in area]
        self._places = [place for area in areas for place in range(len(area))]
        stops = list(accumulate(map(len, areas)))
        self._spans = list(map(range, [0, *stops], stops))
        ends = [_ends(pattern) for area in areas for pattern in area]
        if folded:
            ends = [(head.lower(), name.lower(), tail.lower()) for head, name, tail in ends]
        heads = _comparable([head for head, _, _ in ends])
        names = _comparable([name for _, name, _ in ends])
        tails = _comparable([tail for _, _, tail in ends])
        self._rivals = [heads[head] & names[name] & tails[tail] for head, name, tail in ends]

    def of(self, area: int, settled: set[int]) -> "Iterator[tuple[int, int, int]]":
        """(place in the area, number of a later area, place in that) of each pair that might meet.

        Areas that the caller adds to `settled` on the way are left out from then on.
        """
        span = self._spans[area]
        later = -1 << span.stop
        left_out = set[int]()
        for place, number in enumerate(span):
            for other in settled - left_out:
                later &= ~_set_of(self._spans[other])
            left_out |= settled
            for rival in _members(self._rivals[number] & later):
                if self._owners[rival] not in settled:
                    yield place, self._owners[rival], self._places[rival]


def _set_of(numbers: range) -> int:
    return (1 << numbers.stop) - (1 << numbers.start)


def _members(numbers: int) -> "Iterator[int]":
    digits = bin(numbers)[:1:-1]
    at = digits.find("1")
    while at != -1:
        yield at
        at = digits.find("1", at + 1)


def _comparable(texts: "list[bytes]") -> dict[bytes, int]:
    """For each text the set of those (by number) that begin with it, or that it begins with."""
    same: defaultdict[bytes, int] = defaultdict(int)
    for number, text in enumerate(texts):
        same[text] |= 1 << number
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

    Paths are taken to begin with `/`. The end is read backwards. Of a pattern that covers an entry
    and its tree the tree is enough: the beginning of the entry begins every path below it too.
    """
    text = b"".join(b"/" + segment for segment in pattern.segments)
    parts = parse_items(text + b"/*" if pattern.tree else text)
    name = b"" if pattern.tree else literal_prefix(parse_items(pattern.segments[-1]))
    return literal_prefix(parts), name, literal_prefix(parts[::-1])

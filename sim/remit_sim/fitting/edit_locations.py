"""Where in its files each change of a history edited, in lines of the newest version.

A change leaves the line before and the line after what it replaced. These two are followed through
every later change of the file; where one is replaced too, the next line that stays takes its place,
so what is between them can only grow. Two changes whose lines between overlap could not have been
made side by side: one's text stands on the other's, or is next to it, which git does not merge.
"""

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.hunks import NOWHERE, WHOLE, Between, edits_conflict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit.git.log import EditedFile
    from remit.history.hunks import Hunk

_MOST = 16
"""Hunks of one file in one change that are told apart; more are joined where they are closest."""
_ADDED_OR_REMOVED = frozenset("ADT")

Spots = tuple[Between, ...]


class EditLocations(NamedTuple):
    """For each change, the places in each of its files, and how far back the nearest change is.

    The nearest one is an earlier change that it touches: 1 is the change before it, None is none.
    """

    spots: "tuple[Mapping[bytes, Spots], ...]"
    nearest: tuple[int | None, ...]


def find_edit_locations(
    changes: "Iterable[Sequence[EditedFile]]", reach: int | None = None
) -> EditLocations:
    """The places of changes that are given oldest first, each on top of the one before.

    With `reach`, each is followed through so many later changes at least, and perhaps no further.
    """
    followed: dict[bytes, list[_Followed]] = {}
    found = list[dict[bytes, _Followed]]()
    nearest = list[int | None]()
    for at, change in enumerate(changes):
        own = dict[bytes, _Followed]()
        met: int | None = None
        for each in change:
            if reach is not None:
                _forget(followed.get(each.entry.old, []), at - reach)
            one = _follow(followed, each, at)
            met = _nearer(met, one.met)
            own |= dict.fromkeys((each.entry.old, each.entry.new), one)
        found.append(own)
        nearest.append(met)
    spots = ({path: tuple(each.spots) for path, each in own.items()} for own in found)
    return EditLocations(tuple(spots), tuple(nearest))


class _Followed:
    """The places of one change in one file, as later changes move them."""

    __slots__ = ("at", "met", "spots")

    def __init__(self, at: int, spots: "Sequence[Between]", met: int | None) -> None:
        self.at, self.spots, self.met = at, spots, met


def _follow(followed: "dict[bytes, list[_Followed]]", change: "EditedFile", at: int) -> _Followed:
    """The places of one more change, with those of earlier ones moved by it."""
    entry, patch = change
    earlier = followed.setdefault(entry.old, [])
    whole = patch is None or entry.status in _ADDED_OR_REMOVED
    hunks = () if patch is None or whole else _joined(patch)
    spots: Sequence[Between] = WHOLE if whole else [_before(hunk) for hunk in hunks] or NOWHERE
    one = _Followed(at, spots, None)
    for other in reversed(earlier):
        if edits_conflict(spots, other.spots):
            one.met = at - other.at
            break
    earlier.append(one)
    if hunks:
        shift = _Shift(hunks)
        for other in earlier:
            other.spots = shift.moved(other.spots)
    if entry.old != entry.new:
        followed[entry.new] = followed.pop(entry.old)
    return one


def _forget(earlier: "list[_Followed]", before: int) -> None:
    gone = 0
    while gone < len(earlier) and earlier[gone].at < before:
        gone += 1
    del earlier[:gone]


class _Shift:
    """What one change of a file does to lines: how places in it before are called after it."""

    def __init__(self, hunks: "Sequence[Hunk]") -> None:
        self._before = [_before(hunk) for hunk in hunks]
        self._after = [_after(hunk) for hunk in hunks]
        self._lows = [low for low, _ in self._before]

    def moved(self, spots: "Sequence[Between]") -> "list[Between]":
        if spots is WHOLE or spots is NOWHERE:
            return [*spots]
        return [(self._line(low, 0), self._line(high, 1)) for low, high in spots]

    def _line(self, line: int, end: int) -> int:
        """The line by its new number; one that is gone by that of its neighbour at this end."""
        number = bisect_left(self._lows, line) - 1
        if number < 0:
            return line
        high, after = self._before[number][1], self._after[number]
        return after[end] if line < high else line - high + after[1]


def _before(hunk: "Hunk") -> Between:
    """The lines that stay next to it, by their numbers before."""
    if not hunk.removed:
        return hunk.before, hunk.before + 1
    return hunk.before - 1, hunk.before + hunk.removed


def _after(hunk: "Hunk") -> Between:
    """The same by their numbers after it."""
    if not hunk.added:
        return hunk.after, hunk.after + 1
    return hunk.after - 1, hunk.after + hunk.added


def _joined(hunks: "Sequence[Hunk]") -> "Sequence[Hunk]":
    """At most so many hunks, the closest made one with what is between them."""
    if len(hunks) <= _MOST:
        return hunks
    gaps = sorted(range(1, len(hunks)), key=lambda at: hunks[at].before - _before(hunks[at - 1])[1])
    starts = [0, *sorted(gaps[len(hunks) - _MOST :])]
    ends = [*(start - 1 for start in starts[1:]), len(hunks) - 1]
    return [_spanning(hunks[a], hunks[b]) for a, b in zip(starts, ends, strict=True)]


def _spanning(first: "Hunk", last: "Hunk") -> "Hunk":
    (low, _), (_, high) = _before(first), _before(last)
    (new_low, _), (_, new_high) = _after(first), _after(last)
    return type(first)(low + 1, high - low - 1, new_low + 1, new_high - new_low - 1)


def _nearer(one: int | None, other: int | None) -> int | None:
    return min((each for each in (one, other) if each is not None), default=None)

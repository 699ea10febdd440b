"""Patterns as automata that read a path symbol by symbol; searching them is in `product`.

Positions are numbered from 0, the start. An automaton may stand at several positions at once; those
that are denied are therefore made deterministic while they are searched (`Denials`).
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.patterns.classes import ANY, SLASH
from remit.patterns.segment import STAR, Items, items

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.patterns.alphabet import Lift
    from remit.patterns.syntax import Pattern

Move = tuple[int, int]  # a set of symbols, and the position it leads to


class Automaton(NamedTuple):
    """`moves[position]` are the moves from there.

    A word that ends at one of `accepts` is read. From `closes` on, every path that git could have
    is read, however it goes on.
    """

    moves: tuple[tuple[Move, ...], ...]
    accepts: frozenset[int]
    closes: frozenset[int] = frozenset()


def name_automaton(parts: Items, lift: "Lift") -> Automaton:
    """Reads the names that a segment matches."""
    builder = _Builder(lift)
    end = builder.read(builder.position(), parts)
    return builder.automaton({end})


def path_automaton(pattern: "Pattern", lift: "Lift") -> Automaton:
    """Reads the paths that a pattern covers."""
    builder = _Builder(lift)
    at, separate = builder.position(), False
    for segment in pattern.segments:
        if separate:
            at = builder.step(at, 1 << SLASH)
        separate = segment != b"**"
        at = builder.read(at, items(segment)) if separate else builder.directories(at)
    accepts = {at} if pattern.entry else set[int]()
    if not pattern.tree:
        return builder.automaton(accepts)
    if separate:
        at = builder.step(at, 1 << SLASH)
    below = builder.directories(at)
    inside = builder.step(below, ANY)
    builder.move(inside, ANY, inside)
    return builder.automaton({*accepts, inside}, {below, inside})


def impossible(lift: "Lift") -> Automaton:
    """Reads the paths that git cannot have: an empty component, `.`, `..` or a `.git`."""
    builder = _Builder(lift)
    start = builder.directories(builder.position())
    ends = {start}
    for name in (b".", b"..", b".[gG][iI][tT]"):
        ends.add(builder.read(start, items(name)))
    beyond = builder.position()
    for end in ends:
        builder.move(end, 1 << SLASH, beyond)
    return builder.automaton({*ends, beyond}, {beyond})


class _Builder:
    """Positions, moves, and skips that read nothing; the skips are gone in the result."""

    def __init__(self, lift: "Lift") -> None:
        self._lift = lift
        self._moves: list[list[Move]] = []
        self._skips: list[list[int]] = []

    def position(self) -> int:
        self._moves.append([])
        self._skips.append([])
        return len(self._moves) - 1

    def move(self, start: int, members: int, end: int) -> None:
        self._moves[start].append((self._lift(members), end))

    def step(self, start: int, members: int) -> int:
        """A new position after one of `members`."""
        end = self.position()
        self.move(start, members, end)
        return end

    def read(self, start: int, parts: Items) -> int:
        """The position after a segment."""
        at = start
        for item in parts:
            if item == STAR:
                star = self.position()
                self._skips[at].append(star)
                self.move(star, ANY, star)
                at = star
            else:
                at = self.step(at, item)
        return at

    def directories(self, start: int) -> int:
        """The position after any number of whole directories, each with its `/`."""
        at = self.position()
        self._skips[start].append(at)
        inside = self.step(at, ANY)
        self.move(inside, ANY, inside)
        self.move(inside, 1 << SLASH, at)
        return at

    def automaton(self, accepts: set[int], closes: "Iterable[int]" = ()) -> Automaton:
        reached = [self._reached(position) for position in range(len(self._moves))]

        def meeting(targets: "Iterable[int]") -> frozenset[int]:
            kept = set(targets)
            return frozenset(
                start for start, ends in enumerate(reached) if not kept.isdisjoint(ends)
            )

        moves = tuple(tuple(move for end in ends for move in self._moves[end]) for ends in reached)
        return Automaton(moves, meeting(accepts), meeting(closes))

    def _reached(self, position: int) -> list[int]:
        found = [position]
        for at in found:
            found += self._skips[at]
        return found

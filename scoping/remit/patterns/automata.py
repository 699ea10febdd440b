"""Patterns as automata that read a path symbol by symbol; searching them is below.

Positions are numbered from 0, the start. An automaton may stand at several positions at once; those
that are denied are therefore made deterministic while they are searched (`DenialAutomaton`).
"""

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.patterns.char_classes import ANY, SLASH
from remit.patterns.segments import STAR, Items, parse_items

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.patterns.parser import Pattern

Move = tuple[int, int]  # a set of symbols, and the position it leads to


class Automaton(NamedTuple):
    """`moves[position]` are the moves from there.

    A word that ends at one of `accepts` is read. From `closes` on, every path that git could have
    is read, however it goes on.
    """

    moves: tuple[tuple[Move, ...], ...]
    accepts: frozenset[int]
    closes: frozenset[int] = frozenset()


def name_automaton(parts: Items, lift: "SymbolLift") -> Automaton:
    """Reads the names that a segment matches."""
    builder = _Builder(lift)
    end = builder.read(builder.position(), parts)
    return builder.automaton({end})


def path_automaton(pattern: "Pattern", lift: "SymbolLift") -> Automaton:
    """Reads the paths that a pattern covers."""
    builder = _Builder(lift)
    at, separate = builder.position(), False
    for segment in pattern.segments:
        if separate:
            at = builder.step(at, 1 << SLASH)
        separate = segment != b"**"
        at = builder.read(at, parse_items(segment)) if separate else builder.directories(at)
    accepts = {at} if pattern.entry else set[int]()
    if not pattern.tree:
        return builder.automaton(accepts)
    if separate:
        at = builder.step(at, 1 << SLASH)
    below = builder.directories(at)
    inside = builder.step(below, ANY)
    builder.move(inside, ANY, inside)
    return builder.automaton({*accepts, inside}, {below, inside})


def impossible_path_automaton(lift: "SymbolLift") -> Automaton:
    """Reads the paths that git cannot have: an empty component, `.`, `..` or a `.git`."""
    builder = _Builder(lift)
    start = builder.directories(builder.position())
    ends = {start}
    for name in (b".", b"..", b".[gG][iI][tT]"):
        ends.add(builder.read(start, parse_items(name)))
    beyond = builder.position()
    for end in ends:
        builder.move(end, 1 << SLASH, beyond)
    return builder.automaton({*ends, beyond}, {beyond})


class _Builder:
    """Positions, moves, and skips that read nothing; the skips are gone in the result."""

    def __init__(self, lift: "SymbolLift") -> None:
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


# What two automata read together: pairs of bytes that count as equal, and sets of such pairs.
#
# A pair is a symbol; a set of symbols is an integer. The symbols are ordered by how well they
# read in
# a path, so the lowest one of a set is the one to show.


class SymbolLift:
    """Sets of bytes as sets of symbols, by one side of each pair."""

    __slots__ = ("_bits", "_known")

    def __init__(self, side: "Iterable[int]") -> None:
        self._bits = [0] * 256
        for number, byte in enumerate(side):
            self._bits[byte] |= 1 << number
        self._known: dict[int, int] = {}

    def __call__(self, members: int) -> int:
        """The symbols whose byte on this side is one of `members`."""
        known = self._known.get(members)
        if known is None:
            known = 0
            for byte, bits in enumerate(self._bits):
                if members >> byte & 1:
                    known |= bits
            self._known[members] = known
        return known


class Alphabet(NamedTuple):
    """The symbols, and both ways to read sets of bytes as sets of them."""

    symbols: tuple[tuple[int, int], ...]
    left: SymbolLift
    right: SymbolLift

    @property
    def everything(self) -> int:
        """The set of all symbols."""
        return (1 << len(self.symbols)) - 1

    def spelled(self, word: "Iterable[int]") -> tuple[bytes, bytes]:
        """What each side reads in a sequence of sets, of each the symbol that reads best."""
        pairs = [self.symbols[(one & -one).bit_length() - 1] for one in word]
        return bytes(left for left, _ in pairs), bytes(right for _, right in pairs)


@cache
def exact_alphabet() -> Alphabet:
    """Bytes are equal only to themselves."""
    return _alphabet((byte, byte) for byte in _pleasant())


@cache
def case_folded_alphabet() -> Alphabet:
    """ASCII letters are also equal to their other case."""
    same = [(byte, byte) for byte in _pleasant()]
    upper_lower = [(ord(chr(byte).upper()), byte) for byte in _LOWER]
    return _alphabet([*same, *upper_lower, *((low, up) for up, low in upper_lower)])


def _alphabet(symbols: "Iterable[tuple[int, int]]") -> Alphabet:
    kept = tuple(symbols)
    return Alphabet(
        kept, SymbolLift(left for left, _ in kept), SymbolLift(right for _, right in kept)
    )


def _pleasant() -> bytes:
    """Every byte of a path, letters first and control characters last; NUL is none."""
    first = _LOWER + b"0123456789_-." + _LOWER.upper()
    printable, all_bytes = bytes(range(33, 127)), bytes(range(1, 256))
    return bytes(dict.fromkeys(first + printable + all_bytes))


_LOWER = b"abcdefghijklmnopqrstuvwxyz"


# A path that two automata read and others do not: the search, its bound, and its pruning.


MOST_STATES = 20_000

Positions = frozenset[int]
Bound = Literal["bound"]
Trail = list[tuple[int, int] | None]  # from which number, by one of which symbols


class DenialAutomaton:
    """Several automata whose words are refused, read at once and made deterministic on the way."""

    def __init__(self, automata: "Iterable[Automaton]", everything: int) -> None:
        moves: list[Sequence[Move]] = []
        starts, accepts, closes = set[int](), set[int](), set[int]()
        for one in automata:
            offset = len(moves)
            starts.add(offset)
            accepts.update(at + offset for at in one.accepts)
            closes.update(at + offset for at in one.closes)
            moves += [[(symbols, to + offset) for symbols, to in here] for here in one.moves]
        self._moves = moves
        self._closes = frozenset(closes)
        self._everything = everything
        self._outcomes: dict[Positions, list[tuple[int, Positions]]] = {}
        self.start = frozenset(starts)
        self.accepts = frozenset(accepts)

    def outcomes(self, positions: Positions) -> list[tuple[int, Positions]]:
        """Disjoint sets of symbols and where each leads; what is refused for good is left out."""
        known = self._outcomes.get(positions)
        if known is None:
            known = self._outcomes[positions] = self._computed(positions)
        return known

    def _computed(self, positions: Positions) -> list[tuple[int, Positions]]:
        here = [move for position in positions for move in self._moves[position]]
        found: dict[Positions, int] = {}
        for symbols in _partition({symbols for symbols, _ in here}, self._everything):
            after = frozenset(to for sources, to in here if sources & symbols)
            if self._closes.isdisjoint(after):
                found[after] = found.get(after, 0) | symbols
        return [(symbols, after) for after, symbols in found.items()]


def search_common_word(
    left: "Automaton", right: "Automaton", denials: DenialAutomaton
) -> "list[int] | Bound | None":
    """The shortest word that both read and `denials` does not, as sets of symbols; None: no such.

    Breadth first over both positions and the set of denied positions. A state is dropped if one
    with fewer denied positions was there before: whatever it leads to, that one leads to as well.
    "bound": more than `MOST_STATES` states were needed.
    """
    queue: list[tuple[int, int, Positions]] = [(0, 0, denials.start)]
    trail: Trail = [None]
    seen: dict[tuple[int, int], dict[Positions, None]] = {}
    for number, (at_left, at_right, denied) in enumerate(queue):
        both_read = at_left in left.accepts and at_right in right.accepts
        if both_read and denials.accepts.isdisjoint(denied):
            return _word(trail, number)
        if number > MOST_STATES:
            return "bound"
        for symbols, to_left, to_right in _shared_moves(left.moves[at_left], right.moves[at_right]):
            for allowed, after in denials.outcomes(denied):
                common = symbols & allowed
                if common and _is_news(seen.setdefault((to_left, to_right), {}), after):
                    queue.append((to_left, to_right, after))
                    trail.append((number, common))
    return None


def _shared_moves(left: "Sequence[Move]", right: "Sequence[Move]") -> "list[tuple[int, int, int]]":
    found: list[tuple[int, int, int]] = []
    for symbols, to_left in left:
        for others, to_right in right:
            if symbols & others:
                found.append((symbols & others, to_left, to_right))
    return found


def _is_news(known: dict[Positions, None], positions: Positions) -> bool:
    """Whether none of `known` (the first few, for speed) is a part of `positions`; adds it."""
    if positions in known or any(one <= positions for one in islice(known, _COMPARED)):
        return False
    known[positions] = None
    return True


def _word(trail: Trail, number: int) -> list[int]:
    word: list[int] = []
    while step := trail[number]:
        number, symbols = step
        word.append(symbols)
    return word[::-1]


def _partition(sets: "Iterable[int]", everything: int) -> list[int]:
    """The classes of symbols that no one of `sets` tells apart, those in fewest sets first."""
    classes = [everything]
    for one in sets:
        split = [part for known in classes for part in (known & ~one, known & one)]
        classes = [part for part in split if part]
    return classes


_COMPARED = 64

"""A path that two automata read and others do not: the search, its bound, and its pruning."""

from itertools import islice
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.patterns.automaton import Automaton, Move

MOST_STATES = 20_000

Positions = frozenset[int]
Bound = Literal["bound"]
Trail = list[tuple[int, int] | None]  # from which number, by one of which symbols


class Denials:
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


def search(left: "Automaton", right: "Automaton", denials: Denials) -> "list[int] | Bound | None":
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

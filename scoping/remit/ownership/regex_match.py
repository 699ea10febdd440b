"""Whether a regular expression is found in a text, in time linear in the text.

Every position that a search may be at is followed at the same time (K. Thompson, "Regular
expression search algorithm", 1968), so no expression can be slow; sets of positions are remembered,
within a bound, so that most characters cost one look-up. Where many expressions are asked, `needle`
spares most of the searches.
"""

from typing import TYPE_CHECKING

from remit.ownership.regex import (
    AnchorNode,
    CharSet,
    ChoiceNode,
    RegexpError,
    RepeatNode,
    SequenceNode,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.ownership.regex import Node

MOST_POSITIONS = 20_000
"""Positions of one expression, its repetitions written out."""
REMEMBERED = 1_000
"""Sets of positions that are remembered; then all are forgotten."""

_Set = frozenset[int]


class RegexpSearch:
    """Finds one expression."""

    def __init__(self, expression: "Node") -> None:
        """Lay the expression out; raises `RegexpError` if it is too large."""
        self._program = _Program()
        begin = self._program.begin
        self._accept = self._program.laid(begin, expression)
        self._states: dict[_Set, _State] = {}
        self._first = self._closed([begin], at_start=True)
        self._again = self._closed([begin], at_start=False)

    def found(self, text: str) -> bool:
        """Whether some part of `text` matches."""
        state = self._state(self._first)
        for each in text:
            if state.hit:
                return True
            following = state.moves.get(each)
            if following is None:
                following = state.moves[each] = self._state(self._step(state.positions, each))
            state = following
        return state.hit or state.last

    def _state(self, positions: _Set) -> "_State":
        state = self._states.get(positions)
        if state is None:
            if len(self._states) >= REMEMBERED:
                self._forget()
            ends = [self._program.ends[at] for at in positions if at in self._program.ends]
            last = self._closed(ends, at_start=False, end=True)
            hits = self._accept in positions, self._accept in last
            state = self._states[positions] = _State(positions, *hits)
        return state

    def _forget(self) -> None:
        for state in self._states.values():
            state.moves.clear()
        self._states.clear()

    def _step(self, positions: _Set, each: str) -> _Set:
        moves = self._program.moves
        after = [moves[at][1] for at in positions if at in moves and moves[at][0].has(each)]
        return self._closed(after, at_start=False) | self._again

    def _closed(self, starts: "Iterable[int]", *, at_start: bool, end: bool = False) -> _Set:
        """What is reached from `starts` without a character."""
        program = self._program
        found = dict.fromkeys(starts)
        queue = list(found)
        for at in queue:
            onward = list(program.skips.get(at, ()))
            if at_start and at in program.starts:
                onward.append(program.starts[at])
            if end and at in program.ends:
                onward.append(program.ends[at])
            for there in onward:
                if there not in found:
                    found[there] = None
                    queue.append(there)
        return frozenset(found)


def longest_literal(node: "Node") -> str:
    """The longest text that is plain in `node` to be in every match; empty where none is."""
    runs = [""]
    for part in node.parts if isinstance(node, SequenceNode) else (node,):
        single = isinstance(part, CharSet) and not part.negated and len(part.ranges) == 1
        if isinstance(part, CharSet) and single and part.ranges[0][0] == part.ranges[0][1]:
            runs[-1] += part.ranges[0][0]
        else:
            runs.append("")
    return max(runs, key=len)


class _State:
    """A set of positions: whether a match ends on arriving there, and whether one at the end."""

    __slots__ = ("hit", "last", "moves", "positions")

    def __init__(self, positions: _Set, hit: bool, last: bool) -> None:  # noqa: FBT001 - a record
        self.positions = positions
        self.hit = hit
        self.last = last
        self.moves: dict[str, _State] = {}


class _Program:
    """Positions, by what leads on from each: a character, an anchor, or nothing at all."""

    def __init__(self) -> None:
        self.moves: dict[int, tuple[CharSet, int]] = {}
        self.skips: dict[int, list[int]] = {}
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self._count = 1
        self.begin = 0

    def _position(self) -> int:
        self._count += 1
        if self._count > MOST_POSITIONS:
            raise RegexpError("is too large")
        return self._count - 1

    def _skip(self, start: int, end: int) -> None:
        self.skips.setdefault(start, []).append(end)

    def laid(self, start: int, node: "Node") -> int:
        """Lay `node` out from `start`; where it ends."""
        end = self._position()
        match node:
            case CharSet():
                self.moves[start] = (node, end)
            case AnchorNode(end=at_end):
                (self.ends if at_end else self.starts)[start] = end
            case SequenceNode(parts):
                at = start
                for part in parts:
                    at = self.laid(at, part)
                self._skip(at, end)
            case ChoiceNode(parts):
                for part in parts:
                    inner = self._position()
                    self._skip(start, inner)
                    self._skip(self.laid(inner, part), end)
            case RepeatNode(part, least, most):
                self._repeated(start, end, part, (least, most))
        return end

    def _repeated(self, start: int, end: int, part: "Node", bounds: tuple[int, int | None]) -> None:
        least, most = bounds
        at = start
        for _ in range(least):
            at = self.laid(at, part)
        if most is None:
            loop = self._position()
            self._skip(at, loop)
            self._skip(loop, end)
            inner = self._position()
            self._skip(loop, inner)
            self._skip(self.laid(inner, part), loop)
            return
        for _ in range(most - least):
            self._skip(at, end)
            inner = self._position()
            self._skip(at, inner)
            at = self.laid(inner, part)
        self._skip(at, end)

"""Which of many patterns cover a path? A trie of segments, walked with states made when needed.

A directory leads to a state, which is remembered: a path costs one look-up for its directory and a
few for its name. What is remembered is bounded (`MEMORY`) and rebuilt when the bound is reached, so
neither many patterns with `**` nor deep paths can fill the memory. A walk iterates over segments
and never goes back, so its cost is linear in the path for any pattern.
"""

from typing import TYPE_CHECKING

from remit.patterns.syntax import parse
from remit.patterns.trie import Node, State, closed

if TYPE_CHECKING:
    from collections.abc import Iterable

MEMORY = 500_000  # in units of about 64 bytes

_STATE_COST = 12
_MOVE_COST = 3


class _Walker:
    """The states of a finished trie; `everyone` has the bit of every owner."""

    def __init__(self, trie: Node, everyone: int) -> None:
        self._trie = trie
        self._everyone = everyone
        self._states: dict[tuple[frozenset[Node], int], State] = {}
        self._directories: dict[bytes, State] = {}
        self._spent = 0
        self._root = self._state({trie}, trie.tree)

    def owners(self, path: bytes) -> int:
        """The owners of an entry, as bits."""
        cut = path.rfind(b"/") + 1
        directory = path[:cut]
        state = self._directories.get(directory) or self._directory(directory)
        if state.below == self._everyone:
            return state.below
        name = path[cut:]
        return state.entry(name) if name else state.below

    def tree(self, path: bytes) -> State:
        """The state of the directory `path`; empty means the root."""
        directory = path and path + b"/"
        return self._directories.get(directory) or self._directory(directory)

    def _directory(self, directory: bytes) -> State:
        """The state of a directory with its trailing `/`."""
        state = self._root
        for segment in directory.split(b"/")[:-1]:
            if not state.nodes:
                break
            state = state.moves.get(segment) or self._move(state, segment)
        self._directories[directory] = state
        self._spend(2 + len(directory) // 64)
        return state

    def _move(self, state: State, segment: bytes) -> State:
        following = self._state(*state.step(segment))
        state.moves[segment] = following
        self._spend(_MOVE_COST)
        return following

    def _state(self, nodes: set[Node], below: int) -> State:
        key = (frozenset[Node]() if below == self._everyone else closed(nodes), below)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = State(*key)
            self._spend(_STATE_COST + len(state.nodes))
        return state

    def _spend(self, cost: int) -> None:
        self._spent += cost
        if self._spent > MEMORY:
            self._forget()

    def _forget(self) -> None:
        for state in self._states.values():
            state.moves.clear()
        self._states.clear()
        self._directories.clear()
        self._states[self._root.nodes, self._root.below] = self._root
        self._spent = 0


class PathIndex:
    """What a list of patterns covers.

    Building it is linear in the patterns' text, and a question in the path's. Raises
    `PatternError` for the first faulty pattern.

    >>> index = PathIndex(["src/**/*.py", "docs"])
    >>> index.covers(b"src/a/b.py"), index.covers(b"docs/x/y"), index.covers(b"src/a/b.js")
    (True, True, False)
    """

    def __init__(self, patterns: "Iterable[str]") -> None:
        trie = Node()
        for text in patterns:
            for pattern in parse(text):
                trie.add(pattern, 1)
        self._walker = _Walker(trie, 1)

    def covers(self, path: bytes) -> bool:
        """Whether a pattern covers the entry at `path`, which is as git stores it."""
        return self._walker.owners(path) != 0

    def covers_tree(self, path: bytes) -> bool:
        """Whether every possible path below the directory `path` is covered.

        True only if one pattern says so, or `*` and `*/` together; a union that happens to take
        every name one by one (`[!a]*/`, `a*/`) is not recognised.
        """
        return _takes_all(self._walker.tree(path), 1)

    def reaches(self, path: bytes) -> bool:
        """Whether any possible path below the directory `path` is covered."""
        state = self._walker.tree(path)
        return state.below != 0 or bool(state.nodes)


class OwnerIndex:
    """Which owners cover a path; `entries` are pairs of a pattern and its owner.

    Raises `PatternError` for the first faulty pattern.

    >>> index = OwnerIndex([("src/", "core"), ("src/*.py", "lint"), ("docs", "docs")])
    >>> index.owners(b"src/a.py"), index.owners(b"README")
    (('core', 'lint'), ())
    """

    def __init__(self, entries: "Iterable[tuple[str, str]]") -> None:
        trie = Node()
        bits: dict[str, int] = {}
        for text, owner in entries:
            bit = bits.setdefault(owner, 1 << len(bits))
            for pattern in parse(text):
                trie.add(pattern, bit)
        self._walker = _Walker(trie, (1 << len(bits)) - 1)
        self._names = tuple(bits)
        self._named: dict[int, tuple[str, ...]] = {0: ()}

    def owners(self, path: bytes) -> tuple[str, ...]:
        """The owners of the entry at `path`, sorted."""
        bits = self._walker.owners(path)
        named = self._named.get(bits)
        if named is None:
            if len(self._named) > _REMEMBERED_SETS:
                self._named = {0: ()}
            named = self._named[bits] = self._names_of(bits)
        return named

    def _names_of(self, bits: int) -> tuple[str, ...]:
        names: list[str] = []
        while bits:
            lowest = bits & -bits
            names.append(self._names[lowest.bit_length() - 1])
            bits ^= lowest
        return tuple(sorted(names))


def _takes_all(state: State, owner: int) -> bool:
    if state.below & owner:
        return True
    singles = [node.any for node in state.nodes if node.any is not None]
    return any(single.entry & single.tree & owner for single in singles)


_REMEMBERED_SETS = 10_000

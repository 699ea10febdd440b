"""A walk through a trie with states made when needed, and remembered within bounds.

A directory leads to a state: a path costs one look-up for its directory and a few for its name.
When what is remembered reaches `MEMORY`, all of it is forgotten and made anew, so neither many
patterns with `**` nor deep paths can fill the memory. A walk iterates over segments and never goes
back, so its cost is linear in the path for any pattern.
"""

from remit.patterns.trie import Node, State, onward

MEMORY = 500_000  # in units of about 64 bytes

_STATE_COST = 12
_MOVE_COST = 3
_NOWHERE = frozenset[Node]()


class Walker:
    """The states of a finished trie; `everyone` has the bit of every owner.

    `spent` is how much is remembered at the moment.
    """

    def __init__(self, trie: Node, everyone: int) -> None:
        self._everyone = everyone
        self._states: dict[tuple[frozenset[Node], int], State] = {}
        self._directories: dict[bytes, State] = {}
        self.spent = 0
        self._root = self._state(onward([trie]), trie.tree)

    def owners(self, path: bytes) -> int:
        """The owners of an entry, as bits."""
        cut = path.rfind(b"/") + 1
        directory = path[:cut]
        state = self._directories.get(directory) or self._directory(directory)
        if state.below == self._everyone:
            return state.below
        name = path[cut:]
        return state.entry(name) if name else state.below

    def widest(self, path: bytes) -> bytes | None:
        """The highest directory of `path`, with its `/`, where everything has every owner."""
        cut = path.find(b"/") + 1
        while cut:
            directory = path[:cut]
            state = self._directories.get(directory) or self._directory(directory)
            if state.below == self._everyone:
                return directory
            cut = path.find(b"/", cut) + 1
        return None

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

    def _state(self, nodes: frozenset[Node], below: int) -> State:
        key = (_NOWHERE if below == self._everyone else nodes, below)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = State(*key)
            self._spend(_STATE_COST + len(state.nodes))
        return state

    def _spend(self, cost: int) -> None:
        self.spent += cost
        if self.spent > MEMORY:
            self._forget()

    def _forget(self) -> None:
        for state in self._states.values():
            state.moves.clear()
        self._states.clear()
        self._directories.clear()
        self._states[self._root.nodes, self._root.below] = self._root
        self.spent = 0

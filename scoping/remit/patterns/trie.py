"""Patterns as a trie of segments, and the states of a walk through it; asking is in `matcher`."""

# See decision 0012.

from typing import TYPE_CHECKING

from remit.patterns.segments import SegmentTable, has_wildcard, parse_items, single_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.patterns.parser import Pattern


class TrieNode:
    """What has matched so far: the segments up to here. Owners are bits of an integer."""

    __slots__ = ("any", "entry", "literal", "loops", "names", "stars", "tree")

    def __init__(self) -> None:
        self.literal: dict[bytes, TrieNode] = {}
        self.names: SegmentTable[TrieNode] | None = None
        self.any: TrieNode | None = None  # below `*`
        self.stars: TrieNode | None = None  # below `**`, which may span no directory at all
        self.loops = False  # this node is below `**`, which may span one more directory
        self.entry = 0  # the owners of the entry that ends here
        self.tree = 0  # the owners of everything below

    def add(self, pattern: "Pattern", owners: int) -> None:
        """Give what `pattern` covers to `owners` too."""
        node = self
        if pattern.literal is not None and pattern.tree:
            for segment in pattern.segments:
                node = node.literal.get(segment) or node.literal.setdefault(segment, TrieNode())
        else:
            for segment in pattern.segments:
                node = node.child(segment)
        if pattern.entry:
            node.entry |= owners
        if pattern.tree:
            node.tree |= owners

    def child(self, segment: bytes) -> "TrieNode":
        """The node below one more segment of a pattern, made at the first call."""
        if segment == b"**":
            if self.stars is None:
                self.stars = TrieNode()
                self.stars.loops = True
            return self.stars
        if segment == b"*":
            self.any = self.any or TrieNode()
            return self.any
        if has_wildcard(segment):
            name = single_name(parse_items(segment)) if b"\\" in segment else None
            if name is None:
                if self.names is None:
                    self.names = SegmentTable()
                return self.names.value(segment, TrieNode)
            segment = name
        return self.literal.get(segment) or self.literal.setdefault(segment, TrieNode())


class TrieState:
    """Where a directory leads: the nodes reached, and the owners of all that lies below it."""

    __slots__ = ("_every", "_literals", "_loops", "_names", "_singles", "below", "moves", "nodes")

    def __init__(self, nodes: frozenset[TrieNode], below: int) -> None:
        self.nodes = nodes
        self.below = below
        self.moves: dict[bytes, TrieState] = {}
        self._literals = [node.literal for node in nodes if node.literal]
        self._names = [node.names for node in nodes if node.names is not None]
        self._singles = [node.any for node in nodes if node.any is not None]
        self._loops = frozenset(node for node in nodes if node.loops)
        self._every = below  # the owners of every entry right here
        for single in self._singles:
            self._every |= single.entry

    def entry(self, name: bytes) -> int:
        """The owners of the entry `name` in this directory."""
        owners = self._every
        for literal in self._literals:
            if name in literal:
                owners |= literal[name].entry
        for names in self._names:
            for node in names.hits(name):
                owners |= node.entry
        return owners

    def step(self, segment: bytes) -> tuple[frozenset[TrieNode], int]:
        """The nodes and the owners of the directory `segment` in this one."""
        if not segment:
            return frozenset(), self.below
        hits = [literal[segment] for literal in self._literals if segment in literal]
        hits += self._singles
        for names in self._names:
            hits += names.hits(segment)
        below = self.below
        for hit in hits:
            below |= hit.tree
        return (self._loops | epsilon_closure(hits) if hits else self._loops), below

    def takes_all(self) -> bool:
        """Whether everything below is covered, by one pattern or by `*` and `*/` together."""
        return self.below != 0 or any(single.entry & single.tree for single in self._singles)


def epsilon_closure(nodes: "Iterable[TrieNode]") -> frozenset[TrieNode]:
    """Where a path can go on from `nodes`, a `**` after them spanning no directory yet."""
    found: list[TrieNode] = []
    for node in nodes:
        if node.literal or node.any is not None or node.names is not None:
            found.append(node)
        if node.stars is not None:
            found.append(node.stars)
    return frozenset(found)


# A walk through a trie with states made when needed, and remembered within bounds.
#
# A directory leads to a state: a path costs one look-up for its directory and a few for its name.
# When what is remembered reaches `MEMORY`, all of it is forgotten and made anew, so neither many
# patterns with `**` nor deep paths can fill the memory. A walk iterates over segments and
# never goes back, so its cost is linear in the path for any pattern.


MEMORY = 500_000  # in units of about 64 bytes

_STATE_COST = 12
_MOVE_COST = 3
_NOWHERE = frozenset[TrieNode]()


class TrieWalker:
    """The states of a finished trie; `everyone` has the bit of every owner.

    `spent` is how much is remembered at the moment.
    """

    def __init__(self, trie: TrieNode, everyone: int) -> None:
        self._everyone = everyone
        self._states: dict[tuple[frozenset[TrieNode], int], TrieState] = {}
        self._directories: dict[bytes, TrieState] = {}
        self.spent = 0
        self._root = self._state(epsilon_closure([trie]), trie.tree)

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

    def tree(self, path: bytes) -> TrieState:
        """The state of the directory `path`; empty means the root."""
        directory = path and path + b"/"
        return self._directories.get(directory) or self._directory(directory)

    def _directory(self, directory: bytes) -> TrieState:
        """The state of a directory with its trailing `/`."""
        state = self._root
        for segment in directory.split(b"/")[:-1]:
            if not state.nodes:
                break
            state = state.moves.get(segment) or self._move(state, segment)
        self._directories[directory] = state
        self._spend(2 + len(directory) // 64)
        return state

    def _move(self, state: TrieState, segment: bytes) -> TrieState:
        following = self._state(*state.step(segment))
        state.moves[segment] = following
        self._spend(_MOVE_COST)
        return following

    def _state(self, nodes: frozenset[TrieNode], below: int) -> TrieState:
        key = (_NOWHERE if below == self._everyone else nodes, below)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = TrieState(*key)
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

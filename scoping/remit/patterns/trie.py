"""Patterns as a trie of segments, and the states of a walk through it; asking is in `index`."""

from typing import TYPE_CHECKING

from remit.patterns.names import Names
from remit.patterns.segment import is_wild, items, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.patterns.syntax import Pattern


class Node:
    """What has matched so far: the segments up to here. Owners are bits of an integer."""

    __slots__ = ("any", "entry", "literal", "loops", "names", "stars", "tree")

    def __init__(self) -> None:
        self.literal: dict[bytes, Node] = {}
        self.names: Names[Node] | None = None
        self.any: Node | None = None  # below `*`
        self.stars: Node | None = None  # below `**`, which may span no directory at all
        self.loops = False  # this node is below `**`, which may span one more directory
        self.entry = 0  # the owners of the entry that ends here
        self.tree = 0  # the owners of everything below

    def add(self, pattern: "Pattern", owners: int) -> None:
        """Give what `pattern` covers to `owners` too."""
        node = self
        if pattern.literal is not None and pattern.tree:
            for segment in pattern.segments:
                node = node.literal.get(segment) or node.literal.setdefault(segment, Node())
        else:
            for segment in pattern.segments:
                node = node.child(segment)
        if pattern.entry:
            node.entry |= owners
        if pattern.tree:
            node.tree |= owners

    def child(self, segment: bytes) -> "Node":
        """The node below one more segment of a pattern, made at the first call."""
        if segment == b"**":
            if self.stars is None:
                self.stars = Node()
                self.stars.loops = True
            return self.stars
        if segment == b"*":
            self.any = self.any or Node()
            return self.any
        if is_wild(segment):
            name = name_of(items(segment)) if b"\\" in segment else None
            if name is None:
                if self.names is None:
                    self.names = Names()
                return self.names.value(segment, Node)
            segment = name
        return self.literal.get(segment) or self.literal.setdefault(segment, Node())


class State:
    """Where a directory leads: the nodes reached, and the owners of all that lies below it."""

    __slots__ = ("_every", "_literals", "_loops", "_names", "_singles", "below", "moves", "nodes")

    def __init__(self, nodes: frozenset[Node], below: int) -> None:
        self.nodes = nodes
        self.below = below
        self.moves: dict[bytes, State] = {}
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

    def step(self, segment: bytes) -> tuple[frozenset[Node], int]:
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
        return (self._loops | onward(hits) if hits else self._loops), below

    def takes_all(self) -> bool:
        """Whether everything below is covered, by one pattern or by `*` and `*/` together."""
        return self.below != 0 or any(single.entry & single.tree for single in self._singles)


def onward(nodes: "Iterable[Node]") -> frozenset[Node]:
    """Where a path can go on from `nodes`, a `**` after them spanning no directory yet."""
    found: list[Node] = []
    for node in nodes:
        if node.literal or node.any is not None or node.names is not None:
            found.append(node)
        if node.stars is not None:
            found.append(node.stars)
    return frozenset(found)

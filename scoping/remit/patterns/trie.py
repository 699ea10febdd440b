"""Patterns as a trie of segments, and the states of a walk through it; asking is in `index`."""

from typing import TYPE_CHECKING

from remit.patterns.names import Names
from remit.patterns.segment import is_wild, items, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

    def hits(self, name: bytes) -> "Iterator[Node]":
        """The children that one more segment, `name`, leads to."""
        if name in self.literal:
            yield self.literal[name]
        if self.any is not None:
            yield self.any
        if self.names is not None:
            yield from self.names.hits(name)

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

    __slots__ = ("below", "every", "literals", "moves", "names", "nodes")

    def __init__(self, nodes: frozenset[Node], below: int) -> None:
        self.nodes = nodes
        self.below = below
        self.moves: dict[bytes, State] = {}
        self.every = below  # the owners of any entry right here
        for node in nodes:
            if node.any is not None:
                self.every |= node.any.entry
        self.literals = tuple(node.literal for node in nodes if node.literal)
        self.names = tuple(node.names for node in nodes if node.names is not None)

    def entry(self, name: bytes) -> int:
        """The owners of the entry `name` in this directory."""
        owners = self.every
        for literal in self.literals:
            if name in literal:
                owners |= literal[name].entry
        for names in self.names:
            for node in names.hits(name):
                owners |= node.entry
        return owners

    def step(self, segment: bytes) -> tuple[set[Node], int]:
        """The nodes and the owners of the directory `segment` in this one."""
        nodes, below = set[Node](), self.below
        if not segment:
            return nodes, below
        for node in self.nodes:
            if node.loops:
                nodes.add(node)
            for hit in node.hits(segment):
                below |= hit.tree
                nodes.add(hit)
        return nodes, below


def closed(nodes: "Iterable[Node]") -> frozenset[Node]:
    """`nodes` and those that a `**` spanning no directory leads to, but not those that end."""
    found = set(nodes)
    found.update([node.stars for node in found if node.stars is not None])
    return frozenset(node for node in found if node.literal or node.any or node.names)

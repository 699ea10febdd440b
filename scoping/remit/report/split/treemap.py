"""The repository as a tree of directories with a weight for each scope: what a treemap draws.

Only the heaviest nodes are kept one by one; the rest of a directory is one node, so that a page
stays light however large the repository is.
"""

import heapq
from typing import TYPE_CHECKING

from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 4000
"""Nodes that are drawn by themselves."""


class Node:
    """A directory or a file: files and weight for each scope, by its number."""

    __slots__ = ("files", "folders", "name", "weights")

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.weights: dict[int, int] = {}
        self.files = 0
        self.folders: dict[bytes, Node] = {}

    @property
    def weight(self) -> int:
        """What all scopes have here."""
        return sum(self.weights.values())


def tree(files: "Iterable[tuple[bytes, int, int]]", most: int = MOST) -> dict[str, object]:
    """The tree of (path, scope, weight), as plain values for JSON.

    A node has a name `n`, a number of files `c`, weights `w` as [scope, weight] pairs, heaviest
    first, and nodes inside it `k`. What is merged has the name "".
    """
    root = Node(b"")
    for path, scope, weight in files:
        _add(root, path, scope, weight + 1)
    return _plain(root, _kept(root, most))


def _add(root: Node, path: bytes, scope: int, weight: int) -> None:
    node = root
    _count(node, scope, weight)
    for part in path.split(b"/"):
        inner = node.folders.get(part)
        if inner is None:
            inner = node.folders[part] = Node(part)
        node = inner
        _count(node, scope, weight)


def _count(node: Node, scope: int, weight: int) -> None:
    node.files += 1
    node.weights[scope] = node.weights.get(scope, 0) + weight


def _kept(root: Node, most: int) -> set[int]:
    """The ids of the heaviest nodes, each with its parents."""
    order = heapq.nlargest(most, _below(root), key=lambda node: node.weight)
    return {id(node) for node in order} | {id(root)}


def _below(node: Node) -> "Iterator[Node]":
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.folders.values()


def _plain(node: Node, kept: set[int]) -> dict[str, object]:
    """`node` and those of its nodes that are kept; a heavier node is never below a lighter one."""
    inside = sorted(node.folders.values(), key=lambda each: (-each.weight, each.name))
    drawn = [_plain(each, kept) for each in inside if id(each) in kept]
    merged = [each for each in inside if id(each) not in kept]
    if merged and drawn:
        drawn.append(_fields("", _rest(merged)))
    return _fields(shown(node.name) if node.name else "", node) | ({"k": drawn} if drawn else {})


def _rest(merged: list[Node]) -> Node:
    rest = Node(b"")
    for node in merged:
        rest.files += node.files
        for scope, weight in node.weights.items():
            rest.weights[scope] = rest.weights.get(scope, 0) + weight
    return rest


def _fields(name: str, node: Node) -> dict[str, object]:
    weights = sorted(node.weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"n": name, "c": node.files, "w": [list(pair) for pair in weights]}

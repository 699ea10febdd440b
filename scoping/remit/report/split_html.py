"""A proposed split as one page that needs no network: treemap, scopes, coupling, crossings."""

import heapq
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from remit.paths import readable, shown
from remit.report.html_page import embedded, page
from remit.report.split_text import WHAT, likeliest, sureness, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.report.split_text import Answer
    from remit.split.proposal import Proposal
    from remit.split.shared_files import Crossing


# The repository as a tree of directories with a weight for each scope: what a treemap draws.
#
# Only the heaviest nodes are kept one by one; the rest of a directory is one node, so that a page
# stays light however large the repository is.


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


SHARED, LEFT_OUT = -1, -2
_MOST = 200  # crossing changes that are listed


def render(answer: "Answer", name: str) -> str:
    """The page about the repository `name`."""
    found = answer.found.proposal
    ids = [scope.id for scope in found.scopes]
    return page(
        "split.html.j2",
        title=f"{len(ids)} scopes for {readable(name)}",
        answer=answer,
        answers=_answers(answer),
        sureness=sureness,
        likeliest=likeliest,
        wording=wording,
        proposal=found,
        readable=readable,
        shown=shown,
        what=WHAT,
        tree=embedded({"scopes": ids, "root": tree(_files(found))}),
        matrix=_matrix(found),
        crossings=[_crossing(each) for each in found.crossings.changes[:_MOST]],
    )


def _answers(answer: "Answer") -> list[tuple[str, str]]:
    """What the cards say: the headings and their words."""
    found = answer.found.proposal
    files = sum(len(scope.files) for scope in found.scopes)
    cards = [("scopes", f"{len(found.scopes)} for {files:,} files, by {answer.method}")]
    if found.evidence is None:
        cards.append(("evidence", "none: too few changes to try the split on"))
    else:
        mine, plain = found.evidence.figures, found.evidence.directories
        cards += [
            (
                "stay inside one scope",
                (
                    f"{mine.containment or 0:.0%} of later changes; whole directories: "
                    f"{plain.containment or 0:.0%}"
                ),
            ),
            ("busiest scope", f"{mine.future_balance or 0:.1f} times its share of the work"),
        ]
    shared = f"{len(found.shared)}, in no scope" if found.shared else "none"
    return [*cards, ("shared files", shared)]


def _files(found: "Proposal") -> list[tuple[bytes, int, int]]:
    homes = {path: n for n, scope in enumerate(found.scopes) for path in scope.files}
    homes |= {one.path: SHARED for one in found.shared}
    return [(path, homes.get(path, LEFT_OUT), weight) for path, weight in found.churn.items()]


def _matrix(found: "Proposal") -> list[tuple[str, list[int]]]:
    """For each scope how many past changes it has together with each scope."""
    pairs = dict(found.crossings.pairs)
    ids = [scope.id for scope in found.scopes]
    return [(one, [pairs.get((min(one, two), max(one, two)), 0) for two in ids]) for one in ids]


def _crossing(each: "Crossing") -> dict[str, object]:
    day = datetime.fromtimestamp(min(max(each.commit.time, 0), 253402300799), UTC)
    return {
        "oid": each.commit.oid[:10],
        "day": f"{day:%Y-%m-%d}",
        "subject": readable(each.commit.subject),
        "scopes": each.scopes,
    }

"""A proposed split as one page that needs no network: treemap, scopes, coupling, crossings."""

import heapq
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from remit.paths import escape_text, quote_path
from remit.report.html_page import embed_json, render_page
from remit.report.split_text import WHAT, count_by_certainty, format_goal, likeliest_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.report.split_text import SplitReport
    from remit.split.proposal import SplitProposal
    from remit.split.shared_files import ScopeCrossing


# The repository as a tree of directories with a weight for each scope: what a treemap draws.
#
# Only the heaviest nodes are kept one by one; the rest of a directory is one node, so that a page
# stays light however large the repository is.


MOST = 4000
"""Nodes that are drawn by themselves."""


class TreemapNode:
    """A directory or a file: files and weight for each scope, by its number."""

    __slots__ = ("files", "folders", "name", "weights")

    def __init__(self, name: bytes) -> None:
        self.name = name
        self.weights: dict[int, int] = {}
        self.files = 0
        self.folders: dict[bytes, TreemapNode] = {}

    @property
    def weight(self) -> int:
        """What all scopes have here."""
        return sum(self.weights.values())


def build_treemap(files: "Iterable[tuple[bytes, int, int]]", most: int = MOST) -> dict[str, object]:
    """The tree of (path, scope, weight), as plain values for JSON.

    A node has a name `n`, a number of files `c`, weights `w` as [scope, weight] pairs, heaviest
    first, and nodes inside it `k`. What is merged has the name "".
    """
    root = TreemapNode(b"")
    for path, scope, weight in files:
        _add(root, path, scope, weight + 1)
    return _plain(root, _kept(root, most))


def _add(root: TreemapNode, path: bytes, scope: int, weight: int) -> None:
    node = root
    _count(node, scope, weight)
    for part in path.split(b"/"):
        inner = node.folders.get(part)
        if inner is None:
            inner = node.folders[part] = TreemapNode(part)
        node = inner
        _count(node, scope, weight)


def _count(node: TreemapNode, scope: int, weight: int) -> None:
    node.files += 1
    node.weights[scope] = node.weights.get(scope, 0) + weight


def _kept(root: TreemapNode, most: int) -> set[int]:
    """The ids of the heaviest nodes, each with its parents."""
    order = heapq.nlargest(most, _below(root), key=lambda node: node.weight)
    return {id(node) for node in order} | {id(root)}


def _below(node: TreemapNode) -> "Iterator[TreemapNode]":
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += found.folders.values()


def _plain(node: TreemapNode, kept: set[int]) -> dict[str, object]:
    """`node` and those of its nodes that are kept; a heavier node is never below a lighter one."""
    inside = sorted(node.folders.values(), key=lambda each: (-each.weight, each.name))
    drawn = [_plain(each, kept) for each in inside if id(each) in kept]
    merged = [each for each in inside if id(each) not in kept]
    if merged and drawn:
        drawn.append(_fields("", _rest(merged)))
    return _fields(quote_path(node.name) if node.name else "", node) | (
        {"k": drawn} if drawn else {}
    )


def _rest(merged: list[TreemapNode]) -> TreemapNode:
    rest = TreemapNode(b"")
    for node in merged:
        rest.files += node.files
        for scope, weight in node.weights.items():
            rest.weights[scope] = rest.weights.get(scope, 0) + weight
    return rest


def _fields(name: str, node: TreemapNode) -> dict[str, object]:
    weights = sorted(node.weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"n": name, "c": node.files, "w": [list(pair) for pair in weights]}


SHARED, LEFT_OUT = -1, -2
_MOST = 200  # crossing changes that are listed


def render(answer: "SplitReport", name: str) -> str:
    """The page about the repository `name`."""
    found = answer.found.proposal
    ids = [scope.id for scope in found.scopes]
    return render_page(
        "split.html.j2",
        title=f"{len(ids)} scopes for {escape_text(name)}",
        answer=answer,
        answers=_answers(answer),
        sureness=count_by_certainty,
        likeliest=likeliest_files,
        wording=format_goal,
        proposal=found,
        readable=escape_text,
        shown=quote_path,
        what=WHAT,
        tree=embed_json({"scopes": ids, "root": build_treemap(_files(found))}),
        matrix=_matrix(found),
        crossings=[_crossing(each) for each in found.crossings.changes[:_MOST]],
    )


def _answers(answer: "SplitReport") -> list[tuple[str, str]]:
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


def _files(found: "SplitProposal") -> list[tuple[bytes, int, int]]:
    homes = {path: n for n, scope in enumerate(found.scopes) for path in scope.files}
    homes |= {one.path: SHARED for one in found.shared}
    return [
        (path, homes.get(path, LEFT_OUT), weight) for path, weight in found.recent_edits.items()
    ]


def _matrix(found: "SplitProposal") -> list[tuple[str, list[int]]]:
    """For each scope how many past changes it has together with each scope."""
    pairs = dict(found.crossings.pairs)
    ids = [scope.id for scope in found.scopes]
    return [(one, [pairs.get((min(one, two), max(one, two)), 0) for two in ids]) for one in ids]


def _crossing(each: "ScopeCrossing") -> dict[str, object]:
    day = datetime.fromtimestamp(min(max(each.commit.time, 0), 253402300799), UTC)
    return {
        "oid": each.commit.oid[:10],
        "day": f"{day:%Y-%m-%d}",
        "subject": escape_text(each.commit.subject),
        "scopes": each.scopes,
    }

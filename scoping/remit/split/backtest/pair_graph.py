"""Past changes as a graph of files, the form that graph partitioners and Leiden take.

Each change of n files gives 1 / (n - 1) to each of its pairs, shared files left out; no recency.
"""

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from remit.split.input import SplitInput

SCALE = 1000
"""Partitioners take whole weights: one is a thousandth."""
SEEDS = 1 << 31
"""Their seeds are C integers: below this."""


class PairGraph(NamedTuple):
    """Edges of two file indices each, with their weights."""

    edges: tuple[tuple[int, int], ...]
    weights: tuple[float, ...]


class CsrGraph(NamedTuple):
    """The same graph as compressed sparse rows, each edge in both directions, weights whole."""

    starts: list[int]
    neighbours: list[int]
    weights: list[int]


def build_pair_graph(material: "SplitInput") -> PairGraph:
    """The graph of the past changes of `material`, in sorted order."""
    place = {path: i for i, path in enumerate(material.files) if i not in material.shared}
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for touch in material.touches:
        files = sorted(place[path] for path in touch.files if path in place)
        for pair in combinations(files, 2):
            sums[pair] += 1 / (len(files) - 1)
    ordered = sorted(sums.items())
    return PairGraph(tuple(pair for pair, _ in ordered), tuple(weight for _, weight in ordered))


def to_csr(graph: PairGraph, vertices: int) -> CsrGraph:
    """`graph` by vertex."""
    beside: list[list[tuple[int, int]]] = [[] for _ in range(vertices)]
    for (one, other), weight in zip(graph.edges, graph.weights, strict=True):
        scaled = max(1, round(SCALE * weight))
        beside[one].append((other, scaled))
        beside[other].append((one, scaled))
    starts = [0]
    for near in beside:
        starts.append(starts[-1] + len(near))
    flat = [edge for near in beside for edge in near]
    return CsrGraph(starts, [vertex for vertex, _ in flat], [weight for _, weight in flat])

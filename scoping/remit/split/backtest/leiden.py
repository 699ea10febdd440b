"""Leiden's communities on the graph of pairs, cut finer where too large, packed by affinity.

V. A. Traag, L. Waltman, N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected
communities", Scientific Reports 9 (2019).
"""

from collections import defaultdict
from typing import TYPE_CHECKING, Protocol, cast

from remit.split.backtest.pair_graph import SEEDS, build_pair_graph
from remit.split.backtest.registry import require_library

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.split.backtest.pair_graph import PairGraph
    from remit.split.input import SplitInput

_LARGEST = 0.7  # of a scope
_FINER = 1.5  # times the resolution
_FINEST = 200.0


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file; raises `LibraryMissing` without leidenalg."""
    graph = build_pair_graph(material)
    mean = sum(material.weights) / scopes
    groups = _fine(graph, material.weights, _LARGEST * mean, seed)
    return _packed(graph, groups, material.weights, scopes, balance * mean)


def _fine(
    graph: "PairGraph", weights: "Sequence[int]", largest: float, seed: int
) -> list[list[int]]:
    """Communities, none above `largest` unless it does not come apart at any resolution."""
    found: list[list[int]] = []
    waiting = [list(range(len(weights)))]
    resolution = 1.0
    while waiting:
        groups = [
            group for each in waiting for group in _communities(graph, each, resolution, seed)
        ]
        resolution *= _FINER
        waiting = [
            group
            for group in groups
            if len(group) > 1 and _sum(weights, group) > largest and resolution < _FINEST
        ]
        held = {group[0] for group in waiting}
        found += [group for group in groups if group[0] not in held]
    return found


def _communities(
    graph: "PairGraph", files: list[int], resolution: float, seed: int
) -> list[list[int]]:
    """The communities of `files`; a resolution means the same in every part of the graph."""
    leidenalg, igraph = (
        cast("_Leidenalg", require_library("leidenalg")),
        cast("_Igraph", require_library("igraph")),
    )
    place = {file: index for index, file in enumerate(files)}
    edges: list[tuple[int, int]] = []
    inside: list[float] = []
    for (one, other), weight in zip(*graph, strict=True):
        if one in place and other in place:
            edges.append((place[one], place[other]))
            inside.append(weight)
    if not edges:
        return [[file] for file in files]
    found = leidenalg.find_partition(
        igraph.Graph(n=len(files), edges=edges),
        leidenalg.RBConfigurationVertexPartition,
        weights=inside,
        resolution_parameter=resolution * sum(inside) / sum(graph.weights),
        seed=seed % SEEDS,
        n_iterations=-1,
    )
    return [[files[index] for index in group] for group in found]


def _packed(
    graph: "PairGraph",
    groups: list[list[int]],
    weights: "Sequence[int]",
    scopes: int,
    cap: float,
) -> tuple[int, ...]:
    """Groups, the heaviest first, each to the scope that it is tied to most and that has room."""
    beside: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (one, other), weight in zip(*graph, strict=True):
        beside[one].append((other, weight))
        beside[other].append((one, weight))
    labels, loads = [-1] * len(weights), [0] * scopes
    for group in sorted(groups, key=lambda group: (-_sum(weights, group), group)):
        load, ties = _sum(weights, group), [0.0] * scopes
        for other, weight in (tie for file in group for tie in beside[file]):
            if labels[other] >= 0:
                ties[labels[other]] += weight
        room = [scope for scope in range(scopes) if loads[scope] + load <= cap]
        chosen = max(room or range(scopes), key=lambda s: (ties[s] if room else 0, -loads[s]))
        loads[chosen] += load
        for file in group:
            labels[file] = chosen
    return tuple(labels)


def _sum(weights: "Sequence[int]", files: list[int]) -> int:
    return sum(weights[file] for file in files)


class _Igraph(Protocol):
    """What is used of `igraph`, which has no types."""

    def Graph(self, *, n: int, edges: list[tuple[int, int]]) -> object:  # noqa: N802 - its name
        """A graph of `n` vertices."""
        ...


class _Leidenalg(Protocol):
    """What is used of `leidenalg`, which has no types."""

    RBConfigurationVertexPartition: object

    def find_partition(  # noqa: PLR0913 - as the library has it
        self,
        graph: object,
        kind: object,
        /,
        *,
        weights: list[float],
        resolution_parameter: float,
        seed: int,
        n_iterations: int,
    ) -> "Iterable[list[int]]":
        """The vertices of each community."""
        ...

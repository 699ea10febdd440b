"""The parts of a problem without any library: made small, cut, and refined on the way back.

Slower than Mt-KaHyPar and somewhat dearer; it is there so that a split needs no compiled code.
"""

from collections import defaultdict
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from remit.split.partition.problem import PartitionProblem, imbalance_and_cut
from remit.split.partition.refinement import refine_partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.partition.problem import Net


# A smaller problem of the same shape: vertices that are tied most become one.
#
# The rating is the heavy edge of multilevel partitioning: G. Karypis, V. Kumar, "Multilevel k-way
# hypergraph partitioning", Design Automation Conference (1999).


_LARGE = 30  # a larger net says little about any two of its vertices
_SHARE = 6  # no vertex outgrows this part of a part


class CoarseProblem(NamedTuple):
    """The smaller problem, and which of its vertices each vertex of the larger became."""

    problem: PartitionProblem
    place: "Sequence[int]"


def shuffle_vertices(vertices: int, seed: int) -> "Sequence[int]":
    """The vertices in an order that only `seed` decides; 0 leaves them as they are."""
    if not seed:
        return range(vertices)
    return sorted(range(vertices), key=lambda each: sha256(f"{seed}:{each}".encode()).digest())


def coarsen_problem(problem: PartitionProblem, seed: int) -> CoarseProblem:
    """The problem with its vertices joined in groups, each with the one that it is tied to most.

    Where that one has grown too large, as the folder of very many files, those that it could not
    take are joined with each other.
    """
    most = max(1, sum(problem.weights) // (problem.parts * _SHARE))
    tied = vertex_ties(problem)
    group = list(range(len(problem.weights)))
    load, size = list(problem.weights), [1] * len(group)
    beside: dict[int, int] = {}  # per full group, the newest of those that it could not take
    for vertex in shuffle_vertices(len(group), seed):
        if size[vertex] > 1 or group[vertex] != vertex:
            continue
        ratings: dict[int, float] = defaultdict(float)
        for other, rating in tied[vertex].items():
            ratings[group[other]] += rating
        ratings.pop(vertex, None)
        fits = (g for g in ratings if load[g] + load[vertex] <= most)
        best = max(fits, key=lambda g: (ratings[g] / size[g], -g), default=None)
        if best is None and ratings:
            full = max(ratings, key=lambda g: (ratings[g], -g))
            friend = beside.setdefault(full, vertex)
            if load[friend] + load[vertex] <= most:
                best = friend if friend != vertex else None
            else:
                beside[full] = vertex
        if best is not None:
            group[vertex] = best
            load[best] += load[vertex]
            size[best] += 1
    return contract_groups(problem, group)


def vertex_ties(problem: PartitionProblem) -> list[dict[int, float]]:
    """For each vertex, how much ties it to each other one; large nets are left out."""
    found: list[dict[int, float]] = [defaultdict(float) for _ in problem.weights]
    for net, weight in problem.nets.items():
        if len(net) <= _LARGE:
            rating = weight / (len(net) - 1)
            for vertex in net:
                mine = found[vertex]
                for other in net:
                    if other != vertex:
                        mine[other] += rating
    return found


def contract_groups(problem: PartitionProblem, group: "Sequence[int]") -> CoarseProblem:
    """The problem with the vertices of each group as one, groups by whatever numbers."""
    numbers = {leader: number for number, leader in enumerate(sorted(set(group)))}
    place = [numbers[leader] for leader in group]
    weights = [0] * len(numbers)
    for vertex, weight in enumerate(problem.weights):
        weights[place[vertex]] += weight
    nets: dict[Net, int] = defaultdict(int)
    for net, weight in problem.nets.items():
        joined = tuple(sorted({place[vertex] for vertex in net}))
        if len(joined) > 1:
            nets[joined] += weight
    return CoarseProblem(
        PartitionProblem(weights, dict(nets), problem.parts, problem.balance), place
    )


_SMALL = 15  # vertices per part
_SHRINKS = 0.95
_STARTS = 6
_NOWHERE = -1


def partition_multilevel(problem: "PartitionProblem", seed: int) -> tuple[int, ...]:
    """The part of each vertex, few nets by weight being cut: the same for the same seed."""
    if len(problem.weights) > _SMALL * problem.parts:
        small = coarsen_problem(problem, seed)
        if len(small.problem.weights) <= _SHRINKS * len(problem.weights):
            labels = partition_multilevel(small.problem, seed)
            return refine_partition(problem, [labels[place] for place in small.place])
    tied = vertex_ties(problem)
    starts = (
        refine_partition(problem, _grown(problem, tied, seed + start)) for start in range(_STARTS)
    )
    return min(starts, key=lambda labels: imbalance_and_cut(problem, labels))


def _grown(problem: "PartitionProblem", tied: "Sequence[dict[int, float]]", seed: int) -> list[int]:
    """Each vertex, in the seed's order, where most ties to earlier ones are and it still fits."""
    held = [0] * problem.parts
    labels = [_NOWHERE] * len(problem.weights)
    for vertex in shuffle_vertices(len(labels), seed):
        near = [0.0] * problem.parts
        for other, tie in tied[vertex].items():
            if labels[other] != _NOWHERE:
                near[labels[other]] += tie
        weight = problem.weights[vertex]
        fits = [part for part in range(problem.parts) if held[part] + weight <= problem.most]
        best = max(fits or range(problem.parts), key=lambda part: (near[part], -held[part], -part))
        labels[vertex] = best
        held[best] += weight
    return labels

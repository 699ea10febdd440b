"""The parts of a problem without any library: made small, cut, and refined on the way back.

Slower than Mt-KaHyPar and somewhat dearer; it is there so that a split needs no compiled code.
"""

from typing import TYPE_CHECKING

from remit.split.partition.coarsening import coarsened, shuffled
from remit.split.partition.problem import cost, loads
from remit.split.partition.refinement import refined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.partition.problem import Problem

_SMALL = 15  # vertices per part
_SHRINKS = 0.95
_STARTS = 6


def parted(problem: "Problem", seed: int) -> tuple[int, ...]:
    """The part of each vertex, few nets by weight being cut: the same for the same seed."""
    if len(problem.weights) > _SMALL * problem.parts:
        small = coarsened(problem, seed)
        if len(small.problem.weights) <= _SHRINKS * len(problem.weights):
            labels = parted(small.problem, seed)
            return refined(problem, [labels[place] for place in small.place])
    starts = (refined(problem, _dealt(problem, seed + start)) for start in range(_STARTS))
    return min(starts, key=lambda labels: _badness(problem, labels))


def _badness(problem: "Problem", labels: "Sequence[int]") -> tuple[int, int]:
    return max(0, max(loads(problem, labels)) - problem.most), cost(problem, labels)


def _dealt(problem: "Problem", seed: int) -> list[int]:
    """The vertices in the seed's order, cut into runs of equal weight."""
    total, before = sum(problem.weights) or 1, 0
    labels = [0] * len(problem.weights)
    for vertex in shuffled(len(labels), seed):
        weight = problem.weights[vertex]
        part = (2 * before + weight) * problem.parts // (2 * total)
        labels[vertex] = min(part, problem.parts - 1)
        before += weight
    return labels

"""The parts of a problem without any library: made small, cut, and refined on the way back.

Slower than Mt-KaHyPar and somewhat dearer; it is there so that a split needs no compiled code.
"""

from typing import TYPE_CHECKING

from remit.split.partition.coarsening import coarsened, shuffled, ties
from remit.split.partition.problem import badness
from remit.split.partition.refinement import refined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.partition.problem import Problem

_SMALL = 15  # vertices per part
_SHRINKS = 0.95
_STARTS = 6
_NOWHERE = -1


def parted(problem: "Problem", seed: int) -> tuple[int, ...]:
    """The part of each vertex, few nets by weight being cut: the same for the same seed."""
    if len(problem.weights) > _SMALL * problem.parts:
        small = coarsened(problem, seed)
        if len(small.problem.weights) <= _SHRINKS * len(problem.weights):
            labels = parted(small.problem, seed)
            return refined(problem, [labels[place] for place in small.place])
    tied = ties(problem)
    starts = (refined(problem, _grown(problem, tied, seed + start)) for start in range(_STARTS))
    return min(starts, key=lambda labels: badness(problem, labels))


def _grown(problem: "Problem", tied: "Sequence[dict[int, float]]", seed: int) -> list[int]:
    """Each vertex, in the seed's order, where most ties to earlier ones are and it still fits."""
    held = [0] * problem.parts
    labels = [_NOWHERE] * len(problem.weights)
    for vertex in shuffled(len(labels), seed):
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

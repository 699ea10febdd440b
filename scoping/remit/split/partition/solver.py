"""The parts of a problem: by Mt-KaHyPar where the extra is there, else by our own search."""

from typing import TYPE_CHECKING

from remit.split.partition import kahypar, refinement

if TYPE_CHECKING:
    from remit.split.partition.problem import Problem


def parted(problem: "Problem", seed: int) -> tuple[int, ...]:
    """The part of each vertex, few nets by weight being cut: the same for the same seed."""
    if kahypar.installed():
        return kahypar.parted(problem, seed)
    return refinement.refined(problem, _runs(problem))


def _runs(problem: "Problem") -> list[int]:
    """The vertices in their order, cut into runs of equal weight."""
    total, before, labels = sum(problem.weights) or 1, 0, list[int]()
    for weight in problem.weights:
        labels.append(min((2 * before + weight) * problem.parts // (2 * total), problem.parts - 1))
        before += weight
    return labels

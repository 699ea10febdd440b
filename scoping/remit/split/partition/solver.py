"""The parts of a problem: by Mt-KaHyPar where the extra is there, else by our own search."""

from typing import TYPE_CHECKING

from remit.split.partition import kahypar, multilevel

if TYPE_CHECKING:
    from remit.split.partition.problem import PartitionProblem


def is_solver_fast() -> bool:
    """Whether a problem may be cut several times over: our own search is some ten times slower."""
    return kahypar.is_installed()


def partition_hypergraph(problem: "PartitionProblem", seed: int) -> tuple[int, ...]:
    """The part of each vertex, few nets by weight being cut: the same for the same seed."""
    if problem.parts == 1:
        return (0,) * len(problem.weights)  # the library would make two
    if kahypar.is_installed():
        return kahypar.partition_with_kahypar(problem, seed)
    return multilevel.partition_multilevel(problem, seed)

"""The parts of a problem: by Mt-KaHyPar where the extra is there, else by our own search."""

from typing import TYPE_CHECKING

from remit.split.partition import kahypar, multilevel

if TYPE_CHECKING:
    from remit.split.partition.problem import Problem


def parted(problem: "Problem", seed: int) -> tuple[int, ...]:
    """The part of each vertex, few nets by weight being cut: the same for the same seed."""
    if kahypar.installed():
        return kahypar.parted(problem, seed)
    return multilevel.parted(problem, seed)

"""Directories alone, as a hypergraph: few ties between files and directories are cut."""

from typing import TYPE_CHECKING

from remit.split import graph
from remit.split.partition.problem import Problem
from remit.split.partition.solver import parted

if TYPE_CHECKING:
    from remit.split.material import Material


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as few ties as possible are cut: few rules, whatever changes."""
    folders, ties = graph.tree(material.files)
    weights = (*material.weights, *(0 for _ in folders))
    problem = Problem(weights, graph.summed([ties]), scopes, balance)
    return parted(problem, seed)[: len(material.files)]

"""Directories alone, as a hypergraph: few ties between files and directories are cut."""

from typing import TYPE_CHECKING

from remit.split import hypergraph
from remit.split.partition.problem import Problem
from remit.split.partition.solver import partition

if TYPE_CHECKING:
    from remit.split.input import Material


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as few ties as possible are cut: few rules, whatever changes."""
    folders, ties = hypergraph.tree(material.files)
    weights = (*material.weights, *(0 for _ in folders))
    problem = Problem(weights, hypergraph.summed([ties]), scopes, balance)
    return partition(problem, seed)[: len(material.files)]

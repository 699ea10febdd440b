"""Directories alone, as a hypergraph: few ties between files and directories are cut."""

from typing import TYPE_CHECKING

from remit.split import hypergraph
from remit.split.partition.problem import PartitionProblem
from remit.split.partition.solver import partition_hypergraph

if TYPE_CHECKING:
    from remit.split.input import SplitInput


def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as few ties as possible are cut: few rules, whatever changes."""
    folders, ties = hypergraph.directory_nets(material.files)
    weights = (*material.weights, *(0 for _ in folders))
    problem = PartitionProblem(weights, hypergraph.sum_nets([ties]), scopes, balance)
    return partition_hypergraph(problem, seed)[: len(material.files)]

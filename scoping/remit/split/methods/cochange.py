"""What changed together stays together: past changes, directories and names as one hypergraph."""

from typing import TYPE_CHECKING

from remit.split import graph
from remit.split.partition.problem import Problem
from remit.split.partition.solver import parted

if TYPE_CHECKING:
    from remit.split.material import Material


def split(material: "Material", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """The scope of each file when as little as possible of the past would have crossed scopes."""
    folders, ties = graph.tree(material.files)
    nets = graph.summed(
        (
            ties,
            graph.changes(material.files, (*material.touches, *material.also), material.shared),
            graph.namesakes(material.files, material.shared),
        )
    )
    weights = (*material.weights, *(0 for _ in range(folders)))
    return parted(Problem(weights, nets, scopes, balance), seed)[: len(material.files)]

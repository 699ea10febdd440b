"""What is to be cut: weighted vertices, the nets that should stay whole, and how many parts."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Net = tuple[int, ...]


class PartitionProblem(NamedTuple):
    """Vertices 0 up to `len(weights)`, exclusive, and nets of at least two of them each."""

    weights: "Sequence[int]"
    nets: "Mapping[Net, int]"
    """The cost of a net whose vertices do not all lie in one part."""
    parts: int
    balance: float
    """No part weighs more than this times the mean, unless single vertices force it."""

    @property
    def most(self) -> int:
        """What a part may weigh."""
        return int(self.balance * sum(self.weights) / self.parts)


def cut_weight(problem: PartitionProblem, labels: "Sequence[int]") -> int:
    """The summed weight of the nets that are cut."""
    return sum(
        weight for net, weight in problem.nets.items() if len({labels[each] for each in net}) > 1
    )


def imbalance_and_cut(problem: PartitionProblem, labels: "Sequence[int]") -> tuple[int, int]:
    """What the heaviest part weighs too much, and the cost: the smaller, the better."""
    return max(0, max(part_weights(problem, labels)) - problem.most), cut_weight(problem, labels)


def part_weights(problem: PartitionProblem, labels: "Sequence[int]") -> list[int]:
    """The weight of each part."""
    found = [0] * problem.parts
    for weight, label in zip(problem.weights, labels, strict=True):
        found[label] += weight
    return found

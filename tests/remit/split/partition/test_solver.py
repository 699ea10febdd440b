"""Parts: within the balance, cheap, and the same for the same seed, with and without the extra."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.split.partition import kahypar, multilevel, refinement
from remit.split.partition.problem import Net, PartitionProblem, cut_weight, part_weights

Solver = Callable[[PartitionProblem, int], tuple[int, ...]]
needs_the_extra = pytest.mark.skipif(
    not kahypar.is_installed(), reason="Mt-KaHyPar is absent: pip install -e '.[split]'"
)


def cliques(number: int, size: int) -> PartitionProblem:
    """Groups of vertices that belong together, each tied to the next group by one cheap net."""
    nets = {
        (group * size + a, group * size + b): 10
        for group in range(number)
        for a in range(size)
        for b in range(a)
    }
    nets |= {(group * size, (group + 1) * size): 1 for group in range(number - 1)}
    ordered: dict[Net, int] = {(min(net), max(net)): weight for net, weight in nets.items()}
    return PartitionProblem([1] * (number * size), ordered, number, 1.2)


def in_order(problem: PartitionProblem) -> list[int]:
    """A start with vertices dealt out like cards."""
    return [vertex % problem.parts for vertex in range(len(problem.weights))]


SOLVERS = [
    pytest.param(kahypar.partition_with_kahypar, marks=needs_the_extra),
    multilevel.partition_multilevel,
]


@pytest.mark.parametrize("parted", SOLVERS)
def test_groups_that_belong_together_stay_together(parted: Solver) -> None:
    problem = cliques(4, 6)
    labels = parted(problem, 0)
    assert cut_weight(problem, labels) == 3
    assert max(part_weights(problem, labels)) == 6


@pytest.mark.parametrize("parted", SOLVERS)
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_the_same_seed_gives_the_same_parts(parted: Solver, seed: int) -> None:
    problem = cliques(30, 7)._replace(parts=4)
    labels = parted(problem, seed)
    assert labels == parted(problem, seed)
    assert max(part_weights(problem, labels)) <= problem.most


@given(st.data())
def test_refinement_never_makes_parts_dearer_or_breaks_the_balance(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 14))
    vertex = st.integers(0, size - 1)
    nets = data.draw(
        st.dictionaries(
            st.sets(vertex, min_size=2, max_size=4).map(lambda net: tuple(sorted(net))),
            st.integers(1, 9),
            max_size=20,
        )
    )
    problem = PartitionProblem([1] * size, nets, 2, 1.5)
    start = in_order(problem)
    labels = refinement.refine_partition(problem, start)
    assert cut_weight(problem, labels) <= cut_weight(problem, start)
    assert max(part_weights(problem, labels)) <= problem.most


def test_refinement_empties_a_part_that_weighs_too_much() -> None:
    problem = cliques(2, 5)
    labels = refinement.refine_partition(problem, [0] * 10)
    assert max(part_weights(problem, labels)) <= problem.most

from remit.split.partition.multilevel import coarsen_problem
from remit.split.partition.problem import PartitionProblem


def test_very_many_files_of_one_folder_are_joined_with_each_other() -> None:
    files = 400
    nets: dict[tuple[int, ...], int] = {(file, files): 100 for file in range(files)}
    small = coarsen_problem(PartitionProblem([1] * files + [0], nets, 2, 1.2), 0)
    assert len(small.problem.weights) <= 20


def test_no_group_outgrows_its_share_of_a_part() -> None:
    files = 400
    nets: dict[tuple[int, ...], int] = {(file, files): 100 for file in range(files)}
    small = coarsen_problem(PartitionProblem([1] * files + [0], nets, 2, 1.2), 0)
    assert max(small.problem.weights) <= files // 12


def test_vertices_that_are_tied_are_joined_before_others() -> None:
    nets: dict[tuple[int, ...], int] = {(0, 1): 5, (2, 3): 5, (1, 2): 1}
    small = coarsen_problem(PartitionProblem([1] * 24, nets, 2, 1.2), 0)
    assert small.place[0] == small.place[1] != small.place[2] == small.place[3]

from functools import cache
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from remit.split.path_rules import assign_rules, count_fewest_rules, find_label_moves

FILES = (b"a/b/x", b"a/b/y", b"a/z", b"c/x", b"w")
FOLDERS = (b"a", b"a/b", b"c")
LABELS = st.lists(st.integers(-1, 2), min_size=len(FILES), max_size=len(FILES))


def test_one_scope_for_everything_is_one_rule() -> None:
    assert count_fewest_rules(FILES, [1] * len(FILES), 3) == 1


def test_a_directory_of_its_own_is_one_rule_more_and_so_is_a_file() -> None:
    assert count_fewest_rules(FILES, [1, 1, 0, 0, 0], 2) == 2
    assert count_fewest_rules(FILES, [0, 1, 0, 0, 0], 2) == 2


def test_a_label_that_means_anything_costs_nothing() -> None:
    assert count_fewest_rules(FILES, [0, -1, 0, 0, 0], 2) == 1


@given(LABELS)
def test_no_set_of_rules_is_smaller(labels: list[int]) -> None:
    assert count_fewest_rules(FILES, labels, 3) == _smallest(tuple(labels))


@given(LABELS)
def test_a_move_saves_the_rules_that_it_says_and_moves_files_of_one_label(
    labels: list[int],
) -> None:
    count, found = find_label_moves(FILES, labels, 3)
    assert count == count_fewest_rules(FILES, labels, 3)
    for move in found:
        assert move.saved > 0
        assert len({labels[file] for file in move.files}) <= 1
        after = [move.label if file in move.files else at for file, at in enumerate(labels)]
        assert count_fewest_rules(FILES, after, 3) <= count - move.saved


@given(LABELS)
def test_where_there_is_more_than_one_rule_some_move_saves_one(labels: list[int]) -> None:
    count, found = find_label_moves(FILES, labels, 3)
    assert bool(found) == (count > 1)


@given(LABELS)
def test_each_file_is_held_by_a_rule_of_its_label_and_there_are_no_more_rules_than_the_fewest(
    labels: list[int],
) -> None:
    found = assign_rules(FILES, labels, 3)
    for path, label, place in zip(FILES, labels, found.files, strict=True):
        assert label in {-1, found.labels[place]}
        assert place in {path, found.folders[path.rpartition(b"/")[0]]}
    assert len(found.labels) == count_fewest_rules(FILES, labels, 3)


@cache
def _smallest(labels: tuple[int, ...]) -> int:
    """By trying every label, or none, for every directory; a file that differs is a rule more."""
    tried = product(range(3), *(range(-1, 3) for _ in FOLDERS))
    return min(
        _written(labels, root, dict(zip(FOLDERS, given, strict=True))) for root, *given in tried
    )


def _written(labels: tuple[int, ...], root: int, given: dict[bytes, int]) -> int:
    count = 1 + sum(label >= 0 for label in given.values())
    for path, label in zip(FILES, labels, strict=True):
        inside = [folder for folder in FOLDERS if path.startswith(folder + b"/")]
        said = [given[folder] for folder in inside if given[folder] >= 0]
        count += label not in (-1, said[-1] if said else root)
    return count

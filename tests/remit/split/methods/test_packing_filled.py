from hypothesis import given
from hypothesis import strategies as st
from pasts import material, touch

from remit.split.methods import tree
from remit.split.methods.packing import fill_empty_scopes, with_filled_scopes
from remit.split.weights import NOTHING

PATHS = tuple(f"{folder}/{name}.py" for folder in "abc" for name in "xyz")
KNOWN = material(*(touch(path, age=age) for age, path in enumerate(PATHS)), sharing=NOTHING)


@given(st.lists(st.integers(0, 4), min_size=len(PATHS), max_size=len(PATHS)))
def test_every_scope_gets_a_file_and_scopes_that_have_some_only_give(labels: list[int]) -> None:
    found = fill_empty_scopes(KNOWN, labels, 5)
    assert set(found) == set(range(5))
    kept = [new for new in found if new in labels]
    assert kept == [old for old, new in zip(labels, found, strict=True) if new in labels]


def test_with_fewer_files_than_scopes_no_file_is_in_two() -> None:
    few = material(touch("a"), touch("b"), sharing=NOTHING)
    assert sorted(fill_empty_scopes(few, (1, 1), 4)) == [0, 1]


def test_shared_files_fill_no_scope() -> None:
    shared = KNOWN._replace(shared=frozenset(range(1, len(PATHS))))
    assert fill_empty_scopes(shared, (0,) * len(PATHS), 2) == (0,) * len(PATHS)


def test_seven_even_folders_make_eight_scopes() -> None:
    paths = [f"{folder}/{name}" for folder in "abcdefg" for name in "xyz"]
    known = material(*(touch(path) for path in paths), sharing=NOTHING, scopes=8)
    assert len(set(tree.split(known, 8, balance=1.2, seed=0))) == 7
    assert len(set(with_filled_scopes(tree.split)(known, 8, balance=1.2, seed=0))) == 8

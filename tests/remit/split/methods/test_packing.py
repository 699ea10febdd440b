from hypothesis import given
from hypothesis import strategies as st
from pasts import grouped, material, past, touch

from remit.split.methods import authors, tree
from remit.split.methods.packing import (
    LOOSE,
    PackingUnit,
    longest_processing_time,
    pack_units,
    split_heaviest,
)
from remit.split.metrics import balance_ratio
from remit.split.path_rules import count_fewest_rules
from remit.split.weights import NOTHING

NAMES = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=4).map("/".join)


def test_the_heaviest_goes_first_and_always_into_the_lightest_bin() -> None:
    bins = longest_processing_time([5, 4, 3, 3, 3], 2)
    assert [load for load, _ in bins] == [8, 10]
    assert [sorted(items) for _, items in bins] == [[0, 3], [1, 2, 4]]


def test_directories_stay_whole_where_the_balance_allows() -> None:
    seen = material(touch("a/x"), touch("a/y"), touch("b/x"), touch("b/y"), sharing=NOTHING)
    labels = tree.split(seen, 2, balance=1.2, seed=0)
    assert grouped(seen.files, labels) == {("a/x", "a/y"), ("b/x", "b/y")}


def test_a_directory_that_is_too_heavy_is_opened_however_deep_it_lies() -> None:
    seen = material(touch("r/s/a/x"), touch("r/s/a/y"), touch("r/s/b/x"), sharing=NOTHING)
    labels = tree.split(seen, 2, balance=1.5, seed=0)
    assert grouped(seen.files, labels) == {("r/s/a/x", "r/s/a/y"), ("r/s/b/x",)}


def test_loose_files_part_only_where_nothing_else_helps() -> None:
    seen = material(*(touch(f"f{number}") for number in range(8)), sharing=NOTHING)
    labels = tree.split(seen, 2, balance=1.01, seed=0)
    assert balance_ratio(seen.weights, labels, 2) == 1


@given(st.sets(NAMES, min_size=1, max_size=25), st.integers(2, 5))
def test_the_balance_holds_unless_single_files_forbid_it(names: set[str], scopes: int) -> None:
    files = sorted(n for n in names if not any(o.startswith(f"{n}/") for o in names))
    seen = past(*(touch(f, age=len(f)) for f in files)).material(scopes, NOTHING)
    for method in (tree.split, authors.split):
        labels = method(seen, scopes, balance=1.2, seed=0)
        assert set(labels) <= set(range(scopes))
        mean = sum(seen.weights) / scopes
        alone = max(load for load, _ in longest_processing_time(seen.weights, scopes))
        assert balance_ratio(seen.weights, labels, scopes) * mean <= max(1.2 * mean, alone) + 1


def test_files_go_with_the_author_who_changed_them_most_lately() -> None:
    seen = material(
        touch("a/x", author="ann"),
        touch("b/y", author="ann"),
        *(touch("b/y", author="bob", age=3000) for _ in range(3)),
        touch("a/z", author="bob"),
        touch("b/z", author="bob"),
        sharing=NOTHING,
    )
    labels = authors.split(seen, 2, balance=1.2, seed=0)
    assert grouped(seen.files, labels) == {("a/x", "b/y"), ("a/z", "b/z")}


def test_an_author_of_too_much_is_cut_in_path_order() -> None:
    seen = material(*(touch(f"f{n}", author="ann") for n in range(4)), sharing=NOTHING)
    labels = authors.split(seen, 2, balance=1.2, seed=0)
    assert grouped(seen.files, labels) == {("f0", "f1"), ("f2", "f3")}


def test_only_the_heaviest_loose_files_come_off_until_the_balance_holds() -> None:
    """Two flat directories into three scopes: each keeps its light files."""
    once = [touch(f"{folder}/{n}") for folder in "ab" for n in range(20)]
    known = material(*once, *(touch("a/7", "b/7") for _ in range(3)), scopes=3, sharing=NOTHING)
    whole = [PackingUnit(tuple(range(len(known.files))))]
    labels = pack_units(known, whole, 3, 1.2, split_heaviest)
    assert balance_ratio(known.weights, labels, 3) <= 1.2
    assert count_fewest_rules(known.files, labels, 3) < count_fewest_rules(
        known.files, pack_units(known, whole, 3, 1.2), 3
    )


def test_loose_files_without_weight_come_apart_all_the_same() -> None:
    known = material(touch("a"), touch("b"), touch("c"), sharing=NOTHING)._replace(
        weights=(0, 0, 0)
    )
    apart = split_heaviest(known, PackingUnit((0, 1, 2), LOOSE), 1.0)
    assert apart == [PackingUnit((2,), LOOSE), PackingUnit((0, 1), LOOSE)]

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from pasts import grouped, material, past, touch

from remit.split.backtest import kahip, leiden, metis
from remit.split.backtest.bounds import BOUND, ORACLE, hindsight_splits, pathcut, top_directories
from remit.split.backtest.pair_graph import build_pair_graph, to_csr
from remit.split.backtest.registry import LibraryMissing, require_library
from remit.split.methods import directory_partition
from remit.split.metrics import balance_ratio, index_changes
from remit.split.weights import NOTHING

if TYPE_CHECKING:
    from remit.split.input import SplitMethod

PARTITIONERS = {
    "pymetis": metis.split,
    "kahip": kahip.split,
    "leidenalg": leiden.split,
    "mtkahypar": directory_partition.split,
}
INSTALLED = [
    pytest.param(
        split,
        id=package,
        marks=pytest.mark.skipif(
            find_spec(package) is None, reason=f"needs {package}: pip install {package}"
        ),
    )
    for package, split in PARTITIONERS.items()
]
CLIQUES = [tuple(f"{folder}/{clique}" for folder in "abc") for clique in "1234"]


def test_paths_are_cut_into_runs_of_equal_weight() -> None:
    known = material(touch("a/x"), touch("a/y"), touch("b"), touch("c"), sharing=NOTHING)
    assert pathcut(known, 2, balance=1.2, seed=0) == (0, 0, 1, 1)


def test_a_directory_sorts_by_its_name_and_not_by_the_slash_after_it() -> None:
    known = material(touch("a-b/x"), touch("a/x"), sharing=NOTHING)
    assert known.files == (b"a-b/x", b"a/x")
    assert pathcut(known, 2, balance=1.2, seed=0) == (1, 0)


def test_top_directories_stay_whole_and_files_at_the_top_are_alone() -> None:
    known = material(touch("a/x", "a/y", "a/z"), touch("b"), touch("c"), sharing=NOTHING)
    labels = top_directories(known, 2, balance=1.2, seed=0)
    assert grouped(known.files, labels) == {("a/x", "a/y", "a/z"), ("b", "c")}


def test_a_change_of_n_files_gives_each_pair_one_over_n_less_one() -> None:
    graph = build_pair_graph(material(touch("a", "b", "c"), touch("a", "b"), sharing=NOTHING))
    assert dict(zip(*graph, strict=True)) == {(0, 1): 1.5, (0, 2): 0.5, (1, 2): 0.5}
    assert to_csr(graph, 3).starts == [0, 2, 4, 6]


@pytest.mark.parametrize("split", INSTALLED[:3])
def test_files_that_change_together_stay_together(split: "SplitMethod") -> None:
    changes = (touch(*clique) for clique in CLIQUES for _ in range(5))
    known = material(*changes, touch("a/1", "a/2"), touch("a/3", "a/4"), sharing=NOTHING)
    labels = split(known, 2, balance=1.2, seed=1)
    label = dict(zip(known.files, labels, strict=True))
    assert all(len({label[file.encode()] for file in clique}) == 1 for clique in CLIQUES)
    assert labels == split(known, 2, balance=1.2, seed=1)


@pytest.mark.parametrize("split", INSTALLED)
def test_a_balance_is_kept_where_files_are_small(split: "SplitMethod") -> None:
    known = material(*(touch(f"{n % 5}/{n}", f"{n % 7}/x{n}") for n in range(60)), sharing=NOTHING)
    labels = split(known, 4, balance=1.2, seed=0)
    assert balance_ratio(known.weights, labels, 4) <= 1.21


def test_a_missing_library_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(LibraryMissing) as raised:
        require_library("no_such_library")
    assert raised.value.hint == "pip install no_such_library"


@pytest.mark.skipif(find_spec("mtkahypar") is None, reason="needs pip install -e '.[split]'")
def test_the_oracle_contains_what_can_be_and_the_bound_no_less() -> None:
    known = past(*(touch(f"{n % 3}/f{n}") for n in range(12))).material(3, NOTHING)
    changes = index_changes(known.files, [touch("0/f0", "1/f1"), touch("0/f3", "2/f2")])
    found = hindsight_splits(known, changes, 3, 1.2, 0)
    for name in (ORACLE, BOUND):
        assert all(len({found[name][file] for file in change}) == 1 for change in changes)

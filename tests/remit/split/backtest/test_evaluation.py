import pytest
from pasts import past, touch

from remit.errors import CouldNotCheck, UsageError
from remit.history.records import ChangeUnit
from remit.ownership.codeowners import read_codeowners
from remit.split.backtest.evaluation import FRESH, Conditions, evaluate_methods, measure_drift
from remit.split.backtest.registry import ENTRANTS, find_methods
from remit.split.backtest.result import SplitBacktestRequest, backtest_split, median_tables
from remit.split.input import SplitTrial
from remit.split.weights import NOTHING

PLAIN = Conditions(sharing=NOTHING)
GROUPS = [tuple(f"{folder}/{group}" for folder in "abc") for group in "12"]
KNOWN = past(*(touch(*group, age=age) for group in GROUPS for age in range(1, 4)))
LATER = [touch(*group) for group in GROUPS for _ in range(4)]


def test_a_gap_is_zero_at_the_best_directory_split_and_one_at_the_oracle() -> None:
    found = evaluate_methods(KNOWN, LATER, 2, find_methods(["cochange"]), PLAIN)
    assert found.row(found.best).gap == 0
    assert found.row("oracle").gap == 1
    assert found.row("cochange").gap == 1


def test_without_anything_between_directories_and_oracle_there_is_no_gap() -> None:
    apart = past(touch("a/1", "a/2"), touch("b/1", "b/2"))
    found = evaluate_methods(apart, [touch("a/1", "a/2")], 2, (), PLAIN)
    assert {row.gap for row in found.rows} == {None}


def test_a_method_that_cannot_take_part_says_why() -> None:
    found = evaluate_methods(KNOWN, LATER, 2, find_methods(["codeowners"]), PLAIN).row("codeowners")
    assert (found.figures, found.why) == (None, "there is no CODEOWNERS file.")


def test_what_breaks_the_balance_is_marked() -> None:
    heavy = past(*(touch(f"a/{n}") for n in range(9)), touch("b"), touch("c", "b"))
    found = evaluate_methods(heavy, [touch("b", "c")], 2, find_methods(["top"]), PLAIN)
    assert not found.row("top").balanced
    assert found.row("tree").balanced


def test_more_scopes_than_files_are_refused_and_so_is_a_test_without_a_pair() -> None:
    with pytest.raises(UsageError):
        evaluate_methods(KNOWN, LATER, 7, (), PLAIN)
    with pytest.raises(CouldNotCheck):
        evaluate_methods(KNOWN, [touch("a/1")], 2, (), PLAIN)


def test_figures_of_several_runs_are_their_mean() -> None:
    once = evaluate_methods(KNOWN, LATER, 2, find_methods(["tree"]), PLAIN)
    thrice = evaluate_methods(KNOWN, LATER, 2, find_methods(["tree"]), PLAIN._replace(runs=3))
    assert once.row("tree").figures == pytest.approx(thrice.row("tree").figures)


def test_every_entrant_is_there_and_is_called_by_its_name_alone() -> None:
    assert find_methods([entrant.name for entrant in ENTRANTS]) == ENTRANTS
    with pytest.raises(UsageError):
        find_methods(["nobody"])


def test_a_fresh_method_has_seen_every_other_change_and_is_judged_by_the_rest() -> None:
    old = (("a/1", "b/1"), ("c/1", "a/2"), ("b/2", "c/2"))
    new = (("a/1", "b/2"), ("b/1", "c/1"), ("a/2", "c/2"))
    before = past(*(touch(*pair, age=900) for pair in old for _ in range(5)))
    after = [touch(*pair) for pair in new for _ in range(8)]
    (entrant,) = find_methods(["cochange"])
    found = measure_drift(before, after, 3, entrant, PLAIN)
    stale, fresh = found.row("cochange").figures, found.row(FRESH).figures
    assert stale and fresh and stale.containment is not None  # noqa: PT018 - for the type checker
    assert fresh.containment == 1
    assert stale.containment < 1


def test_a_median_leaves_out_where_a_method_has_no_figure() -> None:
    owned = KNOWN._replace(codeowners=read_codeowners(b"* @all\n"))
    question = SplitBacktestRequest((2,), find_methods(["owners"]), ChangeUnit.COMMIT, PLAIN)
    found = [
        backtest_split("r", SplitTrial("0" * 40, each, tuple(LATER)), question)
        for each in (KNOWN, owned, owned)
    ]
    (middle,) = median_tables(found)
    assert middle.row("owners").figures == found[1].tables[0].row("owners").figures
    assert [each.ground.several for each in found] == [8, 8, 8]

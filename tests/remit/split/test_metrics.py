import pytest
from pasts import material, past, touch

from remit.split.metrics import evaluate_split, index_changes, mean_metrics
from remit.split.weights import NOTHING, Sharing

FOUR = ("a/x", "a/y", "b/x", "b/y")
HALVES = (0, 0, 1, 1)


def test_a_change_is_contained_when_its_files_lie_in_one_scope() -> None:
    known = material(touch(*FOUR), sharing=NOTHING)
    changes = index_changes(known.files, [touch("a/x", "a/y"), touch("a/x", "b/x"), touch("b/x")])
    found = evaluate_split(known, HALVES, 2, changes)
    assert (found.containment, found.touched, found.shared_touch) == (0.5, 1.5, 0.0)


def test_shared_files_never_take_a_change_out_of_a_scope() -> None:
    known = past(touch("a/x", "b/x"), more=FOUR).material(2, Sharing())
    changes = index_changes(known.files, [touch("a/x", "b/x"), touch("a/x", "b/y")])
    found = evaluate_split(known, HALVES, 2, changes)
    assert (found.containment, found.touched, found.shared_touch) == (1.0, 1.0, 1.0)


def test_the_busiest_scope_bounds_the_speed_up_and_sets_the_balance_to_come() -> None:
    known = material(touch(*FOUR), sharing=NOTHING)
    changes = index_changes(known.files, [touch("a/x"), touch("a/y"), touch("a/x"), touch("b/x")])
    found = evaluate_split(known, HALVES, 2, changes)
    assert found.speed_up == pytest.approx(4 / 3)
    assert found.future_balance == pytest.approx(1.5)
    assert found.past_balance == 1


def test_without_changes_of_several_files_there_is_no_containment() -> None:
    known = material(touch(*FOUR), sharing=NOTHING)
    found = evaluate_split(
        known, HALVES, 2, index_changes(known.files, [touch("a/x"), touch("new")])
    )
    assert found.containment is None
    assert found.speed_up == 1


def test_files_that_came_later_are_not_scored() -> None:
    assert index_changes((b"a",), [touch("a", "new"), touch("new")]) == ((0,),)


def test_rules_and_globs_are_counted_per_scope() -> None:
    known = material(touch(*FOUR), sharing=NOTHING)
    found = evaluate_split(known, HALVES, 2, ())
    assert found.rules == 1
    assert found.globs >= 1


def test_a_mean_leaves_out_what_is_unknown() -> None:
    known = material(touch(*FOUR), sharing=NOTHING)
    one = evaluate_split(known, HALVES, 2, ((0, 1),))
    other = evaluate_split(known, (0, 1, 0, 1), 2, ((0, 1),))
    assert mean_metrics([one, other]).containment == 0.5
    assert mean_metrics([one._replace(containment=None), other]).containment == 0.0

from hypothesis import given
from hypothesis import strategies as st
from labelled_trees import labelled

from remit.split.backtest.rules import fewest_rules
from remit.split.globs.folders import SHARED
from remit.split.globs.simplified import simplified


def _loads(labels: tuple[int, ...], weights: list[int]) -> list[int]:
    return [
        sum(each for label, each in zip(labels, weights, strict=True) if label == scope)
        for scope in range(4)
    ]


@given(labelled(), st.data())
def test_simpler_labels_need_no_more_rules_and_keep_the_balance(
    tree: tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]], data: st.DataObject
) -> None:
    files, labels, shared = tree
    told = tuple(SHARED if at in shared else label for at, label in enumerate(labels))
    weights = [0 if label == SHARED else data.draw(st.integers(1, 500)) for label in told]
    found = simplified(files, told, weights, 4, balance=4.0, worth=0.05)
    assert fewest_rules(files, found, 4) <= fewest_rules(files, told, 4)
    tight = simplified(files, told, weights, 4, balance=1.2, worth=0.05)
    most = 1.2 * sum(weights) / 4
    before, after = _loads(told, weights), _loads(tight, weights)
    assert all(new <= max(most, old) for old, new in zip(before, after, strict=True))
    assert all((one == SHARED) == (other == SHARED) for one, other in zip(told, tight, strict=True))


def test_an_idle_file_goes_with_the_folder_around_it_and_a_busy_one_stays() -> None:
    files = (b"a/idle", b"a/p", b"a/q", b"b/busy", b"b/r", b"b/s")
    labels, weights = (1, 0, 0, 0, 1, 1), (1, 5000, 5000, 400, 5000, 5000)
    assert simplified(files, labels, weights, 2, balance=1.2) == (0, 0, 0, 0, 1, 1)


def test_a_rule_that_is_worth_nothing_changes_no_label() -> None:
    assert simplified((b"a", b"b"), (0, 1), (1, 9), 2, balance=2, worth=0) == (0, 1)

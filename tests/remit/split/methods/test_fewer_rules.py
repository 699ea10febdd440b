from hypothesis import given
from hypothesis import strategies as st
from labelled_trees import labelled

from remit.split.globs.areas import build_scope_globs
from remit.split.methods.fewer_rules import LabelledFiles, RuleLimits, simplify_labels
from remit.split.path_rules import count_fewest_rules

ANYTHING = 1000


def _loads(labels: tuple[int, ...], weights: list[int]) -> list[int]:
    return [
        sum(each for label, each in zip(labels, weights, strict=True) if label == scope)
        for scope in range(4)
    ]


@given(labelled(), st.integers(4, 9), st.integers(2, 9), st.data())
def test_simpler_labels_keep_the_balance_and_are_within_the_limits_if_they_say_so(
    tree: tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]],
    rules: int,
    globs: int,
    data: st.DataObject,
) -> None:
    files, labels, shared = tree
    weights = [0 if at in shared else data.draw(st.integers(0, 500)) for at in range(len(files))]
    most = 1.2 * sum(weights) / 4
    ground = LabelledFiles(files, weights, shared, {})
    found, few = simplify_labels(ground, labels, 4, RuleLimits(most, rules, globs))
    before, after = _loads(labels, weights), _loads(found, weights)
    assert all(new <= max(most, old) for old, new in zip(before, after, strict=True))
    written = build_scope_globs(files, found, shared, 4).scopes
    free = [-1 if at in shared else label for at, label in enumerate(found)]
    assert few == (
        count_fewest_rules(files, free, 4) <= rules
        and max(len(area.allow) + len(area.deny) for area in written) <= globs
    )


@given(labelled())
def test_where_any_scope_may_weigh_anything_few_rules_can_always_be_had(
    tree: tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]],
) -> None:
    files, labels, shared = tree
    ground = LabelledFiles(files, [1] * len(files), shared, {})
    found, few = simplify_labels(ground, labels, 4, RuleLimits(len(files), 1, ANYTHING))
    assert few
    assert len({label for at, label in enumerate(found) if at not in shared}) <= 1


def test_the_rule_goes_that_holds_least_of_the_past_together() -> None:
    files = (b"a/idle", b"a/p", b"a/q", b"b/busy", b"b/r", b"b/s")
    labels, weights = (1, 0, 0, 0, 1, 1), (1, 5, 5, 4, 5, 5)
    ground = LabelledFiles(files, weights, (), {(0, 4): 1.0, (1, 3): 9.0, (4, 5): 9.0})
    found, few = simplify_labels(ground, labels, 2, RuleLimits(20, 3, ANYTHING))
    assert (found, few) == ((0, 0, 0, 0, 1, 1), True)


def test_what_is_within_the_limits_is_left_as_it_is() -> None:
    ground = LabelledFiles((b"a", b"b"), (1, 9), (), {})
    assert simplify_labels(ground, (0, 1), 2, RuleLimits(10, 2, 2)) == ((0, 1), True)

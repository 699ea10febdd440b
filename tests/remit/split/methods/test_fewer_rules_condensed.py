"""What one rule has moves as one, so that few rules lose little of the past."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled_trees import labelled

from remit.split import hypergraph
from remit.split.methods.fewer_rules import (
    LabelledFiles,
    RuleLimits,
    SimplificationGraph,
    condense_labels,
    simplify_labels,
)
from remit.split.partition import kahypar
from remit.split.partition.problem import PartitionProblem, part_weights
from remit.split.path_rules import count_fewest_rules

SCOPES = 4


def _graph(ground: LabelledFiles, scopes: int, balance: float) -> SimplificationGraph:
    folders, ties = hypergraph.directory_nets(ground.files, hypergraph.FRESH)
    weights = (*ground.weights, *(0 for _ in folders))
    nets = hypergraph.sum_nets((ties, ground.nets))
    return SimplificationGraph(ground, folders, PartitionProblem(weights, nets, scopes, balance))


@settings(deadline=None)  # the partitioner is loaded in the first example
@given(labelled(), st.integers(1, 9), st.data())
def test_no_scope_grows_above_what_it_may_weigh(
    tree: tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]], rules: int, data: st.DataObject
) -> None:
    files, labels, shared = tree
    weights = [0 if at in shared else data.draw(st.integers(0, 500)) for at in range(len(files))]
    known = _graph(LabelledFiles(files, weights, shared, {}), SCOPES, 1.2)
    found = condense_labels(known, labels, RuleLimits(known.problem.most, rules, 9), 0)
    before, after = (
        max(part_weights(PartitionProblem(weights, {}, SCOPES, 1.2), each))
        for each in (labels, found)
    )
    assert after <= max(known.problem.most, before)


@settings(deadline=None)
@given(labelled(), st.integers(1, 9))
def test_where_any_scope_may_weigh_anything_there_are_as_few_rules_as_asked_for(
    tree: tuple[tuple[bytes, ...], tuple[int, ...], frozenset[int]], rules: int
) -> None:
    files, labels, shared = tree
    known = _graph(LabelledFiles(files, [1] * len(files), shared, {}), SCOPES, SCOPES)
    found = condense_labels(known, labels, RuleLimits(len(files), rules), 0)
    free = [-1 if at in shared else label for at, label in enumerate(found)]
    assert count_fewest_rules(files, free, SCOPES) <= rules


@pytest.mark.parametrize("extra", [True, False], ids=["with the extra", "without it"])
def test_what_one_rule_has_finds_a_better_scope_as_a_whole(
    extra: bool,  # noqa: FBT001 - a parameter of pytest
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No rule is too many, but c belongs to a around it, and no file of it would leave the rest."""
    if extra and not kahypar.is_installed():
        pytest.fail("Mt-KaHyPar is absent: pip install -e '.[split]'")
    monkeypatch.setattr(kahypar, "is_installed", lambda: extra)
    files = tuple(b"%s/%d" % (folder, n) for folder in (b"a", b"a/c", b"b") for n in range(4))
    labels = (0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    nets: dict[tuple[int, ...], float] = {(n, n + 4): 900.0 for n in range(4)}
    nets[4, 5, 6, 7] = 5000.0
    ground = LabelledFiles(files, [10] * len(files), (), nets)
    limits = RuleLimits(80, 3)
    assert simplify_labels(ground, labels, 2, limits) == (labels, True)
    found = condense_labels(_graph(ground, 2, 1.4), labels, limits, 0)
    assert all(len({found[file] for file in net}) == 1 for net in nets)


def test_no_scope_is_emptied_although_that_would_cut_least(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an empty scope is filled with later would be said in more rules."""
    monkeypatch.setattr(kahypar, "is_installed", lambda: False)  # the other seldom empties one
    files = tuple(b"%c/%d" % (folder, n) for folder in b"abcd" for n in range(2))
    labels = (0, 1, 0, 0, 1, 1, 2, 2)
    nets: dict[tuple[int, ...], float] = {(n, n + 1): 900.0 for n in range(7)}
    known = _graph(LabelledFiles(files, [10] * len(files), (), nets), 3, 3.0)
    assert set(condense_labels(known, labels, RuleLimits(80, 9), 0)) == {0, 1, 2}

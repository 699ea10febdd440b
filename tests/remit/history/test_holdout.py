"""The cut leaves the newest fifth, and at most a thousand commits, to be scored on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.history.holdout import find_cut_commit, holdout_size

Graph = dict[str, tuple[str, ...]]


@pytest.mark.parametrize(("count", "wanted"), [(0, 0), (4, 0), (5, 1), (4999, 999), (9999, 1000)])
def test_a_fifth_is_wanted_and_at_most_a_thousand(count: int, wanted: int) -> None:
    assert holdout_size(count) == wanted


def test_a_line_is_cut_at_its_newest_fifth() -> None:
    line: Graph = {"0": ()} | {str(each): (str(each - 1),) for each in range(1, 10)}
    assert find_cut_commit(line, "9") == "7"


def test_few_commits_are_all_to_learn_from() -> None:
    assert find_cut_commit({"a": ("b",), "b": ()}, "a") == "a"


def test_what_a_merge_brought_counts_and_the_merge_does_not() -> None:
    graph: Graph = {"0": ()} | {str(each): (str(each - 1),) for each in range(1, 8)}
    graph |= {"side": ("3",), "merge": ("7", "side"), "head": ("merge",)}
    assert find_cut_commit(graph, "head") == "7"


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    graph: Graph = {}
    for number in range(draw(st.integers(1, 30))):
        older = st.lists(st.sampled_from(sorted(graph)), max_size=2, unique=True)
        graph[f"{number:02}"] = tuple(draw(older)) if graph else ()
    return graph


@given(graphs())
def test_it_is_the_newest_first_parent_with_enough_after_it(graph: Graph) -> None:
    head = max(graph)
    known = _reach(graph, head)
    graph = {commit: parents for commit, parents in graph.items() if commit in known}
    line = [head]
    while graph[line[-1]]:
        line.append(graph[line[-1]][0])
    least = holdout_size(_plain(graph, known))
    enough = (c for c in line if _plain(graph, known - _reach(graph, c)) >= least)
    assert find_cut_commit(graph, head) == next(enough)


def _reach(graph: Graph, start: str) -> set[str]:
    return {start}.union(*(_reach(graph, parent) for parent in graph[start]))


def _plain(graph: Graph, commits: set[str]) -> int:
    return sum(len(graph[commit]) < 2 for commit in commits)

"""A share and its interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.replay.proportion import estimate_proportion

CLUSTERS = st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=20)


@given(CLUSTERS)
def test_an_interval_holds_its_share(clusters: list[list[bool]]) -> None:
    found = estimate_proportion(2, clusters)
    hits = [hit for cluster in clusters for hit in cluster]
    assert found.tasks == len(hits)
    assert found.share == sum(hits) / len(hits)
    assert 0 <= found.low <= found.share <= found.high <= 1


@given(st.lists(st.booleans(), min_size=4, max_size=20))
def test_tasks_that_go_together_tell_no_more_than_one_of_each(hits: list[bool]) -> None:
    alone = estimate_proportion(1, [[hit] for hit in hits])
    together = estimate_proportion(1, [[hit] * 5 for hit in hits])
    assert together.share == alone.share
    if 0 < alone.share < 1:
        assert together[2:4] == pytest.approx(alone[2:4])


def test_wilsons_interval_is_that_of_his_formula() -> None:
    found = estimate_proportion(1, [[True] * 10 + [False] * 90])
    assert (round(found.low, 4), round(found.high, 4)) == (0.0552, 0.1744)


def test_nothing_is_anything() -> None:
    assert estimate_proportion(1, []) == (1, 0.0, 0.0, 1.0, 0)

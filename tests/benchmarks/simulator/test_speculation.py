"""Guessing about changes before one's own: what it can be at best, and what makes it the same."""

from statistics import fmean

import pytest
from literature.speculation import BELIEFS, Load, turnarounds

BUSY = Load(150, 200, 200, near_share=0.03)
FOREVER = 100_000


def test_who_knows_the_future_waits_for_one_build() -> None:
    """Builds all take the same time, so those before are never later."""
    found = turnarounds(BUSY._replace(workers=FOREVER), "oracle", 1)
    assert found == pytest.approx([30.0] * 150)


@pytest.mark.parametrize("strategy", BELIEFS)
def test_changes_that_cannot_conflict_take_one_build(strategy: str) -> None:
    found = turnarounds(BUSY._replace(near_share=0, workers=FOREVER), strategy, 1)
    assert found == pytest.approx([30.0] * 150)


def test_to_predict_without_fault_is_to_know() -> None:
    sure = BUSY._replace(accuracy=1)
    assert turnarounds(sure, "predicted", 2) == turnarounds(sure, "oracle", 2)


def test_to_predict_by_a_coin_is_to_speculate_on_everything() -> None:
    coin = BUSY._replace(accuracy=0.5)
    assert turnarounds(coin, "predicted", 2) == turnarounds(coin, "speculate-all", 2)


def test_where_everything_lands_optimism_is_knowledge() -> None:
    green = BUSY._replace(pass_share=1, real_share=0)
    assert turnarounds(green, "optimistic", 3) == turnarounds(green, "oracle", 3)


def test_a_single_queue_of_changes_that_all_could_conflict_is_serial() -> None:
    chain = Load(40, 1e6, 5, near_share=1, real_share=0, pass_share=1)
    found = turnarounds(chain, "single queue", 1)
    assert max(found) == pytest.approx(40 * 30, abs=1)


def test_the_published_order() -> None:
    means = {name: fmean(turnarounds(BUSY, name, 4)) for name in BELIEFS}
    assert list(BELIEFS) == sorted(BELIEFS, key=lambda name: means[name])
    assert means["predicted"] <= 1.2 * means["oracle"]

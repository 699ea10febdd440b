"""Differences are paired, and a difference within the error is no result."""

from statistics import stdev

import pytest

from remit_sim.experiment.comparison import (
    RANKED_BY,
    StrategyComparison,
    compare_strategies,
    rank_strategies,
)
from remit_sim.experiment.replications import RunSample, estimate_mean
from remit_sim.strategies import STRATEGIES
from remit_sim.world.scenario import (
    CheckSettings,
    EditSettings,
    FileSettings,
    Scenario,
    WorkSettings,
)

BUSY = Scenario(
    "busy",
    work=WorkSettings(20, 5, "exponential"),
    files=FileSettings(20, 2, choice="zipf"),
    edits=EditSettings(0.5, 0.5, 0.0, 1.0),
)


def found(scenario: Scenario, *names: str, runs: int = 12) -> StrategyComparison:
    makers = {name: STRATEGIES[name.rstrip("+")].make for name in names}
    return compare_strategies(scenario, makers, [6], 1, runs)


def test_a_strategy_differs_from_itself_by_exactly_nothing() -> None:
    (difference,) = found(BUSY, "worktrees", "worktrees+").differences
    assert set(difference.estimates.values()) == {estimate_mean([0.0] * 12)}


def test_pairs_are_surer_than_two_separate_samples() -> None:
    comparison = found(BUSY, "worktrees", "queue-serial")
    (difference,) = comparison.differences
    widths = [row.estimates["makespan_minutes"].half_width or 0 for row in comparison.rows]
    paired = difference.estimates["makespan_minutes"].half_width
    assert paired is not None
    assert paired < max(widths)


def test_equal_strategies_share_a_place_and_a_worse_one_is_below() -> None:
    slow = BUSY._replace(checks=CheckSettings(1, 9))
    comparison = found(slow, "worktrees", "worktrees+", "queue-serial")
    (ranking,) = comparison.rankings
    assert [(place.place, place.strategies) for place in ranking.places] == [
        (1, ("worktrees", "worktrees+")),
        (3, ("queue-serial",)),
    ]


def test_who_loses_work_has_no_place() -> None:
    (ranking,) = found(BUSY, "shared-directory", "locks").rankings
    assert ranking.losing == ("shared-directory",)
    assert [place.strategies for place in ranking.places] == [("locks",)]


def test_one_run_ranks_nothing() -> None:
    comparison = found(BUSY, "worktrees", "locks", runs=1)
    assert comparison.rankings[0].places == ()
    assert comparison.rows[0].estimates["speed_up"].half_width is None


def test_an_interval_is_the_textbooks() -> None:
    mean, width = estimate_mean([1.0, 2.0, 3.0, 4.0, 5.0])
    assert mean == 3.0
    assert width == pytest.approx(1.9632, abs=1e-4)


def test_a_place_is_as_sure_for_all_pairs_together_as_for_one() -> None:
    """Student's t of seven degrees of freedom: 2.36 at 95%, 3.13 at the 98.3% of three pairs."""
    noise = [-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0]
    error = stdev(noise) / len(noise) ** 0.5

    def sample(name: str, mean: float, *, noisy: bool) -> RunSample:
        values = {
            RANKED_BY: [mean + (each if noisy else 0.0) for each in noise],
            "lost_tasks": [0.0] * len(noise),
        }
        return RunSample(
            name, 6, 1, values, {key: estimate_mean(each) for key, each in values.items()}
        )

    best, near = sample("best", 9.0, noisy=False), sample("near", 9.0 - 2.7 * error, noisy=True)
    far = sample("far", 0.0, noisy=False)
    assert [place.strategies for place in rank_strategies([best, near]).places] == [
        ("best",),
        ("near",),
    ]
    assert [place.strategies for place in rank_strategies([best, near, far]).places] == [
        ("best", "near"),
        ("far",),
    ]

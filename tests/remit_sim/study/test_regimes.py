"""The regime map and the sensitivities: within their bounds, and silent where they say nothing."""

import pytest

from remit_sim.scenarios.fields import TABLES
from remit_sim.scenarios.reading import load_scenario
from remit_sim.strategies import find_strategy
from remit_sim.study.comparison_request import ComparisonRequest
from remit_sim.study.regimes import TEXTUAL_SHARES, capacity_steps, compute_regime_map
from remit_sim.study.sensitivity import SensitivityStudy, measure_sensitivity
from remit_sim.world.scenario import ReviewSettings, Scenario, WorkSettings


def asked(which: Scenario, replications: int = 3) -> ComparisonRequest:
    makers = {name: find_strategy(name) for name in ("worktrees", "locks", "shared-directory")}
    return ComparisonRequest(which, makers, 1, replications)


@pytest.fixture(scope="module")
def busy() -> Scenario:
    return load_scenario("one-file")._replace(work=WorkSettings(tasks=8, durations="exponential"))


def test_the_map_has_every_point_and_no_best_that_loses_work(busy: Scenario) -> None:
    found = compute_regime_map(asked(busy), 4)
    assert found is not None
    points = {(cell.textual_share, cell.capacity) for cell in found.cells}
    assert points == {(share, each) for share in TEXTUAL_SHARES for each in capacity_steps(4)}
    assert all("shared-directory" not in cell.best for cell in found.cells)
    assert (found.assumed, found.review_minutes) == (True, 2.5)


def test_where_nothing_conflicts_worktrees_beat_locks_and_where_all_does_they_do_not(
    busy: Scenario,
) -> None:
    found = compute_regime_map(asked(busy), 4)
    assert found is not None
    best = {(cell.textual_share, cell.capacity): cell.best for cell in found.cells}
    assert best[0.0, 4] == ("worktrees",)
    assert "locks" in best[1.0, 4]


def test_reviews_that_a_scenario_has_are_kept(busy: Scenario) -> None:
    found = compute_regime_map(asked(busy._replace(review=ReviewSettings(2, 7))), 2)
    assert found is not None
    assert (found.assumed, found.review_minutes) == (False, 7)


@pytest.mark.parametrize(
    ("name", "agents", "replications"),
    [("ten-tasks", 3, 3), ("one-file", 1, 3), ("one-file", 3, 1)],
)
def test_there_is_no_map_where_it_could_say_nothing(
    name: str, agents: int, replications: int
) -> None:
    assert compute_regime_map(asked(load_scenario(name), replications), agents) is None


@pytest.fixture(scope="module")
def swings(busy: Scenario) -> SensitivityStudy:
    found = measure_sensitivity(asked(busy), 3)
    assert found is not None
    return found


def test_no_parameter_leaves_its_bounds_and_none_is_kept_as_it_was(
    swings: SensitivityStudy,
) -> None:
    bounds = {(table, each.key): each for table, keys in TABLES.items() for each in keys}
    assert swings.swings
    for swing in swings.swings:
        parameter = bounds[swing.table, swing.key]
        for turn in swing.turns:
            assert parameter.lowest <= turn.value <= parameter.highest
            assert turn.value != swing.value


def test_the_widest_swing_comes_first_and_what_moves_nothing_is_named(
    swings: SensitivityStudy,
) -> None:
    widths = [swing.width for swing in swings.swings]
    assert widths == sorted(widths, reverse=True)
    assert "heartbeat_minutes" in swings.unmoved


def test_nobody_leads_after_one_run(busy: Scenario) -> None:
    assert measure_sensitivity(asked(busy, 1), 3) is None

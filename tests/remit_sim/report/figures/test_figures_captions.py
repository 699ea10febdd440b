"""Captions say what the data say: who leads, who is tied, who lost work, and what is unknown."""

import pytest
import studies
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.experiment.comparison import RankPlace, StrategyComparison, StrategyRanking
from remit_sim.experiment.replications import RunSample, estimate_mean
from remit_sim.outcome.metrics import FIGURES
from remit_sim.report.figures import (
    composition,
    conflict_curve,
    frontier,
    losses,
    merge_queue,
    regime_map,
    speed_up,
    tornado,
)
from remit_sim.report.figures.words import enough_agents, format_estimate, format_number
from remit_sim.report.summary import summary_answers, summary_table
from remit_sim.study.merge_queue_curves import QueuePoint, batched_rates
from remit_sim.study.regimes import RegimeCell, RegimeMap
from remit_sim.study.residuals import BacktestResiduals, Prediction
from remit_sim.study.sensitivity import ParameterSwing, ParameterTurn, SensitivityStudy
from remit_sim.world.scenario import CheckSettings


def sample(strategy: str, agents: int, **values: list[float]) -> RunSample:
    """Runs in which every figure is 0 but those that are given."""
    runs = len(next(iter(values.values())))
    given = {name: values.get(name, [0.0] * runs) for name in FIGURES}
    return RunSample(strategy, agents, 1, given, {k: estimate_mean(v) for k, v in given.items()})


def compared(*rows: RunSample, places: tuple[tuple[str, ...], ...] = ()) -> StrategyComparison:
    losing = tuple(row.strategy for row in rows if any(row.values["lost_tasks"]))
    ranked = tuple(RankPlace(at, names) for at, names in enumerate(places, 1))
    counts = sorted({row.agents for row in rows})
    return StrategyComparison(
        rows, (), tuple(StrategyRanking(each, ranked, losing) for each in counts)
    )


FAST = sample("quick", 4, speed_up=[3.0, 3.2], makespan_minutes=[20.0, 21.0])
SLOW = sample("calm", 4, speed_up=[1.5, 1.6], makespan_minutes=[40.0, 41.0])
LOSER = sample("wild", 4, speed_up=[4.0, 4.0], lost_tasks=[2.0, 0.0], lost_updates=[3.0, 1.0])


def test_the_leader_is_named_with_its_figure_and_those_within_its_error() -> None:
    other = sample("last", 4, speed_up=[0.5, 0.5])
    told = speed_up.caption(
        compared(FAST, SLOW, LOSER, other, places=(("quick", "calm"), ("last",)))
    )
    assert "quick lands 3.10 times" in told
    assert "calm is within the error of it" in told
    assert "wild lost work in some run" in told


def test_where_all_are_tied_none_is_called_the_best() -> None:
    found = compared(FAST, SLOW, LOSER, places=(("quick", "calm"),))
    assert "no other strategy is told apart from it" in speed_up.caption(found)
    assert summary_answers(found)[0] == ("Best with 4 agents", "none beyond the error")


def test_after_one_run_the_fastest_are_named_and_not_ranked() -> None:
    found = compared(sample("a", 4, speed_up=[2.0]), sample("b", 4, speed_up=[2.0]))
    assert speed_up.caption(found).endswith("With 4 agents, a and b reach a speed-up of 2.00.")


@pytest.mark.parametrize("rows", [(LOSER,), (sample("once", 4, speed_up=[2.0]),)])
def test_where_nobody_has_a_place_nothing_is_ranked(rows: tuple[RunSample, ...]) -> None:
    assert speed_up.caption(compared(*rows)).startswith("Nothing is ranked")
    assert dict(summary_answers(compared(*rows))).keys() == {"Loses work"}


STEPS = st.lists(st.floats(0.1, 50), min_size=2, max_size=5)


@given(STEPS, st.floats(0, 0.2))
def test_enough_agents_are_the_fewest_that_no_other_number_beats_beyond_the_error(
    means: list[float], noise: float
) -> None:
    rows = [
        sample("one", agents, speed_up=[mean - noise, mean + noise, mean])
        for agents, mean in enumerate(means, 1)
    ]
    found = enough_agents(compared(*rows), "one")
    assert means[found - 1] == pytest.approx(max(means), abs=1e-6 + noise)
    assert all(means[fewer] < max(means) for fewer in range(found - 1))


def test_losses_name_the_worst_and_those_that_are_free_of_them() -> None:
    found = compared(LOSER, FAST)
    assert "2.00 updates are overwritten unnoticed in a run under wild" in losses.caption(
        found, "lost_updates"
    )
    assert losses.caption(found, "lost_updates").endswith("never under quick.")
    assert losses.caption(found, "conflicts_semantic_landed").startswith("No semantic conflicts")
    assert [each.title for each in losses.figure(found).panels] == ["Lost updates"]


def test_no_point_that_loses_work_is_a_bargain() -> None:
    cheap = sample("wild", 1, makespan_minutes=[1.0, 1.0], lost_tasks=[1.0, 1.0])
    assert "none of these points is a bargain" in frontier.caption(compared(cheap))
    told = frontier.caption(
        compared(cheap, sample("quick", 1, makespan_minutes=[9.0, 9.0]), places=(("quick",),))
    )
    assert told.startswith("The cheapest that loses nothing is quick with 1 agent: 9.00")
    assert told.endswith("Nothing is faster, either.")


def test_the_largest_cost_of_each_strategy_is_named() -> None:
    useful = sample("good", 2, useful_share=[0.9, 0.9], waiting_share=[0.1, 0.1])
    wasted = sample("bad", 2, useful_share=[0.4, 0.4], rework_share=[0.5, 0.5])
    told = composition.caption(compared(useful, wasted))
    assert "good has the most useful time (90%)" in told
    assert "bad, rework (50%)" in told


def cells(*best: tuple[str, ...]) -> RegimeMap:
    return RegimeMap(
        4, 8, 2.0, True, tuple(RegimeCell(0.3, n + 1, each, 2) for n, each in enumerate(best))
    )


def test_the_map_says_where_its_best_is_within_the_error() -> None:
    assert "a is best at every point; always beyond the error" in regime_map.caption(
        cells(("a",), ("a",))
    )
    assert "another is always within the error" in regime_map.caption(cells(("a", "b")))
    assert "Elsewhere it is b" in regime_map.caption(cells(("a",), ("a", "b"), ("b",)))
    assert "none is best anywhere" in regime_map.caption(cells((), ()))
    assert "this is an assumption" in regime_map.figure(cells(("a",)), ("a",)).note


def swung(change: float, width: float, best: tuple[str, ...]) -> SensitivityStudy:
    turn = ParameterTurn(2.0, estimate_mean([change - width / 8, change + width / 8]), best)
    return SensitivityStudy(
        4, 8, "a", 3.0, (ParameterSwing("edits", "gap_share", 1.0, (turn,)),), ()
    )


def test_the_widest_swing_is_told_only_where_it_is_beyond_the_error() -> None:
    assert "gap_share matters most: at 2 instead of 1" in tornado.caption(swung(-1, 0.01, ("a",)))
    assert "No parameter" in tornado.caption(swung(0.1, 4, ("a",)))
    assert "takes the lead from a" in tornado.caption(swung(-1, 0.01, ("a",)))
    assert "b where gap_share is 2" in tornado.caption(swung(-1, 0.01, ("b",)))
    assert "nobody where gap_share is 2" in tornado.caption(swung(-1, 0.01, ()))


def test_a_queue_is_advised_by_the_chance_of_the_scenario_s_own_changes() -> None:
    points = [QueuePoint("batch", 0.9, 4, batched_rates(0.9, 4), batched_rates(0.9, 4))]
    assert "batches of 8 need the fewest" in merge_queue.caption(
        points, CheckSettings(pass_share=0.95)
    )
    assert "batches do not pay" in merge_queue.caption(points, CheckSettings(pass_share=0.67))


def test_a_residual_stands_beside_the_answer() -> None:
    point = Prediction(8, 0.21, None, 0.25, 0.2, 0.3, 0.15, 0.3)
    curves = {"conflict": (point,), "same_file": (), "staleness": (point,)}
    errors = {"conflict": 0.04, "same_file": 0.0, "staleness": 0.04}
    found = BacktestResiduals("shop", "abc", 300, curves, errors)
    told = conflict_curve.caption(found)
    assert "off by 4.00 points in the mean" in told
    assert "Of 8 changes made at once, 25% really conflict; 21% were predicted." in told
    assert summary_answers(compared(FAST), found)[-1] == (
        "Conflicts on shop are off by",
        "4.00 points",
    )
    assert len(conflict_curve.figure(found).panels) == 2


def test_the_table_has_what_a_team_asks_for() -> None:
    found = summary_table(studies.comparison(studies.question()))
    words = " ".join(found.head)
    for wanted in (
        "makespan",
        "speed-up",
        "lost",
        "merge",
        "semantic",
        "wasted",
        "waiting",
        "review",
    ):
        assert wanted in words
    assert all(len(row) == len(found.head) for row in found.rows)
    assert any("±" in cell for row in found.rows for cell in row)


@given(st.floats(-1e7, 1e7))
def test_a_number_is_short_and_close(value: float) -> None:
    assert len(format_number(value)) <= 11
    assert float(format_number(value).replace(",", "")) == pytest.approx(value, rel=0.051, abs=1e-9)


def test_what_has_no_error_is_told_without_one() -> None:
    assert (
        format_estimate(estimate_mean([2.0, 2.0]))
        == format_estimate(estimate_mean([2.0]))
        == "2.00"
    )
    assert format_estimate(estimate_mean([2.0, 3.0]), signed=True).startswith("+2.50 ± ")

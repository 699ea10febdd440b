"""Measured beside simulated: what is inside of which band, and what is said where it is not."""

import json

import pytest
from golden import matches

from remit_sim.experiment.replications import outcomes
from remit_sim.live.compare_simulated import (
    BandFit,
    ComparedFigure,
    LiveComparison,
    LiveTrial,
    OverheadWorkload,
    SimulationBand,
    compare_live,
)
from remit_sim.live.runner import LiveRun
from remit_sim.report import live as report
from remit_sim.scenarios.reading import load_scenario
from remit_sim.strategies import find_strategy
from remit_sim.world.events import TICKS_PER_MINUTE, ticks_from_minutes
from remit_sim.world.tasks import sample_tasks

PLAIN, WIDE = SimulationBand(10, 20), SimulationBand(12, 25)


def _row(
    figure: str,
    *measured: float,
    band: SimulationBand = PLAIN,
    heavier: SimulationBand = WIDE,
    same: float = 15,
) -> ComparedFigure:
    return ComparedFigure(figure, measured, (same,) * len(measured), band, heavier)


@pytest.mark.parametrize(
    ("measured", "fit"),
    [
        ((10.0, 20.0), BandFit.INSIDE),
        ((15.0, 24.0), BandFit.OVERHEAD),
        ((15.0, 25.7), BandFit.OVERHEAD),
        ((15.0, 26.0), BandFit.OUTSIDE),
        ((9.0,), BandFit.OUTSIDE),
    ],
)
def test_the_worst_run_decides_what_is_said(measured: tuple[float, ...], fit: BandFit) -> None:
    assert _row("makespan_minutes", *measured).fit is fit


def test_what_lies_between_the_bands_is_explained_by_the_overhead() -> None:
    row = _row(
        "makespan_minutes", 22.0, band=SimulationBand(20, 20), heavier=SimulationBand(27, 27)
    )
    assert (row.inside, row.fit) == (0, BandFit.OVERHEAD)


def test_a_run_of_unusual_tasks_is_told_from_a_model_that_is_off() -> None:
    assert _row("makespan_minutes", 30.0, same=28).fit is BandFit.DRAW
    assert _row("makespan_minutes", 30.0, same=19).fit is BandFit.OUTSIDE


def test_a_count_beside_a_simulation_without_spread_is_a_matter_of_order() -> None:
    narrow = SimulationBand(3, 3)
    assert _row("lost_updates", 4.0, band=narrow, heavier=narrow, same=3).fit is BandFit.ORDER
    assert _row("makespan_minutes", 4.0, band=narrow, heavier=narrow, same=3).fit is BandFit.OUTSIDE


def test_a_burden_makes_each_task_longer_and_nothing_else() -> None:
    busy = load_scenario("busy-repository")
    heavier = OverheadWorkload(busy, 7).tasks((1, 0))
    assert [t._replace(ticks=t.ticks - 7) for t in heavier] == [*sample_tasks(busy, 1, 0)]


def _as_if_real(strategy: str, runs: int, overheads: dict[str, int]) -> LiveComparison:
    """Simulated runs in the place of real ones."""
    busy = load_scenario("busy-repository")
    busy = busy._replace(work=busy.work._replace(tasks=12))  # 200 runs are simulated, twice
    found = outcomes(busy, find_strategy(strategy), 4, 1, range(runs))
    real = [LiveRun(outcome, overheads, 30, 30, 0) for outcome in found]
    return compare_live(LiveTrial(busy, strategy, 4, 1, 2.0), real)


def test_a_perfect_real_run_is_beside_itself() -> None:
    found = _as_if_real("worktrees", 3, {})
    for row in found.rows:
        assert row.measured == row.same
        assert row.band == row.with_overhead
    assert [row.figure for row in found.rows[:3]] == [
        "makespan_minutes",
        "conflicts_textual",
        "lost_updates",
    ]


def test_overhead_is_told_for_each_task_and_simulated_where_it_arises() -> None:
    minute = 12 * TICKS_PER_MINUTE
    found = _as_if_real("queue-serial", 1, {"merge": minute, "commit": 2 * minute})
    assert dict(found.overheads) == {"commit": 2.0, "merge": 1.0}
    assert ticks_from_minutes(1) == TICKS_PER_MINUTE
    makespan = found.rows[0]
    assert makespan.with_overhead.low > makespan.band.low + 2


def test_whole_answers() -> None:
    found = _as_if_real("scopes", 2, {"judge": 30 * TICKS_PER_MINUTE, "work": 9000})
    text = report.text(found)
    assert max(map(len, text.splitlines())) <= 80
    matches("sim/live.txt", text)
    told = json.loads(report.json(found))
    assert told.pop("parameters")["work"]["tasks"] == 12
    matches("sim/live.json", json.dumps(told, indent=1) + "\n")

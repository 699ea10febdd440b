"""Measured beside simulated: what is inside of which band, and what is said where it is not."""

import json

import pytest
from golden import matches

from remit_sim.experiment.replications import outcomes
from remit_sim.live.compare_simulated import Band, Beside, Burdened, Fit, Row, Trial, beside
from remit_sim.live.runner import Performance
from remit_sim.report import live as report
from remit_sim.scenarios.reading import scenario
from remit_sim.strategies import named
from remit_sim.world.events import TICKS_PER_MINUTE, ticks
from remit_sim.world.tasks import drawn

PLAIN, WIDE = Band(10, 20), Band(12, 25)


def _row(
    figure: str, *measured: float, band: Band = PLAIN, heavier: Band = WIDE, same: float = 15
) -> Row:
    return Row(figure, measured, (same,) * len(measured), band, heavier)


@pytest.mark.parametrize(
    ("measured", "fit"),
    [
        ((10.0, 20.0), Fit.INSIDE),
        ((15.0, 24.0), Fit.OVERHEAD),
        ((15.0, 25.7), Fit.OVERHEAD),
        ((15.0, 26.0), Fit.OUTSIDE),
        ((9.0,), Fit.OUTSIDE),
    ],
)
def test_the_worst_run_decides_what_is_said(measured: tuple[float, ...], fit: Fit) -> None:
    assert _row("makespan_minutes", *measured).fit is fit


def test_what_lies_between_the_bands_is_explained_by_the_overhead() -> None:
    row = _row("makespan_minutes", 22.0, band=Band(20, 20), heavier=Band(27, 27))
    assert (row.inside, row.fit) == (0, Fit.OVERHEAD)


def test_a_run_of_unusual_tasks_is_told_from_a_model_that_is_off() -> None:
    assert _row("makespan_minutes", 30.0, same=28).fit is Fit.DRAW
    assert _row("makespan_minutes", 30.0, same=19).fit is Fit.OUTSIDE


def test_a_count_beside_a_simulation_without_spread_is_a_matter_of_order() -> None:
    narrow = Band(3, 3)
    assert _row("lost_updates", 4.0, band=narrow, heavier=narrow, same=3).fit is Fit.ORDER
    assert _row("makespan_minutes", 4.0, band=narrow, heavier=narrow, same=3).fit is Fit.OUTSIDE


def test_a_burden_makes_each_task_longer_and_nothing_else() -> None:
    busy = scenario("busy-repository")
    heavier = Burdened(busy, 7).tasks((1, 0))
    assert [t._replace(ticks=t.ticks - 7) for t in heavier] == [*drawn(busy, 1, 0)]


def _as_if_real(strategy: str, runs: int, overheads: dict[str, int]) -> Beside:
    """Simulated runs in the place of real ones."""
    busy = scenario("busy-repository")
    busy = busy._replace(work=busy.work._replace(tasks=12))  # 200 runs are simulated, twice
    found = outcomes(busy, named(strategy), 4, 1, range(runs))
    real = [Performance(outcome, overheads, 30, 30, 0) for outcome in found]
    return beside(Trial(busy, strategy, 4, 1, 2.0), real)


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
    assert ticks(1) == TICKS_PER_MINUTE
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

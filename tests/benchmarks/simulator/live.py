"""Real runs beside the simulator's band, as Markdown: run this file to print it.

Takes about a quarter of an hour: agents truly wait. Seeds are fixed, but real runs never repeat.
"""

import os
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from remit_sim.live.compare_simulated import BandFit, LiveComparison, LiveTrial, compare_live
from remit_sim.live.run_script import write_run_script
from remit_sim.live.runner import perform_script
from remit_sim.scenarios.reading import load_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_sim.live.compare_simulated import SimulationBand
    from remit_sim.world.scenario import Scenario

AGENTS = 4
PACE = 2.0  # minutes of the scenario in a second
RUNS = 3
LIMIT_SECONDS = 900
STRATEGIES = ("shared-directory", "worktrees", "rebase", "scopes", "locks", "queue-serial")
_TASKS = {"ten-tasks": 10, "one-file": 6, "busy-repository": 24}
_INTRODUCTION = f"""\
## Real runs beside simulated ones

Agents as processes, worktrees, edits, merges, leases and a merge queue in a scratch repository
([how](../explanation/simulator-live.md)): {AGENTS} agents, {RUNS} runs of each,
{PACE:g} minutes of the scenario in a second. Bands hold 95% of simulated single runs;
"with overhead" is the same after the measured
time of git, the store and the machine was added to tasks and merges.
"""
_HEAD = (
    "strategy",
    "makespan, minutes",
    "same tasks, simulated",
    "simulated",
    "with overhead",
    "conflicts",
    "simulated",
    "lost updates",
    "simulated",
    "overhead a task",
)


def section() -> str:
    """A table for each scenario, and what is outside of its band and why."""
    found = [_trial(_scenario(name), each) for name, each in product(_TASKS, STRATEGIES)]
    load = f"The machine's load was {os.getloadavg()[2]:.0f} on {os.cpu_count()} cores.\n"
    blocks = [_INTRODUCTION + load]
    for number, name in enumerate(_TASKS):
        rows = found[number * len(STRATEGIES) : (number + 1) * len(STRATEGIES)]
        blocks += [f"### {name}, {_TASKS[name]} tasks\n", _table(rows), *_outside(rows)]
    return "\n".join(blocks)


def _scenario(name: str) -> "Scenario":
    found = load_scenario(name)
    return found._replace(work=found.work._replace(tasks=_TASKS[name]))


def _trial(found: "Scenario", strategy: str) -> LiveComparison:
    trial = LiveTrial(found, strategy, AGENTS, found.experiment.seed, PACE)
    scripts = [
        write_run_script(found, strategy, AGENTS, (trial.seed, number), PACE)
        for number in range(RUNS)
    ]
    with TemporaryDirectory(prefix="remit-live-") as folder:
        runs = [
            perform_script(script, Path(folder) / f"run-{number}", LIMIT_SECONDS)
            for number, script in enumerate(scripts)
        ]
    return compare_live(trial, runs)


def _table(rows: "list[LiveComparison]") -> str:
    lines = [_HEAD, ("---",) * len(_HEAD), *map(_line, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _line(found: LiveComparison) -> tuple[str, ...]:
    makespan, conflicts, lost = found.rows[:3]
    minutes = sum(found.overheads.values())
    return (
        f"`{found.trial.strategy}`",
        _values(makespan.measured, 1),
        _values(makespan.same, 1),
        _span(makespan.band, 1),
        _span(makespan.with_overhead, 1),
        _values(conflicts.measured, 0),
        _span(conflicts.band, 0),
        _values(lost.measured, 0),
        _span(lost.band, 0),
        f"{minutes:.2f} min = {1000 * minutes / PACE:.0f} ms",
    )


def _outside(rows: "list[LiveComparison]") -> "Iterator[str]":
    said = [
        f"- `{found.trial.strategy}`, {row.figure}: {row.inside} of {len(row.measured)} runs "
        f"inside; {row.fit}."
        for found in rows
        for row in found.rows
        if row.fit is not BandFit.INSIDE
    ]
    yield "\n".join(said or ["Every run is inside."]) + "\n"
    there, edits = sum(each.there for each in rows), sum(each.edits for each in rows)
    yield f"At the end the files held {there:,} of {edits:,} edits of tasks that landed.\n"


def _values(values: "Sequence[float]", digits: int) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in values)


def _span(band: "SimulationBand", digits: int) -> str:
    return f"{band.low:.{digits}f} to {band.high:.{digits}f}"


if __name__ == "__main__":
    print(section())  # noqa: T201 - that is what it is for

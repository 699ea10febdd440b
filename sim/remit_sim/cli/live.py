"""`remit-sim live`: a scenario for real, and the simulator's own answer beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import print_answer
from remit.errors import UsageError
from remit_sim.cli.options import STRATEGY, add_scenario, require_between, scenario_from_options
from remit_sim.live.compare_simulated import LiveTrial, compare_live
from remit_sim.live.run_directory import run_folder
from remit_sim.live.run_script import write_run_script
from remit_sim.live.runner import perform_script
from remit_sim.live.strategies import find_live_strategy
from remit_sim.report import live as report

if TYPE_CHECKING:
    import argparse

    from remit_sim.live.run_script import RunScript
    from remit_sim.live.runner import LiveRun

DESCRIPTION = (
    "Run a scenario for real, in scaled time: agents as processes, worktrees, edits, merges and "
    "leases in a scratch repository. Then simulate the same tasks and lay both side by side."
)
_MOST_AGENTS = 64
_MOST_RUNS = 1000
_PACE = 2.0
_TIMES, _SECONDS = 20.0, 60.0
_TICKS_PER_MINUTE = 60_000


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, the strategy, the agents, the scale of time, and what is kept."""
    add_scenario(parser, replications="1")
    parser.add_argument(
        "--strategy", default="worktrees", metavar="NAME", type=STRATEGY, help="default: worktrees"
    )
    parser.add_argument("--agents", type=int, metavar="N", help="default: 3")
    parser.add_argument(
        "--minutes-per-second",
        type=float,
        default=_PACE,
        metavar="X",
        help="minutes of the scenario in a second of the clock (default: 2)",
    )
    parser.add_argument(
        "--limit-seconds",
        type=float,
        metavar="X",
        help="end a run that takes longer (default: long enough for one agent alone, and more)",
    )
    parser.add_argument("--keep", metavar="DIR", help="keep the scratch repositories there")


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where a run could not be made or did not come to its end."""
    scenario, seed, _ = scenario_from_options(arguments)
    find_live_strategy(arguments.strategy)
    runs = require_between(arguments.replications, 1, "--replications", _MOST_RUNS)
    agents = require_between(arguments.agents, 3, "--agents", _MOST_AGENTS)
    pace = _positive(arguments.minutes_per_second, "--minutes-per-second")
    scripts = [
        write_run_script(scenario, arguments.strategy, agents, (seed, number), pace)
        for number in range(runs)
    ]
    found = _performed(scripts, arguments)
    told = compare_live(LiveTrial(scenario, arguments.strategy, agents, seed, pace), found)
    return print_answer(report.json(told) if arguments.format == "json" else report.text(told))


def _performed(scripts: "list[RunScript]", arguments: "argparse.Namespace") -> "list[LiveRun]":
    keep = None if arguments.keep is None else Path(arguments.keep)
    found = list["LiveRun"]()
    with run_folder(keep) as folder, progress.show_progress("real runs") as told:
        for number, script in enumerate(scripts):
            if told is not None:
                told(number, len(scripts))
            found.append(
                perform_script(script, folder / f"run-{number}", _limit(script, arguments))
            )
    return found


def _limit(script: "RunScript", arguments: "argparse.Namespace") -> float:
    """Seconds; by default many times what one agent would need for everything."""
    if arguments.limit_seconds is not None:
        return _positive(arguments.limit_seconds, "--limit-seconds")
    alone = sum(task.ticks for task in script.tasks) / _TICKS_PER_MINUTE
    return _SECONDS + _TIMES * alone / script.minutes_per_second


def _positive(value: float, option: str) -> float:
    if not 0 < value < float("inf"):
        raise UsageError(f"{option} must be above 0.")
    return value

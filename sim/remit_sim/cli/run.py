"""`remit-sim run`: one strategy with one number of agents, and every figure of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import print_answer
from remit.errors import UsageError
from remit_sim.cli.options import (
    MOST_AGENTS,
    STRATEGY,
    add_executor,
    add_scenario,
    executor_from_options,
    require_between,
    scenario_from_options,
)
from remit_sim.experiment.jobs import ExperimentCell
from remit_sim.experiment.replications import trace_run
from remit_sim.experiment.run_samples import sample_cells
from remit_sim.outcome.trace_file import TraceHeader, format_trace
from remit_sim.report import json, text
from remit_sim.strategies import STRATEGIES, find_strategy

if TYPE_CHECKING:
    import argparse

    from remit_sim.world.scenario import Scenario

DESCRIPTION = "Run one strategy several times and say every figure of it."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, the strategy, the number of agents, and where a trace goes."""
    add_scenario(parser)
    parser.add_argument(
        "--strategy",
        metavar="NAME",
        type=STRATEGY,
        help="or FILE.py:CLASS, which executes FILE.py; default: the scenario's first",
    )
    parser.add_argument("--agents", type=int, metavar="N", help="default: the most of the scenario")
    add_executor(parser)
    parser.add_argument("--trace", metavar="FILE", help="write every event of the first run there")


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    scenario, seed, replications = scenario_from_options(arguments)
    default = (*scenario.experiment.strategies, *STRATEGIES)[0]
    strategy = default if arguments.strategy is None else arguments.strategy
    agents = require_between(
        arguments.agents, max(scenario.experiment.agents), "--agents", MOST_AGENTS
    )
    find_strategy(strategy)
    executor = executor_from_options(arguments)
    if arguments.trace is not None:
        _trace(arguments.trace, scenario, strategy, agents, seed)
    with progress.show_progress("runs") as told:
        (found,) = sample_cells(
            [ExperimentCell(scenario, strategy, agents, seed)], replications, executor, told
        )
    said = json.run if arguments.format == "json" else text.run
    return print_answer(said(scenario, found))


def _trace(file: str, scenario: "Scenario", strategy: str, agents: int, seed: int) -> None:
    notes = trace_run(scenario, find_strategy(strategy), agents, seed, 0)
    header = TraceHeader(scenario.name, strategy, agents, seed, 0)
    try:
        with Path(file).open("w", encoding="utf-8") as lines:
            lines.writelines(format_trace(header, notes))
    except OSError as error:
        raise UsageError(f"the trace could not be written: {error.strerror}.") from None

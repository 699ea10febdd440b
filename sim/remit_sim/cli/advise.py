"""`remit-sim advise`: which strategy, how many agents, what holds it back, and how sure that is."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import print_answer
from remit_sim.advice.agents_option import parse_agent_counts
from remit_sim.advice.recommendation import advise_on_trial
from remit_sim.advice.speedup_curves import AdviceTrial
from remit_sim.cli.options import (
    MOST_AGENTS,
    add_executor,
    add_scenario,
    add_strategies,
    executor_from_options,
    scenario_from_options,
    strategies_from_options,
)
from remit_sim.report import advice as report

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Say in ten lines which strategy to take with how many agents: from a scenario, from your own "
    "tasks, or from your own history; what limits it, how sure that is, and what would change it."
)
_STRATEGIES = ("shared-directory", "worktrees", "scopes", "locks", "queue-serial")


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario or the tasks, the strategies, and the numbers of agents."""
    add_scenario(parser)
    add_executor(parser)
    add_strategies(parser)
    parser.add_argument(
        "--agents", default="1..16", metavar="N..M|N,M,...", help="default: 1..16, thinned out"
    )


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no advice."""
    scenario, seed, replications = scenario_from_options(arguments)
    names = tuple(strategies_from_options(arguments, scenario, _STRATEGIES))
    agents = parse_agent_counts(arguments.agents, MOST_AGENTS)
    by = executor_from_options(arguments)
    trial = AdviceTrial(scenario, names, agents, seed, max(2, replications), by)
    with progress.show_progress("trying") as told:
        found = advise_on_trial(trial, progress=told)
    return print_answer(report.json(found) if arguments.format == "json" else report.text(found))

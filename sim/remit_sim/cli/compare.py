"""`remit-sim compare`: several strategies on the same tasks, in pairs, ranked."""

from typing import TYPE_CHECKING

from remit.cli.answers import answer
from remit_sim.cli.asked import add_scenario, agents, asked
from remit_sim.experiment.comparison import compared
from remit_sim.report import json, text
from remit_sim.strategies import STRATEGIES, named

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Run several strategies on the same tasks, files and coins, and say how they differ, how sure "
    "that is, and which of them can be told apart."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, the strategies, and the numbers of agents."""
    add_scenario(parser)
    parser.add_argument("--strategies", metavar="A,B,...", help="default: those of the scenario")
    parser.add_argument("--agents", metavar="N,M,...", help="default: those of the scenario")


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    scenario, seed, replications = asked(arguments)
    default = scenario.experiment.strategies or tuple(STRATEGIES)
    names = arguments.strategies.split(",") if arguments.strategies else default
    makers = {name: named(name) for name in names}
    given = arguments.agents
    counts = tuple(dict.fromkeys(scenario.experiment.agents)) if given is None else agents(given)
    found = compared(scenario, makers, counts, seed, replications)
    said = json.comparison if arguments.format == "json" else text.comparison
    return answer(said(scenario, seed, replications, found))

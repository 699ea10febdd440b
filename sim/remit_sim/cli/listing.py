"""`remit-sim list`: the names that the other verbs understand."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit_sim.report import json, text
from remit_sim.scenarios.reading import load_scenario, shipped_scenarios
from remit_sim.strategies import STRATEGIES
from remit_sim.strategies.own import installed_strategies

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Name the scenarios and the strategies that ship."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The form of the answer."""
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0."""
    scenarios = {name: load_scenario(name).about for name in shipped_scenarios()}
    strategies = {name: known.about for name, known in STRATEGIES.items()}
    strategies |= dict.fromkeys(installed_strategies(), "given by a package that is installed here")
    said = json.listing if arguments.format == "json" else text.listing
    return print_answer(said({"scenarios": scenarios, "strategies": strategies}))

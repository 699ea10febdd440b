"""`remit-sim fit`: what a history says about its tasks, as a scenario that can be run again."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, answer
from remit_sim.cli import repository_options
from remit_sim.cli.options import OWN_TASKS
from remit_sim.fitting.history_workload import TASKS, past
from remit_sim.report import fit
from remit_sim.scenarios.reading import scenario

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Fit the parameters of a workload to a history and print them, with how sure they are, as a "
    "scenario. What history cannot say (durations, review, checks) is that of the scenario "
    "own-tasks: yours to change."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The history, and how much of it counts."""
    repository_options.add_history(parser, TASKS)
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    tasks = repository_options.tasks(arguments.tasks)
    with repository_options.repository(arguments.repo) as repository:
        name = repository_options.name(repository)
        with progress.shown("reading history") as reading, progress.shown("merging") as merging:
            found = past(repository, arguments.at, tasks, reading, merging)
    if arguments.format == "json":
        return answer(fit.json(name, found))
    return answer(fit.toml(name, found, scenario(OWN_TASKS)))

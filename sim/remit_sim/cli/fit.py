"""`remit-sim fit`: what a history says about its tasks, as a scenario that can be run again."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, print_answer
from remit_sim.cli import repository_options
from remit_sim.cli.options import OWN_TASKS
from remit_sim.fitting.history_workload import TASKS, fit_history
from remit_sim.report import fit
from remit_sim.scenarios.reading import load_scenario

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
    tasks = repository_options.check_task_count(arguments.tasks)
    with repository_options.open_repository(arguments.repo) as repository:
        name = repository_options.repository_name(repository)
        with (
            progress.show_progress("reading history") as reading,
            progress.show_progress("merging") as merging,
        ):
            found = fit_history(repository, arguments.at, tasks, reading, merging)
    if arguments.format == "json":
        return print_answer(fit.json(name, found))
    return print_answer(fit.render_scenario_toml(name, found, load_scenario(OWN_TASKS)))

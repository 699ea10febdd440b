"""`remit-sim backtest`: the older part of a history predicts the newer one."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, print_answer
from remit_sim.cli import repository_options
from remit_sim.fitting.backtest import FitBacktestRequest, backtest_fit
from remit_sim.replay.replay import TASKS, WIDTHS
from remit_sim.report import backtest as backtested

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Fit the parameters of a workload on the older part of a history, let them predict how often "
    "the changes of the newer part collide, and merge those for real: how far is the simulator off "
    "here?"
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The history, how much of it is scored, and the widths of the windows."""
    repository_options.add_history(parser, TASKS)
    repository_options.add_windows(parser, WIDTHS)
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    question = FitBacktestRequest(
        arguments.at,
        repository_options.check_task_count(arguments.tasks),
        repository_options.parse_widths(arguments.windows),
    )
    with repository_options.open_repository(arguments.repo) as repository:
        name = repository_options.repository_name(repository)
        with (
            progress.show_progress("reading history") as reading,
            progress.show_progress("merging") as merging,
        ):
            found = backtest_fit(repository, question, reading, merging)
    said = backtested.json if arguments.format == "json" else backtested.text
    return print_answer(said(name, found))

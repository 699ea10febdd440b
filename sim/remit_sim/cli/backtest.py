"""`remit-sim backtest`: the older part of a history predicts the newer one."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, answer
from remit_sim.cli import repository_options
from remit_sim.fitting.backtest import Question, backtest
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
    question = Question(
        arguments.at,
        repository_options.tasks(arguments.tasks),
        repository_options.widths(arguments.windows),
    )
    with repository_options.repository(arguments.repo) as repository:
        name = repository_options.name(repository)
        with progress.shown("reading history") as reading, progress.shown("merging") as merging:
            found = backtest(repository, question, reading, merging)
    said = backtested.json if arguments.format == "json" else backtested.text
    return answer(said(name, found))

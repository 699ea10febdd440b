"""`remit-sim replay`: real merges on a real history, and the curves that they give."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, print_answer
from remit_sim.cli import repository_options
from remit_sim.replay.replay import TASKS, WIDTHS, replay_history
from remit_sim.report import replay as replayed

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Merge the changes of a history as if they had not seen each other: windows of W changes begun "
    "on one base, changes begun too early, the merges that history has. Nothing is fetched, run or "
    "written in the repository, but for the cache of its log."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The history, and the widths of the windows."""
    repository_options.add_history(parser, TASKS)
    repository_options.add_windows(parser, WIDTHS)
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    question = repository_options.replay_from_options(arguments)
    with repository_options.open_repository(arguments.repo) as repository:
        name = repository_options.repository_name(repository)
        with (
            progress.show_progress("reading history") as reading,
            progress.show_progress("merging") as merging,
        ):
            found = replay_history(repository, question, reading, merging)
    said = replayed.json if arguments.format == "json" else replayed.text
    return print_answer(said(name, found))

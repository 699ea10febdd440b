"""`remit history`: what a repository's past says, in figures."""

from typing import TYPE_CHECKING

from remit.analysis.history import read_summary
from remit.cli import progress
from remit.cli.output import add_format, print_answer, wants_colour
from remit.cli.values import REVISION
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.report.history import HistoryReport, render, render_json

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Say who changed what in the history of REV: authors, the busiest files and directories, files "
    "that change together, how work lands. What was read is kept in the git directory."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The revision, the unit of change, and how to answer."""
    parser.add_argument(
        "revision", metavar="REV", nargs="?", type=REVISION, default="HEAD", help="default: HEAD"
    )
    parser.add_argument(
        "--unit",
        choices=[unit.value for unit in ChangeUnit],
        default=ChangeUnit.COMMIT.value,
        help="what a change is: a commit that is no merge, or a pull request as it landed",
    )
    parser.add_argument("--newest", metavar="N", type=int, help="only the newest N changes")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there is no history to read."""
    if arguments.newest is not None and arguments.newest < 1:
        raise UsageError("--newest needs a number of changes.", "for example: --newest 1000")
    unit = ChangeUnit(arguments.unit)
    with (
        Repository.discover() as repository,
        progress.show_progress("reading history", "adding it up") as told,
    ):
        commit, summary, remarks = read_summary(
            repository, arguments.revision, unit, newest=arguments.newest, progress=told
        )
    found = HistoryReport(arguments.revision, commit, unit, summary, remarks)
    if arguments.format == "json":
        return print_answer(render_json(found))
    return print_answer(render(found, colour=wants_colour()))

"""`remit plan backtest`: plans past changes by their subjects, and says how it would have gone."""

from typing import TYPE_CHECKING

from remit.analysis.plan import hold_out_newest
from remit.cli import progress
from remit.cli.output import print_answer
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.plan.backtest import BacktestSetup, backtest_plans

if TYPE_CHECKING:
    import argparse

_WANTED = 5.0
_SMALLEST, _LARGEST = 2, 500


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What only the backtest is told."""
    parser.add_argument(
        "--batch", type=int, default=80, metavar="N", help="backtest: tasks at a time (default: 80)"
    )


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is an answer, 2 where there can be none."""
    setup = _setup(arguments)
    with Repository.discover() as repository:
        with progress.show_progress("reading history", "learning") as told:
            found = hold_out_newest(
                repository, arguments.at, ChangeUnit(arguments.unit), progress=told
            )
        with progress.show_progress("planning batches") as told:
            result = backtest_plans(found.past, found.test, found.calibration, setup, progress=told)
    if arguments.format == "json":
        from remit.report.plan_backtest import render_json

        return print_answer(render_json(result, setup, found.head, found.past.at))
    from remit.report.plan_backtest import render

    return print_answer(render(result, setup))


def _setup(arguments: "argparse.Namespace") -> BacktestSetup:
    if not _SMALLEST <= arguments.batch <= _LARGEST:
        raise UsageError(f"--batch takes a number from {_SMALLEST} to {_LARGEST}.", "--batch 80")
    if arguments.format == "html":
        raise UsageError("the backtest answers as text or JSON.", "--format json")
    if arguments.agents < 1 or arguments.seed < 0:
        raise UsageError("--agents is at least 1, and --seed is not negative.", "--agents 8")
    wanted = arguments.speed_up or min(_WANTED, 0.625 * arguments.agents)
    return BacktestSetup(arguments.agents, arguments.batch, wanted, arguments.seed)

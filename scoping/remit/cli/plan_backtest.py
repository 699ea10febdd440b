"""`remit plan backtest`: plans past changes by their subjects, and says how it would have gone."""

from typing import TYPE_CHECKING

from remit.analysis.plan import held
from remit.cli import progress
from remit.cli.output import answer
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.history.records import Unit
from remit.plan.backtest import Setup, backtest

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
        with progress.shown("reading history", "learning") as told:
            found = held(repository, arguments.at, Unit(arguments.unit), progress=told)
        with progress.shown("planning batches") as told:
            result = backtest(found.past, found.test, found.calibration, setup, progress=told)
    if arguments.format == "json":
        from remit.report.plan_backtest import render_json

        return answer(render_json(result, setup, found.head, found.past.at))
    from remit.report.plan_backtest import render

    return answer(render(result, setup))


def _setup(arguments: "argparse.Namespace") -> Setup:
    if not _SMALLEST <= arguments.batch <= _LARGEST:
        raise UsageError(f"--batch takes a number from {_SMALLEST} to {_LARGEST}.", "--batch 80")
    if arguments.format == "html":
        raise UsageError("the backtest answers as text or JSON.", "--format json")
    if arguments.agents < 1 or arguments.seed < 0:
        raise UsageError("--agents is at least 1, and --seed is not negative.", "--agents 8")
    wanted = arguments.speed_up or min(_WANTED, 0.625 * arguments.agents)
    return Setup(arguments.agents, arguments.batch, wanted, arguments.seed)

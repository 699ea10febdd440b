"""`remit split backtest`: splits the past by several methods and scores them on what came after."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, print_answer, wants_colour
from remit.cli.progress import silence_stdout
from remit.cli.split_options import add_conditions, check_balance, parse_scope_count, parse_sharing
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.split.backtest.evaluation import Conditions
from remit.split.backtest.registry import ENTRANTS, find_methods
from remit.split.backtest.result import SplitBacktestRequest, backtest_split
from remit.text_safety import quote_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from remit.split.backtest.result import SplitBacktest

HELP = "score methods on the newest changes, which they have not seen"
DESCRIPTION = (
    "Cut the history in two, let each method split what was known at the cut, and score the splits "
    "on the changes after it: which of them would have stayed inside one scope? Methods: "
    + "; ".join(f"{entrant.name}, {entrant.help}" for entrant in ENTRANTS)
    + ". The directory splits and the oracle, which knows the answers, always take part."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """What is compared, under which conditions, and where the answer goes."""
    parser.add_argument(
        "--into", default="2,4,8,16", metavar="K,...", help="numbers of scopes (default: 2,4,8,16)"
    )
    parser.add_argument("--methods", metavar="NAME,...", help="only these (default: all)")
    add_conditions(parser)
    parser.add_argument(
        "--runs", type=int, default=1, help="seeds that each figure is the mean of (default: 1)"
    )
    parser.add_argument(
        "--repo", action="append", metavar="DIR", help="a repository; several give medians too"
    )
    parser.add_argument("--plot", metavar="FILE", help="write the containment as an SVG")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is an answer, 2 where there can be none."""
    question = _question(arguments)
    folders: Sequence[str] = arguments.repo or ["."]
    if arguments.plot and not Path(arguments.plot).parent.is_dir():
        raise UsageError(f"--plot {quote_text(arguments.plot)} is in no directory that is there.")
    found = [_of(folder, arguments.at, question) for folder in folders]
    if arguments.plot:
        from remit.report.backtest_svg import render as plotted

        _write(Path(arguments.plot), plotted(found, question))
    if arguments.format == "json":
        from remit.report.backtest_json import render as as_json

        return print_answer(as_json(found, question))
    from remit.report.backtest_text import render as as_text
    from remit.report.console import Paint

    return print_answer(as_text(found, question, Paint(colour=wants_colour())))


def _question(arguments: "argparse.Namespace") -> SplitBacktestRequest:
    names = arguments.methods.split(",") if arguments.methods else [e.name for e in ENTRANTS]
    if arguments.seed < 0 or arguments.runs < 1:
        raise UsageError("--seed is not negative, and --runs is at least 1.")
    numbers = _numbers(arguments.into)
    conditions = Conditions(
        check_balance(arguments.balance, numbers[0]),
        parse_sharing(arguments.shared),
        arguments.seed,
        arguments.runs,
    )
    return SplitBacktestRequest(
        numbers, find_methods(names), ChangeUnit(arguments.unit), conditions
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sorted(set(map(parse_scope_count, text.split(",")))))


def _of(folder: str, at: str, question: SplitBacktestRequest) -> "SplitBacktest":
    from remit.analysis.split import hold_out_split_history

    if not os.path.isdir(folder):  # noqa: PTH112 - "" too
        raise UsageError(f"--repo {quote_text(folder)} is no directory.")
    with Repository.at(folder) as repository:
        with progress.show_progress("reading history") as told:
            found = hold_out_split_history(repository, at, question.unit, progress=told)
        name = Path(repository.git_dir.removesuffix("/.git")).name
        with silence_stdout(), progress.working("scoring splits"):
            return backtest_split(name, found, question)


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--plot {quote_text(str(file))}: {error.strerror}.") from None

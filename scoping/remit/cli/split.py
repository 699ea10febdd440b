"""`remit split`: scopes for several agents; `remit split backtest`: how good they had been."""

from typing import TYPE_CHECKING

from remit.cli import split_backtest
from remit.errors import UsageError

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Split the repository among agents, and say how good the split is."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The backtest, below the verb."""
    below = parser.add_subparsers(dest="action", metavar="backtest")
    backtest = below.add_parser(
        "backtest", help=split_backtest.HELP, description=split_backtest.DESCRIPTION
    )
    split_backtest.add_arguments(backtest)


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is an answer, 2 where there can be none."""
    if arguments.action == "backtest":
        return split_backtest.run(arguments)
    raise UsageError("say what to do.", "remit split backtest")

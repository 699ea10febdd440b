"""`remit split`: scopes for several agents; `remit split backtest`: how good they had been."""

from typing import TYPE_CHECKING

from remit.cli import split_backtest, split_propose

if TYPE_CHECKING:
    import argparse

DESCRIPTION = split_propose.DESCRIPTION


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The proposal's own, and the backtest below the verb."""
    split_propose.add_arguments(parser)
    below = parser.add_subparsers(dest="action", metavar="backtest")
    backtest = below.add_parser(
        "backtest", help=split_backtest.HELP, description=split_backtest.DESCRIPTION
    )
    split_backtest.add_arguments(backtest)


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is an answer, 2 where there can be none."""
    if arguments.action == "backtest":
        return split_backtest.run(arguments)
    return split_propose.run(arguments)

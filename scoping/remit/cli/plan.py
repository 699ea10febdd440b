"""`remit plan`: which tasks may run side by side, and in what order; `plan backtest`: how well."""

from typing import TYPE_CHECKING

from remit.cli import plan_backtest, plan_propose

if TYPE_CHECKING:
    import argparse

DESCRIPTION = plan_propose.DESCRIPTION


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The list, the wishes, and where the answer goes; `backtest` instead of a list."""
    plan_propose.add_arguments(parser)
    plan_backtest.add_arguments(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is an answer, 2 where there can be none."""
    if arguments.source == "backtest":
        return plan_backtest.run(arguments)
    return plan_propose.run(arguments)

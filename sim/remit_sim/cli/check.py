"""`remit-sim check`: a trace is read again, held to its laws, and added up."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.answers import answer
from remit.errors import UsageError
from remit_sim.experiment.runs import sample
from remit_sim.outcome import broken_laws, tally
from remit_sim.outcome.trace import read
from remit_sim.report import text
from remit_sim.world.scenario import Scenario

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "Read what `run --trace` wrote: does it keep the laws of every run, and what is it?"


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The trace."""
    parser.add_argument("trace", metavar="FILE", help="what `run --trace` wrote")


def run(arguments: "argparse.Namespace") -> int:
    """0, 1 where a law is broken, or 2 where it is no trace."""
    try:
        with Path(arguments.trace).open(encoding="utf-8") as lines:
            header, notes = read(lines, arguments.trace)
    except OSError as error:
        raise UsageError(f"the trace could not be read: {error.strerror}.") from None
    broken = broken_laws(notes, header.agents)
    if broken:
        return answer("\n".join(("This trace breaks the laws of every run:", *broken, "")), 1)
    outcome = tally(notes, header.agents)
    found = sample(header.strategy, header.agents, header.seed, (outcome,))
    return answer(text.run(Scenario(header.scenario), found))

"""`remit-sim check`: a trace is read again, held to its laws, added up, and drawn."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.output import FORMATS, add_format, print_answer
from remit.errors import UsageError
from remit.process_exit import print_error
from remit_sim.outcome import find_broken_laws
from remit_sim.outcome.trace_file import parse_trace
from remit_sim.report import trace as report

if TYPE_CHECKING:
    import argparse

    from remit_sim.engine import TraceNote
    from remit_sim.outcome.trace_file import TraceHeader

DESCRIPTION = (
    "Read what `run --trace` wrote: does it keep the laws of every run, and what is it? As svg "
    "(needs the extra `remit[sim]`) it is drawn, agent by agent."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The trace, and the form of the answer."""
    parser.add_argument("trace", metavar="FILE", help="what `run --trace` wrote")
    add_format(parser, (*FORMATS, "svg"))


def run(arguments: "argparse.Namespace") -> int:
    """0, 1 where a law is broken, or 2 where it is no trace."""
    header, notes = _read(arguments.trace)
    broken = find_broken_laws(notes, header.agents)
    if arguments.format == "json":
        return print_answer(report.json(header, notes, broken), 1 if broken else 0)
    if broken:
        told = "\n".join(("This trace breaks the laws of every run:", *broken))
        if arguments.format == "text":
            return print_answer(f"{told}\n", 1)
        print_error(told)
        return 1
    return print_answer((report.svg if arguments.format == "svg" else report.text)(header, notes))


def _read(file: str) -> "tuple[TraceHeader, list[TraceNote]]":
    try:
        with Path(file).open(encoding="utf-8") as lines:
            return parse_trace(lines, file)
    except OSError as error:
        raise UsageError(f"the trace could not be read: {error.strerror}.") from None

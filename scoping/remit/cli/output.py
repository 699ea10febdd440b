"""How a verb gives its answer: text with colour for a terminal, or one line of JSON."""

import os
import sys
from typing import TYPE_CHECKING, TextIO

from remit.paths import escape_text
from remit.process_exit import print_output
from remit.report import console

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

FORMATS = ("text", "json")


def add_format(parser: "argparse.ArgumentParser", formats: tuple[str, ...] = FORMATS) -> None:
    """Declare `--format`."""
    parser.add_argument(
        "--format", choices=formats, default="text", help="output format (default: text)"
    )


def answer_done(sentences: "Iterable[str]", form: str) -> int:
    """Answer with a sentence for each thing that was done."""
    if form == "json":
        from remit.report.verdict_json import dump_versioned

        return print_answer(dump_versioned({"exit_code": 0, "done": list(sentences)}))
    return print_answer("".join(f"{escape_text(said)}\n" for said in sentences))


def wants_colour() -> bool:
    """Whether standard output is a terminal that wants colour."""
    stream: TextIO | None = sys.stdout  # None in a process that was started without one
    terminal = stream is not None and stream.isatty()
    return console.should_colour(terminal=terminal, environment=os.environ)


def print_answer(text: str | bytes, code: int = 0) -> int:
    """Print `text`; the exit code is `code`, or 2 where nobody can receive the answer."""
    return print_output(text) or code

"""How an answer reaches other programs: on standard output, and in files that a platform names."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.answers import FORMATS as OWN
from remit.cli.answers import answer, answering
from remit.crash import UNDECIDED, say_error, worded
from remit.errors import RemitError
from remit.report.formats import FORMATS, render

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Literal

    from remit.report.account import Account

ALL = (*OWN, *FORMATS)


def reporting(
    command: "Literal['check', 'lint']", arguments: "argparse.Namespace", run: "Callable[[], int]"
) -> int:
    """The exit code of `run()`; an expected failure is said in the format that was asked for."""
    if arguments.format not in FORMATS:
        return answering(arguments, run)
    try:
        return run()
    except RemitError as error:
        from remit.report.items import of_error

        say_error(worded("remit", error))
        return deliver(arguments.format, of_error(command, error))


def deliver(form: str, account: "Account") -> int:
    """Print `account` in this format, and on GitHub fill the step's files; its exit code, or 2.

    It is 2 where a clean answer cannot be received.
    """
    code = answer(render(form, account), account.exit_code)
    told = _told_github(account) if form == "github" else 0
    return code or told


def _told_github(account: "Account") -> int:
    """Append to the summary and the outputs of the step, if the runner names such files."""
    from remit.report import github

    summary, outputs = (os.environ.get(f"GITHUB_{name}") for name in ("STEP_SUMMARY", "OUTPUT"))
    try:
        if summary:
            place = Path(summary)
            written = place.stat().st_size if place.exists() else 0
            _append(place, github.summary(account, written))
        if outputs:
            _append(Path(outputs), github.outputs(account))
    except OSError as error:
        say_error(f"remit: {error.filename} cannot be written: {error.strerror}.")
        return UNDECIDED
    return 0


def _append(place: Path, text: str) -> None:
    with place.open("a", encoding="utf-8", newline="") as file:
        file.write(text)

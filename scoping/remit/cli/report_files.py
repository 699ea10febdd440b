"""How an answer reaches other programs: on standard output, and in files that a platform names."""

import argparse
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from remit.cli.output import FORMATS as OWN
from remit.cli.output import print_answer
from remit.errors import RemitError
from remit.paths import escape_text
from remit.process_exit import UNDECIDED, format_error, print_error
from remit.report.platforms import FORMATS, render
from remit.system.atomic_write import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Literal

    from remit.cli.check_arguments import CheckArguments
    from remit.report.platforms.report_items import PlatformReport

ALL = (*OWN, *FORMATS)


class ReportFile(NamedTuple):
    """A further answer, in a file: `--report FORMAT=FILE`."""

    form: str
    file: "Path"


def add_reports(parser: argparse.ArgumentParser) -> None:
    """Declare `--report`."""
    parser.add_argument(
        "--report",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        type=_report,
        help=f"write the answer to a file as well, as {', '.join(FORMATS)}; may be repeated",
    )


def run_with_reports(
    command: "Literal['check', 'lint']",
    arguments: "argparse.Namespace | CheckArguments",
    run: "Callable[[], int]",
) -> int:
    """The exit code of `run()`; an expected failure is said in every form that was asked for."""
    if arguments.format not in FORMATS and not arguments.report:
        return run()
    for report in arguments.report:  # what an earlier call or a checkout left is no answer
        with suppress(OSError):
            if not _is_device(report.file):
                report.file.unlink()
    try:
        return run()
    except RemitError as error:
        from remit.report.platforms.report_items import report_error

        account = report_error(command, error)
        if arguments.format == "text":
            write_report_files(arguments.report, account)
            raise
        if arguments.format == "json":
            from remit.report.verdict_json import render_error

            write_report_files(arguments.report, account)
            return print_answer(render_error(error), UNDECIDED)
        if arguments.format != "github":  # there the log is read for commands, and has it as one
            print_error(format_error("remit", error))
        return deliver_report(arguments.format, account, arguments.report)


def deliver_report(
    form: str, account: "PlatformReport", reports: "Sequence[ReportFile]" = ()
) -> int:
    """Print `account` in this format, and write what else is wanted; its exit code, or 2.

    On GitHub that is also the step's files. It is 2 where a clean answer cannot be received.
    """
    written = write_report_files(reports, account)
    code = print_answer(render(form, account), account.exit_code)
    told = _told_github(account) if form == "github" else 0
    return code or told or written


def write_report_files(reports: "Sequence[ReportFile]", account: "PlatformReport") -> int:
    """Put `account` into each file: 0, or 2 with a sentence where one cannot be written."""
    code = 0
    for form, file in reports:
        try:
            _write_one(file, render(form, account))
        except OSError as error:
            print_error(f"remit: {escape_text(str(file))} cannot be written: {error.strerror}.")
            code = UNDECIDED
    return code


def _write_one(file: "Path", text: str) -> None:
    """Write a report to a device such as `/dev/stderr`, or put it in the place of a file.

    A file is replaced, never written through: its name may be a symlink that a checkout brought.
    """
    if _is_device(file):
        with file.open("w", encoding="utf-8", newline="") as opened:
            opened.write(text)
        return
    replace_file(str(file), text.encode())


def _is_device(file: "Path") -> bool:
    """Whether a name stands for a device or an open stream, as `/dev/stdout` does."""
    return str(file).startswith(("/dev/", "/proc/"))


def _report(text: str) -> ReportFile:
    form, equals, file = text.partition("=")
    if form not in FORMATS or not equals or not file:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not FORMAT=FILE with one of {', '.join(FORMATS)}"
        )
    from pathlib import Path  # with what it imports, a tenth of a check's start

    return ReportFile(form, Path.cwd() / file)


def _told_github(account: "PlatformReport") -> int:
    """Append to the summary and the outputs of the step, if the runner names such files."""
    from pathlib import Path

    from remit.report.platforms import github

    summary, outputs = (os.environ.get(f"GITHUB_{name}") for name in ("STEP_SUMMARY", "OUTPUT"))
    try:
        if summary:
            place = Path(summary)
            written = place.stat().st_size if place.exists() else 0
            _append(place, github.render_step_summary(account, written))
        if outputs:
            _append(Path(outputs), github.render_step_outputs(account))
    except OSError as error:
        print_error(f"remit: {error.filename} cannot be written: {error.strerror}.")
        return UNDECIDED
    return 0


def _append(place: "Path", text: str) -> None:
    with place.open("a", encoding="utf-8", newline="") as file:
        file.write(text)

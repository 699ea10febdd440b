"""`remit doctor`: proof that the hooks run, in each worktree."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, print_answer, wants_colour
from remit.paths import escape_text
from remit.report.console import Paint
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse

    from remit.install.diagnostics import Diagnosis

DESCRIPTION = (
    "Prove in each worktree that the commit hook refuses a test change outside every scope, and "
    "name what disables it. Exit codes: 0 the hooks work, 1 something is broken."
)
_MEANINGS = {"ok": "good", "warning": "doubt", "broken": "bad"}


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """How to answer."""
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 if the hooks work, 1 if something is broken."""
    from remit.install.doctor import diagnose_hooks

    with progress.working("trying the hooks"):
        findings = diagnose_hooks()
    code = int(any(finding.level == "broken" for finding in findings))
    if arguments.format == "json":
        listed = [finding._asdict() for finding in findings]
        return print_answer(
            dump_versioned({"works": not code, "exit_code": code, "findings": listed}), code
        )
    paint = Paint(colour=wants_colour())
    lines = [line for finding in findings for line in _lines(finding, paint)]
    lines.append("remit doctor: something is broken" if code else "remit doctor: the hooks work")
    return print_answer("\n".join(lines) + "\n", code)


def _lines(finding: "Diagnosis", paint: Paint) -> list[str]:
    where = f"{finding.worktree}: " if finding.worktree else ""
    what = escape_text(f"{where}{finding.what}")
    lines = [f"{paint(_MEANINGS[finding.level], finding.level):8} {what}"]
    return [*lines, f"         hint: {escape_text(finding.hint)}"] if finding.hint else lines

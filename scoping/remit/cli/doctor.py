"""`remit doctor`: proof that the hooks run, in each worktree."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import add_format, answer, coloured
from remit.paths import readable
from remit.report.console import Paint
from remit.report.verdict_json import dumped

if TYPE_CHECKING:
    import argparse

    from remit.install.diagnostics import Finding

DESCRIPTION = (
    "Prove in each worktree that the commit hook refuses a poison change, and name what disables "
    "it. Exit codes: 0 the hooks work, 1 something is broken."
)
_MEANINGS = {"ok": "good", "warning": "doubt", "broken": "bad"}


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """How to answer."""
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 if the hooks work, 1 if something is broken."""
    from remit.install.doctor import examine

    with progress.working("trying the hooks"):
        findings = examine()
    code = int(any(finding.level == "broken" for finding in findings))
    if arguments.format == "json":
        listed = [finding._asdict() for finding in findings]
        return answer(dumped({"works": not code, "exit_code": code, "findings": listed}), code)
    paint = Paint(colour=coloured())
    lines = [line for finding in findings for line in _lines(finding, paint)]
    lines.append("remit doctor: something is broken" if code else "remit doctor: the hooks work")
    return answer("\n".join(lines) + "\n", code)


def _lines(finding: "Finding", paint: Paint) -> list[str]:
    where = f"{finding.worktree}: " if finding.worktree else ""
    what = readable(f"{where}{finding.what}")
    lines = [f"{paint(_MEANINGS[finding.level], finding.level):8} {what}"]
    return [*lines, f"         hint: {readable(finding.hint)}"] if finding.hint else lines

"""What `remit lint` found, as text and as JSON."""

from typing import TYPE_CHECKING

from remit.paths import quote_path
from remit.report.console import Paint
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.text_safety import count_noun

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.manifest.lint_findings import LintFinding, LintReport, UnownedFiles

_MEANINGS = {"error": "bad", "warning": "doubt", "note": "faint"}


def render(report: "LintReport", read_from: str, notes: tuple[str, ...], *, colour: bool) -> str:
    """`path:line: level: what` and a hint per finding, then what was looked at."""
    paint = Paint(colour=colour)
    lines: list[str] = []
    for finding in report.findings:
        lines += format_finding(finding, paint)
    if report.cut:
        lines.append("and more pairs of tasks that collide, which are not listed")
    lines += _unowned(report.unowned)
    lines += [f"note: {note}" for note in notes]
    lines.append(lint_headline(report, read_from, paint))
    return "\n".join(lines) + "\n"


def lint_headline(report: "LintReport", read_from: str, paint: Paint) -> str:
    """The answer in one line: how many errors, in how many tasks, and where these were read."""
    errors = len(report.errors)
    said = paint("bad", count_noun(errors, "error")) if errors else paint("good", "no errors")
    return f"remit lint: {said} in {count_noun(report.tasks, 'task')} of {read_from}"


def render_json(report: "LintReport", read_from: str, notes: tuple[str, ...]) -> str:
    """All findings; `exit_code` is 1 where one of them is an error."""
    unowned = report.unowned
    return dump_versioned(
        {
            "exit_code": int(bool(report.errors)),
            "read_from": read_from,
            "tasks": report.tasks,
            "findings": [_fields(finding) for finding in report.findings],
            "cut": report.cut,
            "unowned": {
                "files": unowned.files,
                "tracked": unowned.tracked,
                "directories": [
                    {**path_json_fields(each.path), "files": each.files}
                    for each in unowned.directories
                ],
            },
            "notes": notes,
        }
    )


def format_finding(finding: "LintFinding", paint: Paint) -> "Iterator[str]":
    """The lines that say one finding; the second is its hint, if it has one."""
    line = f":{finding.line}" if finding.line else ""
    level = paint(_MEANINGS[finding.level], finding.level)
    yield f"{finding.where}{line}: {level}: {finding.what}"
    if finding.hint:
        yield f"  hint: {finding.hint}"


def _unowned(unowned: "UnownedFiles") -> "Iterator[str]":
    if not unowned.files:
        return
    are = "is" if unowned.files == 1 else "are"
    tracked = count_noun(unowned.tracked, "tracked file")
    yield f"{unowned.files} of {tracked} {are} in no scope:"
    for each in unowned.directories:
        place = quote_path(each.path) + "/" if each.path else "the root"
        yield f"  {each.files:>7}  {place}"


def _fields(finding: "LintFinding") -> dict[str, object]:
    fields: dict[str, object] = finding._asdict()
    fields["level"] = finding.level
    fields["example"] = None if finding.example is None else path_json_fields(finding.example)
    return fields

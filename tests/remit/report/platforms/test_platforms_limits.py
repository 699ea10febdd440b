"""What a platform would refuse or hide is cut first, and what was cut is counted."""

import pytest
from platform_json import read_sarif
from platform_text import read_commands, read_markdown

from remit.changes import REGULAR, Change
from remit.manifest.lint_findings import LintFinding, LintReport, UnownedFiles
from remit.report.context import ReportContext
from remit.report.platforms import FORMATS, github, markdown, render, sarif
from remit.report.platforms.report_items import PlatformReport, report_lint, report_verdict
from remit.verdict import Verdict, VerdictBase, Violation

CLEAN = Verdict(
    "commit", "clean", "login", "agent/login", VerdictBase("refs/heads/main", "4" * 40), 1
)


def refused(count: int, rule: str = "R101", path: bytes = b"lib/%d.py") -> PlatformReport:
    violations = tuple(
        Violation(Change(path % number, REGULAR, REGULAR, "1" * 40, "2" * 40), rule, "Outside.")
        for number in range(count)
    )
    return report_verdict(
        CLEAN._replace(outcome="violations", violations=violations, judged=count), ReportContext()
    )


def test_sarif_leaves_out_what_would_make_github_refuse_the_file() -> None:
    log = read_sarif(render("sarif", refused(sarif.MOST_RESULTS + 7)))
    assert len(log.found) == sarif.MOST_RESULTS
    assert ("warning", "7 of 25007 results are left out: 25000 fit") in log.notes
    assert ("warning", "GitHub keeps 5000 of 25000 results") in log.notes


def test_sarif_says_nothing_of_limits_that_are_not_met() -> None:
    log = read_sarif(render("sarif", refused(sarif.MOST_KEPT)))
    assert [level for level, _ in log.notes] == ["none"]


def test_ten_errors_are_annotated_and_the_rest_counted() -> None:
    *errors, last = read_commands(render("github", refused(12)))
    assert [error.name for error in errors] == ["error"] * 10
    assert (last.name, last.properties) == ("warning", {"title": "remit"})
    assert last.message.endswith("; 2 more than are shown here")


def test_warnings_leave_room_for_the_count() -> None:
    found = tuple(
        LintFinding("idle-pattern", "a.toml", n, "It matches nothing.") for n in range(12)
    )
    account = report_lint(LintReport(found, UnownedFiles(0, 0, ()), 1, cut=False), "main", ())
    commands = read_commands(render("github", account))
    assert [command.name for command in commands] == ["warning"] * 10
    assert (
        commands[-1].message
        == "remit lint: no errors in 1 task of main; 3 more than are shown here"
    )


def test_the_denied_and_protected_are_seen_first() -> None:
    plain, grave = refused(20), refused(1, "R601", b".github/%d")
    violations = CLEAN._replace(
        outcome="violations", violations=_violations(plain) + _violations(grave)
    )
    first = read_commands(render("github", report_verdict(violations, ReportContext())))[0]
    assert first.properties["file"] == ".github/0"


def test_a_clean_answer_is_a_notice_and_an_unassigned_one_a_warning() -> None:
    (clean,) = read_commands(render("github", report_verdict(CLEAN, ReportContext())))
    assert clean.name == "notice"
    unassigned = CLEAN._replace(outcome="unassigned", task=None, layer="pull_request")
    said = read_commands(render("github", report_verdict(unassigned, ReportContext())))
    assert [command.name for command in said] == ["warning", "warning"]


def test_a_deleted_file_is_annotated_at_the_manifest() -> None:
    gone = Change(b"gone.py", REGULAR, 0, "1" * 40, "0" * 40)
    verdict = CLEAN._replace(
        outcome="violations", violations=(Violation(gone, "R101", "Outside."),)
    )
    error, _ = read_commands(render("github", report_verdict(verdict, ReportContext())))
    assert error.properties["file"] == ".remit/tasks/login.toml"
    assert error.message.startswith("gone.py was deleted\n")


@pytest.mark.parametrize("path", [b"lib/%d.py", b"x" * 4090 + b"%d", b"\xff" * 4090 + b"%d"])
def test_a_comment_is_cut_below_its_limit_and_counts_the_rest(path: bytes) -> None:
    account = refused(2000, path=path)
    text = render("markdown", account)
    assert len(text.encode()) < 64 * 1024
    entries = [each for each in read_markdown(text).entries if each[0].startswith("R101")]
    assert entries
    assert f"and {2000 - len(entries)} more that had no room here" in text


def test_a_summary_keeps_to_what_the_step_has_left() -> None:
    account = refused(20_000)
    whole = github.render_step_summary(account, 0)
    assert 1_000_000 < len(whole.encode()) < 1024 * 1024
    later = github.render_step_summary(account, 1_000_000)
    assert len(later.encode()) < 1024 * 1024 - 1_000_000
    assert github.render_step_summary(account, 1024 * 1024) == ""


def test_no_room_is_kept_to_however_small_it_is() -> None:
    account = refused(3)
    sizes = {len(markdown.render_within(account, room).encode()) - room for room in range(3000)}
    assert max(sizes) <= 0
    assert markdown.render_within(account, 20) == ""


def test_remarks_are_cut_as_well() -> None:
    notes = tuple(f"note {number} {'x' * 5000}" for number in range(100))
    text = markdown.render(report_verdict(CLEAN._replace(notes=notes), ReportContext()))
    assert "and 97 more remarks" in text
    assert len(text) < 64 * 1024


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_repeats_a_raw_control_character(form: str) -> None:
    text = render(form, refused(1, path="a\x1b[31m\x07\u202eb\x9b%d".encode()))
    assert text.replace("\n", "").isprintable()


def _violations(account: PlatformReport) -> tuple[Violation, ...]:
    return tuple(
        Violation(Change(item.path or b"", REGULAR, REGULAR, "1" * 40, "2" * 40), item.rule, "Why.")
        for item in account.items
    )

"""Whatever the names and texts: each format parses, and holds exactly the findings."""

from typing import TYPE_CHECKING

from answers_made import CONTEXTS, ERRORS, REPORTS, VIOLATIONS, verdicts
from hypothesis import given
from hypothesis import strategies as st
from platform_json import read_gitlab, read_rdjson, read_sarif
from platform_text import read_commands, read_junit, read_markdown, read_outputs

from remit.paths import escape_text, path_hazard, quote_path
from remit.report import platforms
from remit.report.platforms import github
from remit.report.platforms.report_items import report_error, report_lint, report_verdict

if TYPE_CHECKING:
    from remit.report.context import ReportContext
    from remit.report.platforms.report_items import PlatformReport, ReportItem
    from remit.verdict import Verdict, Violation

ACCOUNTS = st.one_of(
    st.builds(report_verdict, verdicts(), CONTEXTS),
    st.builds(report_lint, REPORTS, st.just("main"), st.just(())),
    st.builds(report_error, st.sampled_from(["check", "lint"]), ERRORS),
)
_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}
_OUTCOMES = {"violation": "failure", "could_not_check": "error", "unassigned": "skipped"}


@given(verdicts(), CONTEXTS)
def test_an_account_holds_every_violation_and_every_doubt(
    verdict: "Verdict", context: "ReportContext"
) -> None:
    account = report_verdict(verdict, context)
    violations = [(item.rule, item.path) for item in account.items if item.kind == "violation"]
    expected = [
        (each.rule, each.change.path if each.change else None) for each in verdict.violations
    ]
    assert sorted(violations, key=repr) == sorted(expected, key=repr)
    doubts = [item.path for item in account.items if item.kind == "could_not_check"]
    assert doubts == [doubt.path for doubt in verdict.doubts]
    assert account.exit_code == verdict.exit_code
    assert (account.outcome == "unassigned") == any(
        item.kind == "unassigned" for item in account.items
    )


@given(ACCOUNTS)
def test_no_text_of_an_account_can_do_anything(account: "PlatformReport") -> None:
    texts = [account.headline, account.task, account.branch, account.base, *account.remarks]
    for item in account.items:
        texts += [item.title, item.message, item.advice, item.subject, account.named(item)]
    for text in texts:
        assert text.isprintable()
        assert escape_text(text) == text


@given(ACCOUNTS)
def test_sarif_holds_exactly_the_findings(account: "PlatformReport") -> None:
    sarif = read_sarif(platforms.render("sarif", account))
    judged = [item for item in account.items if item.judged]
    expected = [(item.rule, place(item, account), max(item.line, 1), item.level) for item in judged]
    assert [each[:4] for each in sarif.found] == expected
    others = [item for item in account.items if item not in judged]
    assert sarif.invocation["executionSuccessful"] == (account.exit_code < 2)
    assert len(sarif.notes) == 1 + len(others) + len(account.remarks)
    assert len({each.fingerprint for each in sarif.found}) == len(judged)


@given(ACCOUNTS)
def test_gitlab_holds_exactly_the_findings(account: "PlatformReport") -> None:
    found = read_gitlab(platforms.render("gitlab", account))
    expected = [
        (item.rule, text(place(item, account)), max(item.line, 1)) for item in account.items
    ]
    assert [each[:3] for each in found] == expected


@given(ACCOUNTS)
def test_rdjson_holds_exactly_the_findings(account: "PlatformReport") -> None:
    found = read_rdjson(platforms.render("rdjson", account))
    assert [each[:4] for each in found] == [
        (item.rule, text(place(item, account)), max(item.line, 1), _SEVERITIES[item.level])
        for item in account.items
    ]


@given(ACCOUNTS)
def test_junit_holds_exactly_the_findings(account: "PlatformReport") -> None:
    cases = read_junit(platforms.render("junit", account))
    if not account.items:
        assert [case.outcome for case in cases] == ["passed"]
        return
    for case, item in zip(cases, account.items, strict=True):
        assert case.name.startswith(f"{item.rule} {account.named(item)}".rstrip())
        fails = item.level == "error" or item.kind != "finding"
        assert case.outcome == (_OUTCOMES.get(item.kind, "failure") if fails else "skipped")


@given(ACCOUNTS)
def test_the_runner_of_actions_takes_exactly_the_findings(account: "PlatformReport") -> None:
    *commands, last = read_commands(platforms.render("github", account))
    order = ("error", "warning", "note")
    items = sorted(account.items, key=lambda item: order.index(item.level))
    for command, item in zip(commands, items, strict=True):
        assert command.properties["title"] == f"remit: {item.label}"
        assert command.message.split("\n")[0].startswith(account.named(item) or item.message)
        file = command.properties.get("file")
        assert file is None or file.encode() in {place(item, account), account.home}
    assert last.message == account.headline


@given(ACCOUNTS)
def test_the_outputs_of_a_step_are_exactly_its_values(account: "PlatformReport") -> None:
    violations = [item for item in account.items if item.kind == "violation"]
    assert read_outputs(github.render_step_outputs(account)) == {
        "verdict": account.outcome,
        "task": account.task,
        "base": account.base,
        "violations": str(len(violations)),
    }


@given(ACCOUNTS)
def test_a_comment_holds_the_names_in_code_and_nothing_else_but_words(
    account: "PlatformReport",
) -> None:
    whole = platforms.render("markdown", account)
    page = read_markdown(whole)
    assert page.marker == f"remit {account.command}"
    assert len(whole.encode()) < 64 * 1024
    titles = ("Request access", "Send to the owner", "Unstage", "Undo")
    entries = [entry for entry in page.entries if entry[0] and entry[0] not in titles]
    cut = "that had no room here" in page.text
    for (title, spans), item in zip(entries, account.items, strict=not cut):
        assert title == item.label
        assert item.path is None or spans[0] == account.named(item)


@given(
    st.lists(
        VIOLATIONS,
        unique_by=lambda violation: (violation.rule, violation.change and violation.change.path),
        max_size=6,
    )
)
def test_a_finding_keeps_its_fingerprint_in_another_run(violations: "list[Violation]") -> None:
    before = fingerprints(violations, "1" * 40)
    moved = [
        violation._replace(
            reason=violation.reason + " in 1234567",
            change=violation.change
            and violation.change._replace(old_oid="8" * 40, new_oid="9" * 40),
        )
        for violation in reversed(violations[1:])
    ]
    after = fingerprints(moved, "2" * 40)
    assert len(set(before.values())) == len(before)
    assert after.items() <= before.items()
    assert len(after) == len(moved)


def fingerprints(
    violations: "list[Violation]", commit: str
) -> "dict[tuple[str, bytes | None], str]":
    from remit.report.context import ReportContext
    from remit.verdict import Verdict, VerdictBase

    base = VerdictBase("refs/heads/main", commit)
    verdict = Verdict("commit", "violations", "login", "agent/login", base, 9, tuple(violations))
    account = report_verdict(verdict, ReportContext())
    named = zip(account.items, account.fingerprints(), strict=True)
    return {(item.rule, item.path): fingerprint for item, fingerprint in named}


def place(item: "ReportItem", account: "PlatformReport") -> bytes:
    return account.home if item.path is None or path_hazard(item.path) else item.path


def text(path: bytes) -> bytes:
    try:
        path.decode()
    except UnicodeDecodeError:
        return quote_path(path).encode()
    return path

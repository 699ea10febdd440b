"""Whole answers in each format; `REMIT_GOLDEN=write pytest ...` renews them.

The version and the pages of the rules, which have tests of their own, are taken out.
"""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from remit.changes import ABSENT, REGULAR, SYMLINK, Change
from remit.errors import CouldNotCheck, Fault, ManifestError
from remit.manifest.lint_findings import LintFinding, LintReport, UnownedFiles
from remit.manifest.scope import FileRules
from remit.report.context import ReportContext
from remit.report.platforms import FORMATS, github, render
from remit.report.platforms.report_items import report_error, report_lint, report_verdict
from remit.rules import render_rule_page
from remit.verdict import Doubt, Verdict, VerdictBase, Violation

if TYPE_CHECKING:
    from remit.report.platforms.report_items import PlatformReport

GOLDEN = Path(__file__).parents[3] / "golden" / "formats"
ENDINGS = {"junit": "xml", "markdown": "md", "github": "txt"}
OLD, NEW, NONE = "1" * 40, "2" * 40, "0" * 40
BASE = VerdictBase("refs/remotes/origin/main", "4fa1c0de" * 5)
CLEAN = Verdict("pull_request", "clean", "login-form", "agent/login-form/1", BASE, 3)
CONTEXT = ReportContext("range", FileRules(("src/login/**",), deny=("src/login/keys/**",)))
VIOLATIONS = (
    Violation(
        Change(b"src/tokens/store.py", REGULAR, REGULAR, OLD, NEW),
        "R102",
        "It is in the scope of `token-store`; `login-form` does not cover it.",
        ("token-store",),
    ),
    Violation(
        Change(b"src/login/keys/k|`1`", REGULAR, ABSENT, OLD, NONE),
        "R103",
        "The `deny` list of `login-form` covers it, and `deny` wins.",
    ),
    Violation(
        Change(b"caf\xe9\n::error file=x,line=1::@user <script>%0A", ABSENT, REGULAR, NONE, NEW),
        "R101",
        "`login-form` does not cover it.",
    ),
    Violation(
        Change("src/login/[\u202e]: a,b%.py".encode(), ABSENT, SYMLINK, NONE, NEW),
        "R105",
        "It points to /etc/#1: its target is absolute.",
    ),
    Violation(None, "R604", "The merged commit 123456789abc is not from the base."),
)
ACCOUNTS: "dict[str, PlatformReport]" = {
    "clean": report_verdict(
        CLEAN._replace(
            not_checked=("[apis]: which APIs the changed code calls",),
            notes=("the base is origin/main, ahead of the local main",),
        ),
        CONTEXT,
    ),
    "unassigned": report_verdict(
        CLEAN._replace(outcome="unassigned", task=None, judged=0), CONTEXT
    ),
    "violations": report_verdict(
        CLEAN._replace(outcome="violations", violations=VIOLATIONS, judged=9), CONTEXT
    ),
    "warned": report_verdict(
        CLEAN._replace(
            outcome="violations",
            violations=VIOLATIONS[:1],
            doubts=(Doubt(b"src/s.py", "Only a `[[symbols]]` entry covers."),),
            judged=2,
            enforced=False,
            notes=("not enforced: the policy only warns in a pull request",),
        ),
        CONTEXT,
    ),
    "undecided": report_verdict(
        CLEAN._replace(
            outcome="could_not_check",
            doubts=(Doubt(b"src/s.py", "Only a `[[symbols]]` entry covers."),),
        ),
        CONTEXT,
    ),
    "error": report_error("check", CouldNotCheck("both main and master exist.", "name the base")),
    "faults": report_error(
        "check",
        ManifestError(
            (
                Fault(".remit/tasks/a.toml", 3, "a fault.", "repair it"),
                Fault(".remit/policy.toml", 0, "another."),
            )
        ),
    ),
    "lint": report_lint(
        LintReport(
            (
                LintFinding(
                    "idle-pattern", ".remit/tasks/a.toml", 7, "'x' matches no file.", "why"
                ),
                LintFinding(
                    "overlap", ".remit/tasks/a.toml", 6, "'a' and 'b' overlap.", "", ("a",)
                ),
                LintFinding("protected", ".remit/tasks/b.toml", 2, "'.github/**' is protected."),
            ),
            UnownedFiles(0, 0, ()),
            3,
            cut=True,
        ),
        "the working tree",
        ("not on main as they are here, so not in force: .remit/tasks/a.toml",),
    ),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ACCOUNTS)
def test_an_answer_is_as_it_is_kept(name: str, form: str) -> None:
    compare(file_of(name, form), settled(form, render(form, ACCOUNTS[name])))


def test_the_outputs_of_a_step_are_as_they_are_kept() -> None:
    compare("violations.outputs", github.render_step_outputs(ACCOUNTS["violations"]))


def test_the_summary_of_a_step_is_the_comment() -> None:
    for account in ACCOUNTS.values():
        assert github.render_step_summary(account, 0) == render("markdown", account)


def test_the_help_of_a_rule_is_its_page() -> None:
    (run,) = json.loads(render("sarif", ACCOUNTS["violations"]))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {violation.rule for violation in VIOLATIONS}
    for rule in rules:
        assert rule["help"] == {
            "text": render_rule_page(rule["id"]),
            "markdown": render_rule_page(rule["id"]),
        }


def test_every_file_is_some_answer() -> None:
    names = {file_of(name, form) for name in ACCOUNTS for form in FORMATS} | {"violations.outputs"}
    assert {path.name for path in GOLDEN.iterdir()} == names


def file_of(name: str, form: str) -> str:
    return f"{name}.{form}.{ENDINGS.get(form, 'json')}"


def settled(form: str, found: str) -> str:
    if ENDINGS.get(form, "json") != "json":
        return found
    fields = json.loads(found)
    for run in fields["runs"] if form == "sarif" else ():
        driver = run["tool"]["driver"]
        driver["semanticVersion"] = "(the version)"
        for rule in driver["rules"]:
            rule["help"] = f"(the page of {rule['id']})"
    return json.dumps(fields, indent=1) + "\n"


def compare(name: str, found: str) -> None:
    file = GOLDEN / name
    if os.environ.get("REMIT_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")

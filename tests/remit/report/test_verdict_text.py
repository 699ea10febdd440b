"""Whole reports as people and machines get them; `REMIT_GOLDEN=write pytest ...` renews them."""

import os
from pathlib import Path

import pytest

from remit.changes import ABSENT, EXECUTABLE, GITLINK, REGULAR, SYMLINK, Change
from remit.errors import CouldNotCheck, Fault, ManifestError
from remit.manifest.scope import FileRules
from remit.report import verdict_json, verdict_text
from remit.report.context import ReportContext
from remit.verdict import Doubt, Verdict, VerdictBase, Violation

GOLDEN = Path(__file__).parents[2] / "golden" / "report"
BASE = VerdictBase("refs/heads/main", "4fa1c0de" * 5)
BRANCH = "agent/login-form/1"
FILES = FileRules(("src/login/**", "tests/login/**"), ("docs/login/*.md",), ("CHANGELOG.md",))
CONTEXT = ReportContext(files=FILES)
OLD, NEW, NONE = "1" * 40, "2" * 40, "0" * 40
CLEAN = Verdict("commit", "clean", "login-form", BRANCH, BASE, 3)
EDIT = Violation(
    Change(b"src/tokens/store.py", REGULAR, REGULAR, OLD, NEW),
    "R102",
    "It is in the scope of `token-store`; `login-form` does not cover it.",
    ("token-store",),
)
MODE = Violation(
    Change(b"CHANGELOG.md", REGULAR, EXECUTABLE, OLD, OLD),
    "R201",
    "It may only gain lines: this changes its mode.",
)
LINK = Violation(
    Change(b"src/login/keys", ABSENT, SYMLINK, NONE, NEW),
    "R105",
    "It points to /etc: its target is absolute.",
)
ODD = Violation(
    Change(b"caf\xe9\n::error file=x::y\x1b[31m", ABSENT, REGULAR, NONE, NEW), "R101", "Outside."
)
MODULE = Violation(Change(b"lib", ABSENT, GITLINK, NONE, NEW), "R106", "A submodule is not named.")
STRANGER = Violation(None, "R604", "The merged commit 123456789abc is not from the base.")
REFUSED = CLEAN._replace(outcome="violations", judged=5)


def many(count: int) -> tuple[Violation, ...]:
    return tuple(
        Violation(
            Change(b"lib/part%d/file%03d.py" % (n % 9, n), REGULAR, REGULAR, OLD, NEW),
            "R101",
            "Outside.",
        )
        for n in range(count)
    )


REPORTS = {
    "clean": (CLEAN, CONTEXT),
    "clean-and-not-checked": (
        CLEAN._replace(
            not_checked=("[apis]: which APIs the changed code calls",),
            notes=("the base is origin/main, ahead of the local main",),
            base=VerdictBase("refs/remotes/origin/main", BASE.commit),
        ),
        CONTEXT,
    ),
    "unassigned": (Verdict("commit", "unassigned", None, "main", BASE, 0), CONTEXT),
    "unassigned-first-commit": (
        Verdict("commit", "unassigned", None, "main", None, 0, notes=("this is the first commit",)),
        CONTEXT,
    ),
    "one-violation": (REFUSED._replace(violations=(EDIT,)), CONTEXT),
    "warned": (
        REFUSED._replace(
            violations=(EDIT,),
            enforced=False,
            notes=("not enforced: the policy only warns at the commit until 2027-01-31",),
        ),
        CONTEXT,
    ),
    "warned-undecided": (
        CLEAN._replace(
            outcome="could_not_check", enforced=False, doubts=(Doubt(b"src/s.py", "A share."),)
        ),
        CONTEXT,
    ),
    "several-violations": (REFUSED._replace(violations=(MODE, MODULE, ODD, LINK, EDIT)), CONTEXT),
    "partial-commit": (REFUSED._replace(violations=(EDIT,)), CONTEXT._replace(partial=True)),
    "hundred-violations": (REFUSED._replace(violations=many(100), judged=101), CONTEXT),
    "merge": (REFUSED._replace(violations=(EDIT,)), CONTEXT._replace(merging=True)),
    "merged-stranger": (REFUSED._replace(violations=(STRANGER,)), CONTEXT._replace(merging=True)),
    "range": (
        REFUSED._replace(violations=(EDIT,), layer="pull_request"),
        CONTEXT._replace(source="range", again="remit check --range ..."),
    ),
    "every-commit": (
        REFUSED._replace(violations=(EDIT,), layer="pull_request"),
        CONTEXT._replace(source="commits"),
    ),
    "worktree": (REFUSED._replace(violations=(EDIT, LINK)), CONTEXT._replace(source="worktree")),
    "hostile": (
        REFUSED._replace(
            violations=(
                Violation(Change(b".git/hooks/x", 0, REGULAR, NONE, NEW), "R107", "Hostile."),
            )
        ),
        CONTEXT._replace(source="range"),
    ),
    "undecided": (
        CLEAN._replace(
            outcome="could_not_check",
            doubts=(Doubt(b"src/s.py", "Only a `[[symbols]]` entry covers."),),
        ),
        CONTEXT,
    ),
    "no-task": (
        Verdict(
            "commit",
            "violations",
            None,
            "x",
            BASE,
            0,
            (Violation(None, "R606", "No task covers x."),),
        ),
        CONTEXT,
    ),
}
ERRORS = {
    "error": CouldNotCheck("both main and master exist, so the base is ambiguous.", "name it"),
    "error-faults": ManifestError(
        (Fault(".remit/tasks/a.toml", 3, "a fault.", "repair it"), Fault("b.toml", 0, "another."))
    ),
}


def compare(name: str, found: str) -> None:
    file = GOLDEN / name
    if os.environ.get("REMIT_GOLDEN") == "write":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(found, encoding="utf-8")
    assert found == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_reads_as_it_is_kept(name: str) -> None:
    compare(f"{name}.txt", verdict_text.render(*REPORTS[name]))


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_for_machines_is_as_it_is_kept(name: str) -> None:
    compare(f"{name}.json", pretty(verdict_json.render(*REPORTS[name])))


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_for_machines_is_as_it_is_kept(name: str) -> None:
    compare(f"{name}.json", pretty(verdict_json.render_error(ERRORS[name])))


def test_colour_changes_nothing_but_the_colour() -> None:
    import re

    for verdict, context in REPORTS.values():
        coloured = verdict_text.render(verdict, context, colour=True)
        assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == verdict_text.render(verdict, context)
    compare(
        "several-violations.ansi", verdict_text.render(*REPORTS["several-violations"], colour=True)
    )


def test_nothing_that_a_name_holds_reaches_the_terminal_raw() -> None:
    report = verdict_text.render(*REPORTS["several-violations"])
    assert all(line.isprintable() for line in report.split("\n"))
    assert "\n::error" not in report


def test_every_file_is_some_report() -> None:
    names = {f"{name}.{form}" for name in REPORTS for form in ("txt", "json")}
    names |= {f"{name}.json" for name in ERRORS} | {"several-violations.ansi"}
    assert {path.name for path in GOLDEN.iterdir()} == names


def pretty(line: str) -> str:
    from json import dumps, loads

    assert line.isascii()
    assert line.count("\n") == 1
    return dumps(loads(line), indent=1) + "\n"

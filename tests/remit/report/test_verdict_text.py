"""Whole reports as people and machines get them; `REMIT_GOLDEN=write pytest ...` renews them."""

import os
from pathlib import Path

import pytest

from remit.changes import ABSENT, EXECUTABLE, GITLINK, REGULAR, SYMLINK, Change
from remit.errors import CouldNotJudge, Fault, ManifestError
from remit.manifest.scope import Files
from remit.report import verdict_json, verdict_text
from remit.report.context import Context
from remit.verdict import Base, Doubt, Stray, Verdict

GOLDEN = Path(__file__).parents[2] / "golden" / "report"
BASE = Base("refs/heads/main", "4fa1c0de" * 5)
BRANCH = "agent/login-form/1"
FILES = Files(("src/login/**", "tests/login/**"), ("docs/login/*.md",), ("CHANGELOG.md",))
CONTEXT = Context(files=FILES)
OLD, NEW, NONE = "1" * 40, "2" * 40, "0" * 40
CLEAN = Verdict("commit", "clean", "login-form", BRANCH, BASE, 3)
EDIT = Stray(
    Change(b"src/tokens/store.py", REGULAR, REGULAR, OLD, NEW),
    "R102",
    "It is in the remit of `token-store`; `login-form` does not cover it.",
    ("token-store",),
)
MODE = Stray(
    Change(b"CHANGELOG.md", REGULAR, EXECUTABLE, OLD, OLD),
    "R201",
    "It may only gain lines: this changes its mode.",
)
LINK = Stray(
    Change(b"src/login/keys", ABSENT, SYMLINK, NONE, NEW),
    "R105",
    "It points to /etc: its target is absolute.",
)
ODD = Stray(
    Change(b"caf\xe9\n::error file=x::y\x1b[31m", ABSENT, REGULAR, NONE, NEW), "R101", "Outside."
)
MODULE = Stray(Change(b"lib", ABSENT, GITLINK, NONE, NEW), "R106", "A submodule is not named.")
STRANGER = Stray(None, "R604", "The merged commit 123456789abc is not from the base.")
REFUSED = CLEAN._replace(outcome="strays", judged=5)


def many(count: int) -> tuple[Stray, ...]:
    return tuple(
        Stray(
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
            base=Base("refs/remotes/origin/main", BASE.commit),
        ),
        CONTEXT,
    ),
    "unbound": (Verdict("commit", "unbound", None, "main", BASE, 0), CONTEXT),
    "unbound-first-commit": (
        Verdict("commit", "unbound", None, "main", None, 0, notes=("this is the first commit",)),
        CONTEXT,
    ),
    "one-stray": (REFUSED._replace(strays=(EDIT,)), CONTEXT),
    "several-strays": (REFUSED._replace(strays=(MODE, MODULE, ODD, LINK, EDIT)), CONTEXT),
    "partial-commit": (REFUSED._replace(strays=(EDIT,)), CONTEXT._replace(partial=True)),
    "hundred-strays": (REFUSED._replace(strays=many(100), judged=101), CONTEXT),
    "merge": (REFUSED._replace(strays=(EDIT,)), CONTEXT._replace(merging=True)),
    "merged-stranger": (REFUSED._replace(strays=(STRANGER,)), CONTEXT._replace(merging=True)),
    "range": (
        REFUSED._replace(strays=(EDIT,), layer="pull_request"),
        CONTEXT._replace(source="range", again="remit check --range ..."),
    ),
    "every-commit": (
        REFUSED._replace(strays=(EDIT,), layer="pull_request"),
        CONTEXT._replace(source="commits"),
    ),
    "worktree": (REFUSED._replace(strays=(EDIT, LINK)), CONTEXT._replace(source="worktree")),
    "hostile": (
        REFUSED._replace(
            strays=(Stray(Change(b".git/hooks/x", 0, REGULAR, NONE, NEW), "R107", "Hostile."),)
        ),
        CONTEXT._replace(source="range"),
    ),
    "undecided": (
        CLEAN._replace(
            outcome="undecided", doubts=(Doubt(b"src/s.py", "Only a `[[symbols]]` entry covers."),)
        ),
        CONTEXT,
    ),
    "no-task": (
        Verdict(
            "commit", "strays", None, "x", BASE, 0, (Stray(None, "R606", "No task covers x."),)
        ),
        CONTEXT,
    ),
}
ERRORS = {
    "error": CouldNotJudge("both main and master exist, so the base is ambiguous.", "name it"),
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
    compare("several-strays.ansi", verdict_text.render(*REPORTS["several-strays"], colour=True))


def test_nothing_that_a_name_holds_reaches_the_terminal_raw() -> None:
    report = verdict_text.render(*REPORTS["several-strays"])
    assert all(line.isprintable() for line in report.split("\n"))
    assert "\n::error" not in report


def test_every_file_is_some_report() -> None:
    names = {f"{name}.{form}" for name in REPORTS for form in ("txt", "json")}
    names |= {f"{name}.json" for name in ERRORS} | {"several-strays.ansi"}
    assert {path.name for path in GOLDEN.iterdir()} == names


def pretty(line: str) -> str:
    from json import dumps, loads

    assert line.isascii()
    assert line.count("\n") == 1
    return dumps(loads(line), indent=1) + "\n"

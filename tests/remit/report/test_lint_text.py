"""The small parts of a report, and fixes that a repository seldom shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.changes import REGULAR, Change
from remit.manifest.lint_findings import DirectoryCount, LintReport, UnownedFiles
from remit.manifest.lint_findings import LintFinding as Found
from remit.manifest.scope import FileRules
from remit.report import lint_text, verdict_json
from remit.report.context import ReportContext
from remit.report.manifest_patch import toml_string
from remit.report.remedies import base_branch_name, nearest_patterns, remedies
from remit.report.verdict_text import MOST, group_by_directory
from remit.verdict import Verdict, VerdictBase, Violation

BASE = VerdictBase("refs/heads/main", "4" * 40)
VERDICT = Verdict("commit", "violations", "login", "agent/login", BASE, 2)
PATHS = st.lists(
    st.binary(min_size=1, max_size=6).filter(
        lambda part: (
            not set(part) & {0, 47} and part not in {b".", b".."} and part.lower() != b".git"
        )
    ),
    min_size=1,
    max_size=3,
).map(b"/".join)


def violation(rule: str, path: bytes | None = b"secret/s") -> Violation:
    change = None if path is None else Change(path, REGULAR, REGULAR, "1" * 40, "2" * 40)
    return Violation(change, rule, "A reason.")


@given(st.lists(PATHS))
def test_directories_hold_every_path_once_and_are_few(paths: list[bytes]) -> None:
    found = group_by_directory(paths)
    assert sum(count for _, count in found) == len(paths)
    assert len(found) <= MOST
    for directory, _ in found:
        assert directory in {b"", b"..."} or any(
            path.startswith(directory + b"/") for path in paths
        )


def test_a_top_level_that_is_too_wide_is_cut_with_a_count() -> None:
    found = group_by_directory(b"%02d/x" % number for number in range(30))
    assert len(found) == MOST
    assert found[-1] == (b"...", 30 - MOST + 1)


@given(st.text())
def test_a_string_of_a_manifest_reads_back(text: str) -> None:
    import tomllib

    assert tomllib.loads(f"x = {toml_string(text)}") == {"x": text}


def test_what_is_near_is_what_shares_the_longest_beginning() -> None:
    files = FileRules(tuple(f"src/{each}/**" for each in "abcdef"), ("docs/*.md",))
    assert nearest_patterns(b"src/a/x", files) == "write src/a/**"
    assert nearest_patterns(b"docs/x/y", files) == "create docs/*.md"
    assert nearest_patterns(b"src/z", files).endswith(" (of 7 patterns)")
    assert nearest_patterns(b"x", FileRules()) == "nothing"


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("refs/heads/main", "main"),
        ("refs/remotes/origin/release/1", "release/1"),
        ("main", "main"),
        ("origin/main", "origin/main"),
    ],
)
def test_the_base_is_called_by_its_branch(ref: str, name: str) -> None:
    assert base_branch_name(VerdictBase(ref, "4" * 40)) == name
    assert base_branch_name(None) == "the base"


def test_a_branch_without_a_task_is_sent_to_one() -> None:
    for rule in ("R605", "R606"):
        (way,) = remedies([violation(rule, None)], VERDICT._replace(task=None), ReportContext())
        assert way.kind == "request_access"
        assert "remit new" in way.says


def test_a_stranger_in_the_history_is_taken_out_by_redoing_the_commits() -> None:
    (way,) = remedies([violation("R604", None)], VERDICT, ReportContext("commits"))
    assert way.commands == ('git reset --soft "$(git merge-base refs/heads/main HEAD)"',)
    ways = remedies([violation("R604", None), violation("R101")], VERDICT, ReportContext("commits"))
    assert ways[0].commands[0].endswith('.patch"')
    assert "HEAD refs/heads/main -- secret/s | git apply --index" in ways[0].commands[1]
    assert remedies([violation("R604", None)], VERDICT, ReportContext("range")) == ()


def test_too_many_paths_of_a_range_are_a_question_for_the_policy() -> None:
    (way,) = remedies([violation("R110", None)], VERDICT, ReportContext("range"))
    assert (way.kind, way.commands) == ("request_access", ())


def test_a_working_tree_without_a_commit_is_cleared_by_hand() -> None:
    ways = remedies([violation("R101")], VERDICT, ReportContext("worktree", unborn=True))
    assert [way.kind for way in ways] == ["request_access", "undo"]


def test_past_a_thousand_violations_machines_get_the_fixes_once() -> None:
    import json as standard

    violations = tuple(
        violation("R101", b"x/%d" % number) for number in range(verdict_json.MOST_FIXES + 1)
    )
    verdict = VERDICT._replace(violations=violations)
    answer = standard.loads(verdict_json.render(verdict, ReportContext()))
    assert len(answer["violations"]) == len(violations)
    assert not any(each["fixes"] for each in answer["violations"])
    kinds = [way["kind"] for way in answer["fixes"]]
    assert kinds == ["request_access", "send_to_owner", "unstage"]
    assert answer["fixes"][0]["manifest"]["more"] == len(violations) - 100


def test_findings_say_what_was_cut_and_where_nobody_is() -> None:
    report = LintReport(
        (
            Found(
                "overlap", "a.toml", 3, "they meet.", "part them", ("a", "b"), b"x\xff", "b.toml:1"
            ),
        ),
        UnownedFiles(2, 9, (DirectoryCount(b"lib", 1, b"lib/x"), DirectoryCount(b"", 1, b"y"))),
        2,
        cut=True,
    )
    assert lint_text.render(report, "main", ("a note",), colour=False) == (
        "a.toml:3: error: they meet.\n"
        "  hint: part them\n"
        "and more pairs of tasks that collide, which are not listed\n"
        "2 of 9 tracked files are in nobody's scope:\n"
        "        1  lib/\n"
        "        1  the root\n"
        "note: a note\n"
        "remit lint: 1 error in 2 tasks of main\n"
    )
    assert '"path_base64": "eP8="' in lint_text.render_json(report, "main", ())

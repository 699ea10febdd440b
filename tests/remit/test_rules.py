"""Every rule has a page, and every page is true: its examples are judged."""

import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from judging import broken, judged
from pushing import bare, linked, serve
from repo import Repo
from rule_page import Example, Page, blocks, of_a_push, read

from remit.cli.main import VERBS
from remit.errors import UsageError
from remit.manifest.scope import Scope
from remit.rules import RULES, render_rule_page
from remit.verdict import JudgeFindings

FOLDER = files("remit").joinpath("rule_pages")
PAGES = {rule: read(render_rule_page(rule)) for rule in RULES}
JUDGED = [rule for rule, found in PAGES.items() if not found.trips.script]
PUSHED = [rule for rule, found in PAGES.items() if of_a_push(found)]
GATED = [rule for rule in PAGES if rule not in {*JUDGED, *PUSHED}]
SOURCES = Path(str(files("remit")))


def findings(example: Example) -> JudgeFindings:
    """What the judge says about an example's changes, for its first task."""
    assert example.before != example.after
    task, *others = example.tasks
    return judged(
        example.before,
        example.after,
        task,
        policy=example.policy,
        base=example.base,
        others=[(pattern, other.id) for other in others for pattern in patterns(other)],
    )


def patterns(task: Scope) -> tuple[str, ...]:
    return task.files.write + task.files.create + task.files.append


def test_no_page_is_without_a_rule_and_no_rule_without_a_page() -> None:
    assert {Path(str(found)).stem for found in FOLDER.iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_page_has_the_rules_title_and_says_why_and_what_to_do(rule: str) -> None:
    found = PAGES[rule]
    assert found.title == f"{rule}: {RULES[rule]}"
    assert list(found.sections) == ["Why", "Breaks the rule", "Keeps the rule", "How to fix"]
    assert all(len(section.split()) > 5 for section in found.sections.values())


@pytest.mark.parametrize("rule", RULES)
def test_the_ways_forward_are_commands_that_exist(rule: str) -> None:
    commands = "".join(blocks(PAGES[rule].sections["How to fix"], "sh")).splitlines()
    assert commands
    known = subprocess.run(
        ["git", "--list-cmds=main"], check=True, capture_output=True, text=True
    ).stdout.split()
    for command in commands:
        program, verb, *_ = command.split()
        assert verb in {"git": known, "remit": VERBS}[program], command


@pytest.mark.parametrize("rule", JUDGED)
def test_the_example_that_trips_a_rule_trips_it_and_no_other(rule: str) -> None:
    assert {found for found, _ in broken(findings(PAGES[rule].trips))} == {rule}


@pytest.mark.parametrize("rule", JUDGED)
def test_the_example_just_inside_is_clean(rule: str) -> None:
    found = findings(PAGES[rule].inside)
    assert (broken(found), found.doubts) == ([], ())


@pytest.mark.parametrize("rule", GATED)
def test_the_script_that_trips_a_rule_of_the_gates_trips_it(
    rule: str, empty: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rule in gated(PAGES[rule], PAGES[rule].trips, empty, monkeypatch)


@pytest.mark.parametrize("rule", GATED)
def test_the_script_just_inside_is_clean(
    rule: str, empty: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gated(PAGES[rule], PAGES[rule].inside, empty, monkeypatch) == set()


def gated(found: Page, example: Example, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> "set[str]":
    """The rules that the commit prepared by a page's script would break, in a real repository."""
    started(found, example, repo, monkeypatch)
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    monkeypatch.setenv("PATH", programs)
    subprocess.run(["sh", "-eu", "-c", example.script], cwd=repo.root, check=True)
    verdict = repo.judge()
    assert verdict.outcome in {"clean", "violations"}
    return {violation.rule for violation in verdict.violations}


@pytest.mark.parametrize("rule", PUSHED)
def test_the_script_that_trips_a_rule_of_the_push_trips_it_and_no_other(
    rule: str, empty: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pushed(PAGES[rule], PAGES[rule].trips, empty, monkeypatch) == {rule}


@pytest.mark.parametrize("rule", PUSHED)
def test_the_script_just_inside_is_pushed(
    rule: str, empty: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pushed(PAGES[rule], PAGES[rule].inside, empty, monkeypatch) == set()


def pushed(
    found: Page, example: Example, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> "set[str]":
    """The rules by which a server refuses the push that a page's script ends with."""
    started(found, example, repo, monkeypatch)
    server = serve(bare(repo.root.parent / "server.git"))
    linked(repo, server)
    script = ["sh", "-eu", "-c", example.script]
    done = subprocess.run(script, cwd=repo.root, check=False, capture_output=True, text=True)
    named = set(re.findall(r"\bR\d{3}\b", done.stderr))
    assert bool(named) == bool(done.returncode), done.stderr
    return named


def started(found: Page, example: Example, repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository that the script of a page begins in."""
    assert found.trips.script != found.inside.script
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{who}_NAME")  # so that the script can say who it is
    repo.git("config", "user.name", "Ann")
    for path, text in example.files.items():
        repo.stage(path, text)
    for path in ("src/login/form.py", "src/session.py"):
        repo.stage(path)
    repo.commit("The base")


def test_an_unknown_rule_is_named_with_those_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        render_rule_page("R999")
    assert "R999" in caught.value.sentence
    assert "R101" in caught.value.hint


def test_a_rule_is_a_name_and_never_a_path() -> None:
    with pytest.raises(UsageError):
        render_rule_page("../rules")


def test_every_rule_that_the_code_gives_has_a_page_and_every_page_is_given() -> None:
    texts = [path.read_text("utf-8") for path in SOURCES.rglob("*.py") if path.stem != "rules"]
    given = {rule for text in texts for rule in re.findall(r'"(R\d{3})"', text)}
    assert given == set(RULES)


def test_no_page_shows_a_command_that_overwrites_the_working_tree() -> None:
    for text in (each.read_text() for each in FOLDER.iterdir()):
        assert "restore --staged --worktree" not in text
        assert "git diff --cached --binary" not in text  # settings of the user change what it says


def test_an_unknown_rule_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        render_rule_page("R1011")
    assert caught.value.hint == "did you mean R101?"
    with pytest.raises(UsageError) as caught:
        render_rule_page("nonsense")
    assert "R101, R102" in caught.value.hint

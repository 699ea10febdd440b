"""`remit owners` with real repositories."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from calling import RemitCall, Said
    from repo import Repo


@pytest.fixture
def owners(remit: "RemitCall") -> "RemitCall":
    """Call `remit owners`."""

    def call(*words: str) -> "Said":
        return remit("owners", *words)

    return call


@pytest.fixture
def owned(repo: "Repo") -> "Repo":
    """The repository with a CODEOWNERS file and some history on the base."""
    repo.switch("main")
    repo.stage(".github/CODEOWNERS", "* @all\n/secret/ @safe # why\n/secret/old/\n")
    repo.commit("owners")
    for number, author in enumerate(("Ada <ada@x.org>", "Ada <ada@x.org>", "Ben <ben@x.org>")):
        repo.stage("secret/s", f"{number}\n")
        repo.git("commit", "-q", "--no-verify", "--author", author, "-m", "a change")
    return repo


@pytest.mark.usefixtures("owned")
def test_the_lines_that_decide_and_the_authors_are_named(owners: "RemitCall") -> None:
    said = owners("secret/s")
    assert said.code == 0
    assert "secret/s\n  owners       @safe (.github/CODEOWNERS:2 /secret/)\n" in said.out
    assert "50% of recent work, last 2026-01-01: Ada <ada@x.org>" in said.out


@pytest.mark.usefixtures("owned")
def test_the_answer_in_json_has_everything(owners: "RemitCall") -> None:
    said = owners("secret/s", "secret/old/new", "--format", "json")
    first, second = said.each("paths")
    assert first["owners"] == ["@safe"]
    assert first["kind"] == "file"
    assert second["kind"] == "absent"
    assert second["owners"] == []
    assert said.within("codeowners")["forge"] == "github"


@pytest.mark.usefixtures("owned")
def test_a_directory_has_a_bus_factor(owners: "RemitCall") -> None:
    said = owners(".")
    assert said.out.startswith("the whole repository (")
    assert "bus factor" in said.out
    assert "nobody, on purpose" in owners("secret/old/x").out


def test_the_base_counts_and_not_the_working_tree(owners: "RemitCall", owned: "Repo") -> None:
    owned.write(".github/CODEOWNERS", "* @evil\n")
    assert "@evil" not in owners("secret/s").out
    owned.branch("agent/other")
    owned.put(".github/CODEOWNERS", "* @other\n")
    assert "@other" not in owners("secret/s").out
    assert "@other (.github/CODEOWNERS:1 *)" in owners("secret/s", "--at", "agent/other").out


def test_without_codeowners_that_is_said(owners: "RemitCall", repo: "Repo") -> None:
    repo.switch("main")
    said = owners("secret/s")
    assert said.code == 0
    assert "nobody is named: there is no CODEOWNERS file" in said.out
    assert "note: there is no CODEOWNERS file." in said.out


def test_a_file_for_another_forge_is_not_looked_at(owners: "RemitCall", owned: "Repo") -> None:
    owned.put(".gitlab/CODEOWNERS", "* @lab\n")
    assert "note: .gitlab/CODEOWNERS is not looked at: .github/CODEOWNERS counts." in (
        owners("secret/s").out
    )
    assert "@lab (.gitlab/CODEOWNERS:1 *)" in owners("secret/s", "--forge", "gitlab").out
    assert "there is no CODEOWNERS file that bitbucket reads" in (
        owners("secret/s", "--forge", "bitbucket").out
    )


def test_faulty_lines_are_shown_with_their_place(owners: "RemitCall", owned: "Repo") -> None:
    owned.put(".github/CODEOWNERS", "* @all\n!x @y\n\x1b[31m @z\n")
    said = owners("secret/s").out
    assert ".github/CODEOWNERS:2: the pattern '!x' begins with '!'" in said
    assert "hint: " in said
    assert "\x1b" not in said


def test_names_of_files_and_people_can_do_nothing(owners: "RemitCall", owned: "Repo") -> None:
    owned.stage("secret/a\nb\x1b[2J", "x\n")
    owned.git("commit", "-q", "--no-verify", "--author", "E\x1b[31mvil <e@x>", "-m", "x")
    said = owners("secret/a\nb\x1b[2J")
    assert "\x1b" not in said.out
    assert '"secret/a\\nb\\033[2J"' in said.out


def test_a_link_in_place_of_the_file_is_not_followed(owners: "RemitCall", owned: "Repo") -> None:
    owned.link(".github/CODEOWNERS", "../secret/s")
    owned.git("add", ".github/CODEOWNERS")
    owned.commit("a link")
    assert "note: .github/CODEOWNERS is no regular file" in owners("secret/s").out


def test_tasks_and_their_conflicts_are_named(owners: "RemitCall", owned: "Repo") -> None:
    owned.task("one", write=["secret/**"])
    owned.task("two", write=["secret/s"])
    owned.commit("tasks")
    said = owners("secret/s").out
    assert "tasks        one\n               two" in said
    assert "conflict     the tasks one and two may both write it, and neither waits" in said


def test_a_shallow_clone_says_what_it_lacks(
    owners: "RemitCall", owned: "Repo", tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    shallow = owned.clone(tmp_path / "shallow", "--depth=1")
    monkeypatch.chdir(shallow.root)
    said = owners("secret/s").out
    assert "note: this is a shallow clone" in said
    assert "note: there is no history that tells who changed what." in said
    assert "@safe (.github/CODEOWNERS:2" in said


@pytest.mark.usefixtures("owned")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("../../outside",), "is not in this repository"),
        (("secret/s", "--at", "nowhere"), "nowhere"),
        (("secret/s", "--at=--all"), "--all names no commit"),
    ],
)
def test_a_question_that_cannot_be_meant_is_refused(
    owners: "RemitCall", words: tuple[str, ...], said: str
) -> None:
    found = owners(*words)
    assert found.code == 2
    assert said in found.err

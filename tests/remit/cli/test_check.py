"""`remit check`: what is judged, and how it answers."""

from typing import TYPE_CHECKING

import pytest

from remit.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from calling import RemitCall
    from repo import Repo


def test_a_clean_index_says_what_was_judged(remit: "RemitCall", repo: "Repo") -> None:
    repo.stage("allowed/b")
    said = remit("check")
    assert said.code == 0
    assert said.out == (
        "remit: clean: 1 change in the index; task login on agent/login, by the manifests of "
        f"main ({repo.oid('main')[:10]})\n"
    )


def test_a_violation_in_the_index_is_refused_with_its_fixes(
    remit: "RemitCall", repo: "Repo"
) -> None:
    repo.stage("secret/s", "x\n")
    said = remit("check", "--staged")
    assert (said.code, said.err) == (1, "")
    assert said.out.startswith(
        "remit: refused: 1 violation among 1 change; task login on agent/login"
    )
    assert "\n      git restore --staged -- secret/s\n" in said.out


def test_violations_are_data_for_machines(remit: "RemitCall", repo: "Repo") -> None:
    repo.stage("secret/s", "x\n")
    said = remit("check", "--format", "json")
    assert said.code == 1
    fields = said.fields
    assert fields["version"] == 2
    assert fields["outcome"] == "violations"
    assert fields["exit_code"] == 1
    assert fields["base"] == {"ref": "refs/heads/main", "commit": repo.oid("main")}
    (violation,) = said.each("violations")
    assert (violation["path"], violation["rule"], violation["tasks"]) == ("secret/s", "R101", [])


def test_paths_come_raw_with_nul_after_each(
    repo: "Repo", capfdbinary: "pytest.CaptureFixture[bytes]"
) -> None:
    repo.stage("caf\udce9\n")
    repo.stage("secret/s", "x\n")
    assert main(["check", "--format", "paths"]) == 1
    assert capfdbinary.readouterr().out == b"caf\xe9\n\0secret/s\0"


def test_a_path_that_is_not_utf8_keeps_its_bytes_in_json(remit: "RemitCall", repo: "Repo") -> None:
    repo.stage("secret/caf\udce9")
    (violation,) = remit("check", "--format", "json").each("violations")
    assert violation["path"] == '"secret/caf\\351"'
    assert violation["path_base64"] == "c2VjcmV0L2NhZuk="


def test_a_range_is_judged_by_its_effect(remit: "RemitCall", repo: "Repo") -> None:
    repo.put("allowed/b")
    assert remit("check", "--range", "main...HEAD").code == 0
    repo.put("secret/s", "x\n")
    repo.put("secret/s", "secret/s\n")
    assert remit("check", "--range", "main...").code == 0
    assert remit("check", "--range", "...HEAD").code == 0
    assert remit("check", "--range", "main...HEAD", "--every-commit").code == 1


def test_a_range_elsewhere_is_repaired_where_it_is(remit: "RemitCall", repo: "Repo") -> None:
    repo.put("secret/s", "x\n")
    repo.switch("main")
    said = remit("check", "--range", "main...agent/login")
    assert said.code == 1
    base = repo.oid("main")
    assert (
        f"git switch agent/login && git diff-tree -r --binary HEAD {base} -- secret/s" in said.out
    )


@pytest.mark.parametrize("text", ["main..HEAD", "main", "main....HEAD", ""])
def test_a_range_with_other_than_three_dots_is_refused(
    remit: "RemitCall", repo: "Repo", text: str
) -> None:
    said = remit("check", "--range", text)
    assert said.code == 2
    assert said.err.startswith("remit: a range is written BASE...HEAD")
    assert ("--range main...HEAD" in said.err) == (text == "main..HEAD")
    assert repo


def test_each_end_of_a_range_can_be_given_by_itself(remit: "RemitCall", repo: "Repo") -> None:
    repo.put("secret/s", "x\n")
    repo.switch("main")
    for words in (["--base=main", "--head", "agent/login"], ["--head", "agent/login"]):
        assert remit("check", *words).code == 1
    assert remit("check", "--base", "main").code == 0
    detached = remit("check", "--head", repo.oid("agent/login"), "--branch", "agent/login")
    assert detached.code == 1


@pytest.mark.parametrize(
    "words",
    [
        ["--range", "main...HEAD", "--head", "HEAD"],
        ["--staged", "--base", "main"],
        ["--branch", "agent/login"],
        ["--worktree", "--every-commit"],
    ],
)
@pytest.mark.usefixtures("repo")
def test_words_of_a_range_stand_beside_one_range(remit: "RemitCall", words: list[str]) -> None:
    said = remit("check", *words)
    assert said.code == 2
    assert "--" in said.err


def test_the_working_tree_counts_untracked_files(remit: "RemitCall", repo: "Repo") -> None:
    repo.write("violation")
    assert remit("check").code == 0
    assert remit("check", "--worktree").code == 1


@pytest.mark.usefixtures("repo")
def test_a_task_can_be_named_and_must_agree(remit: "RemitCall") -> None:
    assert remit("check", "--task", "login").code == 0
    said = remit("check", "--task", "other")
    assert said.code == 2
    assert said.err.startswith("remit: ")


def test_every_commit_is_about_a_range(remit: "RemitCall", repo: "Repo") -> None:
    assert remit("check", "--every-commit").code == 2
    assert remit("check", "--staged", "--worktree").code == 2
    assert repo


def test_a_branch_of_no_task_is_left_alone_and_told_so(remit: "RemitCall", repo: "Repo") -> None:
    repo.switch("main")
    said = remit("check")
    assert said.code == 0
    assert said.out.startswith("remit: no task for this branch, so nothing was checked")


def test_what_could_not_be_checked_is_json_too(
    remit: "RemitCall", tmp_path: "Path", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = remit("check", "--format", "json")
    assert said.code == 2
    assert said.fields["outcome"] == "could_not_check"
    assert said.fields["exit_code"] == 2
    assert set(said.within("error")) == {"sentence", "hint", "faults"}


def test_the_faults_of_a_policy_are_listed_in_json(remit: "RemitCall", repo: "Repo") -> None:
    repo.switch("main")
    repo.policy("bse = 3\ncase = 7\n")
    repo.commit("break it")
    repo.git("branch", "-f", "agent/login")
    repo.switch("agent/login")
    said = remit("check", "--format", "json")
    assert said.code == 2
    faults = said.within("error")["faults"]
    assert str(faults).count("'.remit/policy.toml'") == 2


def test_colour_is_for_terminals_that_want_it() -> None:
    from remit.report.console import should_colour

    assert should_colour(terminal=True, environment={"TERM": "xterm"})
    assert not should_colour(terminal=False, environment={"TERM": "xterm"})
    assert not should_colour(terminal=True, environment={"NO_COLOR": "1"})
    assert should_colour(terminal=True, environment={"NO_COLOR": ""})
    assert not should_colour(terminal=True, environment={"TERM": "dumb"})


def test_not_checked_is_said_with_a_pass(remit: "RemitCall", repo: "Repo") -> None:
    repo.switch("main")
    text = (repo.root / ".remit/tasks/login.toml").read_text()
    repo.put(".remit/tasks/login.toml", text + '[apis]\nallow = ["re"]\n')
    repo.git("branch", "-f", "agent/login")
    repo.switch("agent/login")
    assert "\nnot checked: [apis]" in remit("check").out

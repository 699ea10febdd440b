"""`remit agents`, as it is called."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from calling import RemitCall
    from repo import Repo


@pytest.mark.usefixtures("repo")
def test_installing_and_uninstalling_say_what_they_did(remit: "RemitCall") -> None:
    file = Path.home() / ".claude/settings.json"
    said = remit("agents", "install", "claude-code")
    assert (said.code, said.out.splitlines()[0]) == (
        0,
        f"Claude Code asks remit before each tool call: wrote {file}.",
    )
    again = remit("agents", "install", "claude-code", "--user", "--format", "json").fields
    assert f"{file} says so already" in str(again["done"])
    assert remit("agents", "uninstall", "claude-code").out == (
        f"{file} is gone: there was none before.\n"
    )
    assert remit("agents", "uninstall", "claude-code").out == "remit has no hook there.\n"


def test_the_hook_of_the_working_tree_is_tested_before_the_users(
    remit: "RemitCall", repo: "Repo", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    remit("agents", "install", "codex")
    remit("agents", "install", "codex", "--project")
    answer = remit("agents", "test", "codex", "--format", "json")
    assert answer.code == 0
    assert answer.fields["works"] is True
    assert answer.fields["ran_agent"] is False
    assert answer.fields["file"] == str(repo.root / ".codex/hooks.json")
    assert [each["outcome"] for each in answer.each("answers")] == [
        *["denied"] * 4,
        "allowed",
        "reported after the call",
    ]


def test_a_hook_that_denies_nothing_is_exit_code_1(remit: "RemitCall", repo: "Repo") -> None:
    remit("agents", "install", "codex", "--project")
    file = repo.root / ".codex/hooks.json"
    file.write_text(file.read_text().replace("|| {", "> /dev/null || true || {"))
    answer = remit("agents", "test", "codex", "--project", "--no-cli")
    assert answer.code == 1
    assert "broken   hook: file tool is NOT denied" in answer.out
    assert answer.out.endswith("remit agents test: something is broken\n")


@pytest.mark.usefixtures("repo")
def test_an_agent_without_a_hook_could_not_be_tested(
    remit: "RemitCall", capsys: pytest.CaptureFixture[str]
) -> None:
    del capsys
    answer = remit("agents", "test", "gemini", "--user", "--format", "json")
    assert answer.code == 2
    assert "does not ask remit" in str(answer.fields)


def test_the_sandbox_of_the_task_of_this_branch_is_printed(
    remit: "RemitCall", repo: "Repo"
) -> None:
    said = remit("agents", "sandbox", "codex")
    assert said.code == 0
    assert said.out.startswith(f"# for {repo.root}/.codex/config.toml\n# not covered: ")
    assert '"allowed" = "write"' in said.out
    fields = remit("agents", "sandbox", "codex", "--write", "--format", "json").fields
    assert (repo.root / ".codex/config.toml").read_text() == fields["settings"]

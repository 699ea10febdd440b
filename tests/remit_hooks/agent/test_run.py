"""Each dialect says the same, in its own words, and fails closed."""

import json
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from agent_events import AGENTS, Caller
from repo import Repo
from tool_calls import answer

from remit.errors import UsageError
from remit_hooks.agent.run import load_dialect


@pytest.mark.parametrize("agent", AGENTS)
def test_a_write_is_denied_with_its_reason_and_left_alone_in_the_scope(
    repo: Repo, agent: str
) -> None:
    caller = Caller(agent, repo.root)
    denied = answer(agent, caller.event("write", {"path": "secret/s", "content": "x"}))
    reason = denied.denial(agent) or ""
    assert "secret/s (R101)" in reason
    assert "write allowed/**" in reason
    assert 'remit request secret/s --why "REASON"' in reason
    assert denied.code == load_dialect(agent).DENIED
    allowed = answer(agent, caller.event("write", {"path": "allowed/a", "content": "x"}))
    assert (allowed.code, allowed.output) == (0, load_dialect(agent).NOTHING)


@pytest.mark.parametrize("agent", AGENTS)
def test_what_a_shell_call_did_is_told_after_it(repo: Repo, agent: str) -> None:
    caller = Caller(agent, repo.root)
    assert answer(agent, caller.shell("./run", call="1")).denial(agent) is None
    repo.write("secret/new")
    report = answer(agent, caller.shell("./run", after=True, call="1")).report(agent)
    assert "secret/new (R101)" in (report or "")
    again = answer(agent, caller.shell("./run", after=True, call="1"))
    assert again.report(agent) is None, "the note of the call is used up"


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize(
    "event", ["", "no json", "[]", "{}", '{"tool_name": 1}', "[" * 100_000, "\udcff"]
)
def test_an_event_that_cannot_be_read_is_denied(repo: Repo, agent: str, event: str) -> None:
    assert repo.root.exists()
    said = answer(agent, event.encode("utf-8", "surrogateescape").decode("latin-1"))
    assert said.code == 2
    assert "cannot be read" in said.complaint
    json.loads(said.output)


@pytest.mark.parametrize("agent", AGENTS)
def test_a_base_that_cannot_be_told_denies_a_write(repo: Repo, agent: str) -> None:
    repo.git("config", "remit.base", "nowhere")
    said = answer(agent, Caller(agent, repo.root).event("write", {"path": "allowed/a"}))
    assert said.code == 2
    assert "nowhere" in said.complaint


@pytest.mark.parametrize("agent", AGENTS)
def test_what_fails_after_a_call_is_told(repo: Repo, agent: str) -> None:
    caller = Caller(agent, repo.root)
    answer(agent, caller.shell("./run", call="1"))
    (note,) = (repo.root / ".git/remit/calls").iterdir()
    note.write_bytes(b"damaged")
    report = answer(agent, caller.shell("./run", after=True, call="1")).report(agent)
    assert "is damaged" in (report or "")


def test_a_crash_is_denied(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("remit_hooks.agent.judgement.judge_writes", crash)
    said = answer(
        "claude-code", Caller("claude-code", repo.root).event("Write", {"file_path": "x"})
    )
    assert said.code == 2
    assert "a bug in remit" in said.complaint


@pytest.mark.parametrize("agent", AGENTS)
def test_a_call_that_takes_too_long_to_judge_is_denied_while_the_agent_waits(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, agent: str
) -> None:
    def wait(*_given: object, **_named: object) -> None:
        sleep(5)

    monkeypatch.setattr("remit_hooks.agent.run._LONGEST", 0.01)
    monkeypatch.setattr("remit_hooks.agent.judgement.judge_writes", wait)
    said = answer(agent, Caller(agent, repo.root).event("write", {"path": "allowed/a"}))
    assert said.code == 2
    assert "longer than 0.01 s" in said.complaint
    assert said.denial(agent)


@pytest.mark.parametrize("words", [[], ["nobody"], ["codex", "--what"]])
def test_a_call_that_cannot_be_meant_is_denied(words: list[str]) -> None:
    command = [sys.executable, "-I", "-m", "remit_hooks", "agent", *words]
    done = subprocess.run(command, input=b"{}", capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stderr


def test_an_installation_that_is_broken_denies(repo: Repo, tmp_path: Path) -> None:
    assert repo.root.exists()
    code = (
        "import sys, runpy; sys.modules['remit_hooks.agent.run'] = None;"
        "sys.argv = ['remit_hooks', 'agent', 'codex'];"
        "runpy.run_module('remit_hooks', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert b"denied" in done.stderr


def test_no_agent_has_another_name() -> None:
    with pytest.raises(UsageError, match="there is no agent"):
        load_dialect("claude")


@pytest.mark.parametrize("agent", [agent for agent in AGENTS if agent != "generic"])
@pytest.mark.parametrize("name", ["SessionStart", "Stop", "sessionStart", "beforeReadFile"])
def test_other_events_have_no_opinion(repo: Repo, agent: str, name: str) -> None:
    document = {"hook_event_name": name, "event": name, "cwd": str(repo.root)}
    said = answer(agent, json.dumps(document))
    assert (said.code, said.output) == (0, load_dialect(agent).NOTHING)


def test_cursor_is_not_judged_twice(repo: Repo, tmp_path: Path) -> None:
    """Cursor runs the hooks of Claude Code as well; its own one judges, where it is there."""
    document = json.loads(Caller("claude-code", repo.root).event("Write", {"file_path": "top"}))
    document |= {"cursor_version": "2.4", "workspace_roots": [str(repo.root)]}
    event = json.dumps(document)
    assert answer("claude-code", event).denial("claude-code"), "nobody else judges yet"
    settings = tmp_path / "home/.cursor/hooks.json"
    settings.parent.mkdir()
    command = "'/opt/remit/bin/python' -I -m remit_hooks agent cursor --revert"
    settings.write_text(json.dumps({"hooks": {"preToolUse": [{"command": command}]}}))
    assert answer("claude-code", event).denial("claude-code") is None


def test_copilot_says_its_events_in_two_spellings(repo: Repo) -> None:
    document = {
        "hook_event_name": "PreToolUse", "session_id": "1", "cwd": str(repo.root),
        "tool_name": "Write", "tool_input": {"path": "top", "file_text": "x"},
    }  # fmt: skip
    assert answer("copilot", json.dumps(document)).denial("copilot")


def test_cursor_has_events_of_its_own_for_shells(repo: Repo) -> None:
    document = {
        "hook_event_name": "beforeShellExecution", "conversation_id": "1", "command": "rm top",
        "workspace_roots": [str(repo.root)],
    }  # fmt: skip
    assert answer("cursor", json.dumps(document)).denial("cursor")

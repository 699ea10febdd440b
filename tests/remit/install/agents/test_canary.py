"""The canary: a hook that denies what it must is believed, and no other."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from remit.install.agents.agent_hooks import user_place
from remit.install.agents.canary import (
    find_hook_file,
    probe_agent_hook,
    probe_command_line,
    read_configured_hooks,
    render_hook_file,
)
from remit.install.agents.known_agents import KNOWN_AGENTS, configured_hooks, hook_command
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from remit.install.agents.known_agents import ConfiguredHook

pytestmark = pytest.mark.usefixtures("empty")
CALLS = [
    "file tool",
    "shell",
    "patch",
    "sub-agent",
    "a file inside the scope",
    "a program's write",
]


def hooks_that_run(name: str, command: str) -> "list[ConfiguredHook]":
    """The hooks of a configuration, with another command in the place of remit's."""
    agent = KNOWN_AGENTS[name]
    found = configured_hooks(agent, render_hook_file(agent, hook_command(name, sys.executable)))
    return [hook._replace(command=command) for hook in found]


@pytest.mark.parametrize("name", KNOWN_AGENTS)
def test_the_real_hook_denies_and_allows_what_it_must(name: str) -> None:
    hooks = hooks_that_run(name, hook_command(name, sys.executable))
    answers = list(probe_agent_hook(KNOWN_AGENTS[name], hooks))
    assert [answer.call for answer in answers] == CALLS
    assert [answer for answer in answers if not answer.right] == []


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("true", ["file tool", "shell", "patch", "sub-agent", "a program's write"]),
        ("echo broken; exit 1", ["file tool", "shell", "patch", "sub-agent", "a program's write"]),
        ("exit 2", ["a file inside the scope", "a program's write"]),
        ('echo \'{"decision": "deny"}\'', ["a file inside the scope", "a program's write"]),
    ],
)
def test_a_hook_that_answers_everything_alike_is_found_out(command: str, wrong: list[str]) -> None:
    hooks = hooks_that_run("gemini", command)
    answers = probe_agent_hook(KNOWN_AGENTS["gemini"], hooks)
    assert [answer.call for answer in answers if not answer.right] == wrong


def test_a_hook_that_hears_of_file_tools_alone_is_found_out() -> None:
    command = hook_command("claude-code", sys.executable)
    hooks = [hook._replace(matcher="Write") for hook in hooks_that_run("claude-code", command)]
    answers = probe_agent_hook(KNOWN_AGENTS["claude-code"], hooks)
    assert [answer.call for answer in answers if not answer.right] == [
        "shell",
        "patch",
        "a program's write",
    ]


@pytest.mark.parametrize("name", KNOWN_AGENTS)
def test_an_interpreter_that_is_gone_denies_every_call(name: str) -> None:
    hooks = hooks_that_run(name, hook_command(name, "/gone/python"))
    answers = {answer.call: answer for answer in probe_agent_hook(KNOWN_AGENTS[name], hooks)}
    assert answers["file tool"].right
    assert "the hook failed" in answers["file tool"].said
    assert not answers["a file inside the scope"].right


@pytest.mark.parametrize(
    ("matcher", "tool", "hears"),
    [
        ("", "Bash", True),
        ("*", "Bash", True),
        ("Edit|Write", "Write", True),
        ("Edit, Write", "Write", True),
        ("Edit", "NotebookEdit", False),
        ("mcp__.*", "mcp__files__write", True),
        ("mcp__.*", "Bash", False),
    ],
)
def test_a_matcher_is_read_as_the_agents_read_it(matcher: str, tool: str, *, hears: bool) -> None:
    hook = hooks_that_run("claude-code", "true")[0]._replace(matcher=matcher)
    assert hook.hears_of(tool) is hears


def test_an_agent_without_a_hook_is_named_with_the_command_that_installs_it() -> None:
    with pytest.raises(InstallError, match="Gemini CLI does not ask remit") as failure:
        find_hook_file(KNOWN_AGENTS["gemini"], (user_place(),))
    assert failure.value.hint == "remit agents install gemini"


def test_a_configuration_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "hooks.json").write_text("{")
    with pytest.raises(InstallError, match="cannot be read"):
        read_configured_hooks(KNOWN_AGENTS["codex"], tmp_path / "hooks.json")


def test_an_agent_that_is_not_installed_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    hooks = hooks_that_run("claude-code", "true")
    assert list(probe_command_line(KNOWN_AGENTS["claude-code"], hooks)) == []


def test_the_plug_in_of_opencode_holds_the_command_as_a_text_of_javascript() -> None:
    command = hook_command("opencode", "/a 'b' \"c\"/python")
    text = render_hook_file(KNOWN_AGENTS["opencode"], command)
    line = next(each for each in text.splitlines() if each.startswith("const command = "))
    assert json.loads(line.removeprefix("const command = ")) == command

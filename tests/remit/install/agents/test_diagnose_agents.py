"""What doctor says about the agents that were told to ask remit."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from remit.install.agents.agent_hooks import install_agent_hook, project_place, user_place
from remit.install.agents.diagnose_agents import diagnose_agents
from remit.install.agents.known_agents import KNOWN_AGENTS
from remit.install.repository_paths import discover_paths

if TYPE_CHECKING:
    from repo import Repo


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of PATH beside the system's: agents are there where a test puts them there."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def said(repo: "Repo", level: str) -> list[str]:
    """What is found at one level."""
    found = diagnose_agents(discover_paths(repo.root))
    return [each.what for each in found if each.level == level]


def put_program(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


@pytest.mark.usefixtures("programs")
def test_nothing_is_said_about_agents_without_a_hook(repo: "Repo") -> None:
    assert list(diagnose_agents(discover_paths(repo.root))) == []


def test_an_agent_that_asks_remit_is_named_with_its_version(repo: "Repo", programs: Path) -> None:
    put_program(programs, "claude", "echo '2.1.332 (Claude Code)'")
    install_agent_hook("claude-code", user_place())
    assert said(repo, "broken") == []
    asks, version = said(repo, "ok")
    assert asks.endswith("a call that no task may make was denied.")
    assert version == "claude is 2.1.332."


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize("name", KNOWN_AGENTS)
def test_a_hook_that_was_replaced_by_one_that_says_nothing_is_broken(
    name: str, repo: "Repo"
) -> None:
    place = project_place(repo.root)
    install_agent_hook(name, place)
    file = KNOWN_AGENTS[name].file("project", repo.root)
    text = file.read_text().replace("|| {", "> /dev/null || true || {")
    file.write_text(text)
    assert "NOT denied" in said(repo, "broken")[0]


@pytest.mark.usefixtures("programs")
def test_a_hook_that_denies_everything_since_it_fails_is_broken(repo: "Repo") -> None:
    install_agent_hook("claude-code", user_place())
    file = KNOWN_AGENTS["claude-code"].file("user", repo.root)
    file.write_text(file.read_text().replace("-I -m", "-I -m nothing."))
    assert "every call is denied" in said(repo, "broken")[0]
    file.unlink()
    file.mkdir()
    assert "cannot be read: Is a directory" in said(repo, "broken")[0]


@pytest.mark.usefixtures("programs")
def test_a_missing_event_is_broken(repo: "Repo") -> None:
    install_agent_hook("cursor", user_place())
    file = KNOWN_AGENTS["cursor"].file("user", repo.root)
    configured = json.loads(file.read_text())
    del configured["hooks"]["beforeShellExecution"]
    file.write_text(json.dumps(configured))
    assert "has no hook of remit's for beforeShellExecution" in said(repo, "broken")[0]


@pytest.mark.usefixtures("programs")
@pytest.mark.parametrize(
    ("name", "file", "text"),
    [
        ("claude-code", ".claude/settings.local.json", '{"disableAllHooks": true}'),
        ("claude-code", ".claude/settings.json", '{"disableAllHooks": true} // mine'),
        ("gemini", ".gemini/settings.json", '{"hooksConfig": {"enabled": false}}'),
        ("gemini", ".gemini/settings.json", '{"hooksConfig": {"disabled": ["remit"]}}'),
        ("copilot", ".github/copilot/settings.json", '{"disableAllHooks": true}'),
        ("copilot", ".claude/settings.json", '{"disableAllHooks": true}'),
    ],
)
def test_another_file_that_switches_hooks_off_is_named(
    name: str, file: str, text: str, repo: "Repo"
) -> None:
    install_agent_hook(name, user_place())
    repo.write(file, text)
    assert [f"{repo.root / file} says" in each for each in said(repo, "broken")] == [True]
    repo.write(
        file, text.replace("true", "false").replace('"remit"', "").replace('d": false', 'd": true')
    )
    assert said(repo, "broken") == []


ANSWERS = """\
read -r initialize; read -r initialized; read -r list
echo '{"id":1,"result":{}}'
echo '{"method":"some/notification"}'
hooks='[{"sourcePath":"FILE","trustStatus":"STATUS"}]'
echo '{"id":2,"result":{"data":[{"cwd":"/","hooks":'"$hooks"'}]}}'
cat > /dev/null
"""


@pytest.mark.parametrize(
    ("status", "level", "words"),
    [
        ("trusted", "ok", "among those that it trusts"),
        ("untrusted", "broken", "nobody has trusted it as it is now"),
        ("modified", "broken", "nobody has trusted it as it is now"),
    ],
)
def test_codex_is_asked_whether_it_trusts_the_hook(
    status: str, level: str, words: str, repo: "Repo", programs: Path
) -> None:
    install_agent_hook("codex", user_place())
    file = str(KNOWN_AGENTS["codex"].file("user", repo.root))
    answers = ANSWERS.replace("FILE", file).replace("STATUS", status)
    put_program(
        programs, "codex", f'if [ "$1" != app-server ]; then echo codex 1.2; exit; fi\n{answers}'
    )
    assert any(words in each for each in said(repo, level))


def test_a_codex_that_does_not_answer_is_a_warning(repo: "Repo", programs: Path) -> None:
    install_agent_hook("codex", user_place())
    put_program(programs, "codex", "echo nonsense; cat > /dev/null & sleep 0")
    put_program(programs, "sleep", "exit 0")
    assert any("does not say" in each for each in said(repo, "warning"))

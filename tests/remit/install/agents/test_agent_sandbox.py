"""Sandbox settings in the files of a working tree, and out of them again."""

import json
from typing import TYPE_CHECKING

import pytest

from remit.install.agents.agent_hooks import (
    install_agent_hook,
    project_place,
    uninstall_agent_hook,
)
from remit.install.agents.agent_sandbox import settings_for, write_settings
from remit.install.repository_paths import InstallError
from remit.manifest.scope import FileRules

if TYPE_CHECKING:
    from repo import Repo

NARROW, WIDE = FileRules(write=("allowed/**",)), FileRules(write=("allowed/**", "secret/**"))


@pytest.mark.parametrize("before", [None, '{"theme": "dark"}', '{"sandbox": {"network": {}}}'])
def test_claude_codes_settings_are_replaced_and_restored(repo: "Repo", before: str | None) -> None:
    file = repo.root / ".claude/settings.local.json"
    if before is not None:
        repo.write(".claude/settings.local.json", before)
    install_agent_hook("claude-code", project_place(repo.root))
    for files in (WIDE, NARROW):
        write_settings(settings_for("claude-code", files))
    written = json.loads(file.read_text())
    assert written["sandbox"]["enabled"] is True
    assert str(repo.root / "secret") in written["sandbox"]["filesystem"]["denyWrite"]
    assert "PreToolUse" in written["hooks"]
    uninstall_agent_hook("claude-code", project_place(repo.root))
    assert (file.read_text() if file.exists() else None) == before


def test_a_setting_that_a_person_adds_later_stays(repo: "Repo") -> None:
    file = repo.root / ".claude/settings.local.json"
    write_settings(settings_for("claude-code", NARROW))
    changed = json.loads(file.read_text()) | {"theme": "dark"}
    file.write_text(json.dumps(changed))
    uninstall_agent_hook("claude-code", project_place(repo.root))
    assert json.loads(file.read_text()) == {"theme": "dark"}


def test_codex_gets_a_file_of_its_own_that_git_ignores(repo: "Repo") -> None:
    write_settings(settings_for("codex", WIDE))
    write_settings(settings_for("codex", NARROW))
    assert '"allowed" = "write"' in (repo.root / ".codex/config.toml").read_text()
    assert repo.git("status", "--porcelain") == ""
    uninstall_agent_hook("codex", project_place(repo.root))
    assert not (repo.root / ".codex").exists()


@pytest.mark.parametrize(
    ("agent", "path", "text"),
    [
        ("codex", ".codex/config.toml", 'model = "mine"\n'),
        ("claude-code", ".claude/settings.local.json", '{"sandbox": {"enabled": false}}'),
    ],
)
def test_settings_of_somebody_else_are_not_overwritten(
    agent: str, path: str, text: str, repo: "Repo"
) -> None:
    repo.write(path, text)
    with pytest.raises(InstallError, match="settings of its own"):
        write_settings(settings_for(agent, NARROW))
    assert (repo.root / path).read_text() == text

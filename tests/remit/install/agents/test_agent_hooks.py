"""Hooks in agents' configurations: added to what is there, and taken out without a trace."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from remit.install.agents.agent_hooks import (
    install_agent_hook,
    project_place,
    uninstall_agent_hook,
    user_place,
)
from remit.install.agents.json_text import parse_json_text
from remit.install.agents.known_agents import KNOWN_AGENTS, configured_hooks, hook_command
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from repo import Repo

    from remit.install.agents.hook_record import HookPlace

OF_JSON = [name for name, agent in KNOWN_AGENTS.items() if agent.plugin is None]
OTHERS: dict[str, dict[str, object]] = {
    "claude-code": {"hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [{"command": "mine"}]}]}},
    "codex": {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "mine"}]}]}},
    "gemini": {"theme": "dark", "hooks": {"BeforeTool": [], "AfterAgent": []}},
    "cursor": {"version": 1, "hooks": {"stop": [{"command": "mine"}]}},
    "copilot": {"version": 1, "hooks": {}},
}


@pytest.fixture(params=["user", "project"])
def place(request: pytest.FixtureRequest, empty: "Repo") -> "HookPlace":
    empty.write(".git/info/exclude", "*.log")
    return user_place() if request.param == "user" else project_place(empty.root)


def snapshot(repo: "Repo") -> dict[str, tuple[int, bytes]]:
    """Every file that an installation may touch, with its mode and content."""
    below = [Path.home(), repo.root]
    files = [file for top in below for file in top.rglob("*") if file.is_file()]
    return {str(each): (each.stat().st_mode, each.read_bytes()) for each in files}


@pytest.mark.parametrize("name", KNOWN_AGENTS)
def test_uninstalling_restores_every_file_byte_for_byte(
    name: str, place: "HookPlace", empty: "Repo"
) -> None:
    agent = KNOWN_AGENTS[name]
    file = agent.file(place.reach, place.top)
    if name in OTHERS:
        file.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(OTHERS[name], indent="\t")
        file.write_text(f"// mine\n{text}" if name == "gemini" else text)
        file.chmod(0o600)
    before = snapshot(empty)
    install_agent_hook(name, place)
    installed = snapshot(empty)
    assert {hook.event for hook in configured_hooks(agent, file.read_text())} >= set(agent.before)
    install_agent_hook(name, place)
    assert snapshot(empty) == installed
    uninstall_agent_hook(name, place)
    assert snapshot(empty) == before


@pytest.mark.parametrize("name", KNOWN_AGENTS)
def test_where_nothing_was_nothing_is_left(name: str, place: "HookPlace", empty: "Repo") -> None:
    before = snapshot(empty)
    folders = {path for path in empty.root.rglob("*") if path.is_dir()}
    install_agent_hook(name, place)
    assert any("is gone" in said for said in uninstall_agent_hook(name, place))
    assert snapshot(empty) == before
    assert {path for path in empty.root.rglob("*") if path.is_dir()} == folders
    assert uninstall_agent_hook(name, place) == ()


@pytest.mark.parametrize("name", OF_JSON)
def test_what_a_person_adds_later_stays(name: str, place: "HookPlace") -> None:
    agent = KNOWN_AGENTS[name]
    file = agent.file(place.reach, place.top)
    install_agent_hook(name, place)
    changed = json.loads(file.read_text())
    for entries in changed["hooks"].values():
        entries.append({"command": "mine"})
        entries[0].get("hooks", []).append({"type": "command", "command": "beside"})
    changed["theme"] = "dark"
    file.write_text(json.dumps(changed))
    said = uninstall_agent_hook(name, place)
    assert any("was changed since" in each for each in said)
    left = json.loads(file.read_text())
    assert left["theme"] == "dark"
    assert "disableAllHooks" not in left
    assert not configured_hooks(agent, file.read_text())
    for entries in left["hooks"].values():
        assert {"command": "mine"} in entries
    nested = [
        entry for entries in changed["hooks"].values() for entry in entries if "hooks" in entry
    ]
    assert file.read_text().count("beside") == len(nested)


def test_a_plug_in_that_was_changed_is_set_aside(place: "HookPlace") -> None:
    file = KNOWN_AGENTS["opencode"].file(place.reach, place.top)
    install_agent_hook("opencode", place)
    file.write_text(file.read_text() + "// mine\n")
    assert "remit.js.kept" in " ".join(uninstall_agent_hook("opencode", place))
    assert not file.exists()
    assert file.with_name("remit.js.kept").read_text().endswith("// mine\n")


DOCUMENTS = st.dictionaries(
    st.sampled_from(["theme", "hooks", "hooksConfig", "version"]),
    st.dictionaries(
        st.sampled_from(["BeforeTool", "enabled", "other"]),
        st.lists(st.sampled_from([{"command": "mine"}, {}]), max_size=2) | st.just(True),
        max_size=2,
    ),
    max_size=3,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(DOCUMENTS, st.sampled_from([None, 1, "\t"]))
def test_whatever_was_there_before_is_there_again(
    empty: "Repo", document: dict[str, dict[str, object]], indent: int | str | None
) -> None:
    place = project_place(empty.root)
    file = KNOWN_AGENTS["gemini"].file(place.reach, place.top)
    file.parent.mkdir(exist_ok=True)
    text = json.dumps(document, indent=indent)
    file.write_text(text)
    try:
        install_agent_hook("gemini", place)
    except InstallError:
        assert file.read_text() == text
        return
    installed = parse_json_text(file.read_text())
    assert isinstance(installed, dict)
    assert {key: installed[key] for key in document if not key.startswith("hooks")} == {
        key: value for key, value in document.items() if not key.startswith("hooks")
    }
    uninstall_agent_hook("gemini", place)
    assert file.read_text() == text


def test_an_older_hook_of_remit_is_replaced(place: "HookPlace") -> None:
    file = KNOWN_AGENTS["codex"].file(place.reach, place.top)
    install_agent_hook("codex", place)
    file.write_text(file.read_text().replace(sys.executable, "/gone/python"))
    install_agent_hook("codex", place)
    hooks = configured_hooks(KNOWN_AGENTS["codex"], file.read_text())
    assert [hook.command for hook in hooks] == [hook_command("codex", sys.executable)] * 2


def test_hooks_that_a_person_has_switched_off_are_not_switched_on(place: "HookPlace") -> None:
    file = KNOWN_AGENTS["claude-code"].file(place.reach, place.top)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"disableAllHooks": true}')
    with pytest.raises(InstallError, match="disableAllHooks is true"):
        install_agent_hook("claude-code", place)
    assert file.read_text() == '{"disableAllHooks": true}'


@pytest.mark.parametrize(
    "content", [b"{", b"[1]", b"\xff", b'{"hooks": 1}', b'{"hooks": {"BeforeTool": 1}}']
)
def test_a_file_that_is_not_understood_is_left_alone(place: "HookPlace", content: bytes) -> None:
    file = KNOWN_AGENTS["gemini"].file(place.reach, place.top)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    with pytest.raises(InstallError, match="left alone"):
        install_agent_hook("gemini", place)
    assert file.read_bytes() == content


def test_a_link_of_a_user_is_written_through_and_one_out_of_a_tree_is_not(empty: "Repo") -> None:
    agent = KNOWN_AGENTS["claude-code"]
    dotfiles = Path.home() / "dotfiles.json"
    dotfiles.write_text("{}")
    for place in (user_place(), project_place(empty.root)):
        link = agent.file(place.reach, place.top)
        link.parent.mkdir()
        link.symlink_to(dotfiles)
    with pytest.raises(InstallError, match="leads out of the working tree"):
        install_agent_hook("claude-code", project_place(empty.root))
    install_agent_hook("claude-code", user_place())
    assert agent.file("user", Path("/")).is_symlink()
    assert configured_hooks(agent, dotfiles.read_text())
    uninstall_agent_hook("claude-code", user_place())
    assert dotfiles.read_text() == "{}"


def test_new_files_of_a_working_tree_are_not_committed(repo: "Repo") -> None:
    for name in KNOWN_AGENTS:
        install_agent_hook(name, project_place(repo.root))
    assert repo.git("status", "--porcelain", "-uall") == ""


def test_a_tracked_file_is_named(repo: "Repo") -> None:
    repo.put(".codex/hooks.json", "{}")
    assert any(
        "is tracked by git" in said
        for said in install_agent_hook("codex", project_place(repo.root))
    )


def test_a_linked_worktree_has_its_own_hooks(repo: "Repo", tmp_path: Path) -> None:
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    install_agent_hook("cursor", project_place(tmp_path / "linked"))
    assert (tmp_path / "linked/.cursor/hooks.json").exists()
    assert not (repo.root / ".cursor").exists()
    uninstall_agent_hook("cursor", project_place(tmp_path / "linked"))
    assert not (tmp_path / "linked/.cursor").exists()


def test_a_record_that_cannot_be_read_is_a_failure(place: "HookPlace") -> None:
    install_agent_hook("codex", place)
    (place.own / "installed.json").write_text('{"version": 2, "files": []}')
    with pytest.raises(InstallError, match="cannot be read"):
        uninstall_agent_hook("codex", place)

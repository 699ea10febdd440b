"""The real command lines of agents with remit's hook in them, driven by a scripted model.

One session of each: a write inside the scope; writes outside of it by a file tool, a redirection, a
program, a sub-agent, and into the main checkout; one that a person grants meanwhile; and two in an
area to claim, where one file is held by another task.
"""

import json
import os
import pty
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from repo import Repo

from remit.gates.access_requests import list_access_requests
from remit.install.agents.agent_hooks import install_agent_hook, user_place
from remit.install.agents.cli_session import (
    DRIVERS,
    HOW_TO_INSTALL,
    MAIN,
    SUB,
    run_cli_session,
)
from remit.install.agents.known_agents import KNOWN_AGENTS
from remit.install.agents.sandbox_settings import render_codex_profile, sandbox_grants
from remit.install.agents.scripted_model import ScriptedCall
from remit.manifest.scope import FileRules
from remit.system.programs import find_program

if TYPE_CHECKING:
    from remit.install.agents.cli_session import CliSession

REMIT = Path(sys.executable).with_name("remit")
WANTED = "secret/wanted"
_PATIENCE = 40  # seconds; a session ends after 60


@pytest.fixture
def work(repo: Repo, tmp_path: Path) -> Repo:
    """A worktree of the task `login`, beside the main checkout, which is on the base.

    The task `other` has the same area to claim, and holds `shared/taken` there.
    """
    repo.switch("main")
    repo.task("login", write=["allowed/**"], claim=["shared/**"])
    repo.task("other", claim=["shared/**"])
    repo.stage("shared/kept")
    repo.commit("an area to claim")
    for name, branch in (("work", "agent/login"), ("other", "agent/other")):
        repo.git("worktree", "add", "-q", "-B", branch, str(tmp_path / name), "main")
    where = {"cwd": str(tmp_path / "other"), "input": {"path": "shared/taken"}}
    event = {"event": "before", "tool": "write", **where}
    hook = [sys.executable, "-I", "-m", "remit_hooks", "agent", "generic"]
    subprocess.run(hook, input=json.dumps(event), text=True, check=True, capture_output=True)
    return Repo(tmp_path / "work")


def require_agent(name: str) -> str:
    """The program of an agent; where it is not installed, the test is skipped."""
    program = find_program(DRIVERS[name].program)
    if program is None:
        pytest.skip(f"{KNOWN_AGENTS[name].title} is not installed: {HOW_TO_INSTALL[name]}")
    return program


def grant_when_asked(repo: Repo, done: Path) -> None:
    """What a person does: wait for a request, and grant it at a terminal in the main checkout."""
    end = time.monotonic() + _PATIENCE
    while not (asked := list_access_requests(str(repo.root / ".git"))):
        if time.monotonic() > end:
            return
        time.sleep(0.05)
    keyboard, screen = pty.openpty()
    granted = subprocess.run(
        [REMIT, "grant", asked[0].id],
        cwd=repo.root,
        stdin=screen,
        stdout=screen,
        stderr=screen,
        check=False,
    )
    os.close(screen)
    os.close(keyboard)
    if granted.returncode == 0:
        done.touch()


def session_of(name: str, repo: Repo, work: Repo, home: Path) -> "CliSession":
    """The whole session of one agent, with a person who grants what it asks for."""
    driver, granted = DRIVERS[name], home / "granted"
    calls = [
        driver.write(work.root / "allowed/new"),
        driver.write(work.root / "secret/by-a-tool"),
        driver.shell("echo text > secret/by-a-shell"),
        driver.shell("python3 -c \"open('secret/by-a-program', 'w').write('text')\""),
        driver.write(repo.root / "allowed/in-the-main-checkout"),
        driver.shell(f"{REMIT} request {WANTED} --why 'the page is about this form'"),
        driver.shell(
            f"for n in $(seq {_PATIENCE}0); do [ -e {granted} ] && break; sleep 0.1; done"
        ),
        driver.write(work.root / WANTED),
        driver.write(work.root / "shared/free"),
        driver.write(work.root / "shared/taken"),
        driver.delegate,
    ]
    person = threading.Thread(target=grant_when_asked, args=(repo, granted))
    person.start()
    try:
        return run_cli_session(
            name, home, work.root, calls, [driver.write(work.root / "secret/sub")]
        )
    finally:
        person.join()


@pytest.mark.parametrize("name", DRIVERS)
def test_the_real_agent_is_denied_what_its_task_may_not_write_until_a_person_grants_it(
    name: str, repo: Repo, work: Repo
) -> None:
    require_agent(name)
    home = Path.home()
    install_agent_hook(name, user_place())
    session = session_of(name, repo, work, home)
    results = session.results[MAIN]
    assert len(results) == 11, session.said
    tree = {path for path in ("allowed/new", WANTED) if (work.root / path).exists()}
    assert tree == {"allowed/new", WANTED}, results
    left = {each.name for each in (work.root / "secret").iterdir()} - {"s"}
    assert left == {"by-a-program", "wanted"}
    assert "task login may not write secret/by-a-tool (R101)" in results[1]
    assert "remit request secret/by-a-tool" in results[1]
    assert "task login may not write secret/by-a-shell (R101)" in results[2]
    assert "secret/by-a-program (R101)" in results[3]
    assert not (repo.root / "allowed/in-the-main-checkout").exists()
    if name != "gemini":  # which itself writes nothing outside of its folder
        assert "remit refused" in results[4]
    assert {each.name for each in (work.root / "shared").iterdir()} == {"kept", "free"}
    assert "task login may not write shared/taken (R701)" in results[9]
    assert "task login may not write secret/sub (R101)" in session.results[SUB][0]


SERVER = {"command": str(REMIT), "args": ["mcp"]}
MCP_TOOLS = {
    "claude-code": "mcp__remit__may_write",
    "gemini": "mcp_remit_may_write",
    "opencode": "remit_may_write",
}
MCP_SETTINGS: dict[str, dict[str, object]] = {
    "claude-code": {
        ".claude.json": {"mcpServers": {"remit": SERVER}},
        ".claude/settings.json": {"permissions": {"allow": [MCP_TOOLS["claude-code"]]}},
    },
    "gemini": {".gemini/settings.json": {"mcpServers": {"remit": SERVER | {"trust": True}}}},
    "opencode": {
        ".config/opencode/opencode.json": {
            "mcp": {"remit": {"type": "local", "command": [str(REMIT), "mcp"], "enabled": True}}
        }
    },
}


@pytest.mark.parametrize("name", MCP_TOOLS)
def test_the_real_agent_asks_the_server_of_the_context_protocol(name: str, work: Repo) -> None:
    require_agent(name)
    for file, settings in MCP_SETTINGS[name].items():
        (Path.home() / file).parent.mkdir(parents=True, exist_ok=True)
        (Path.home() / file).write_text(json.dumps(settings), "utf-8")
    asked = ScriptedCall(MCP_TOOLS[name], {"paths": ["allowed/new", "secret/new"]})
    session = run_cli_session(name, Path.home(), work.root, [asked])
    (answer,) = session.results[MAIN]
    assert "secret/new" in answer, session.said
    assert "R101" in answer, session.said


PLUGINS = Path(__file__).parents[2] / "hooks/plugins"


def run_agent(name: str, *words: str | Path) -> str:
    """What an agent's command line says to some words; it must end well."""
    program = require_agent(name)
    done = subprocess.run(
        [program, *words], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_claude_code_takes_the_plug_in_which_denies(
    work: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_agent("claude-code")
    monkeypatch.setenv("PATH", f"{REMIT.parent}{os.pathsep}{os.environ['PATH']}")
    assert "Validation passed" in run_agent(
        "claude-code", "plugin", "validate", PLUGINS / "claude-code"
    )
    run_agent("claude-code", "plugin", "marketplace", "add", PLUGINS / "claude-code")
    run_agent("claude-code", "plugin", "install", "remit@remit")
    calls = [
        DRIVERS["claude-code"].write(work.root / path) for path in ("allowed/new", "secret/new")
    ]
    session = run_cli_session("claude-code", Path.home(), work.root, calls)
    assert (work.root / "allowed/new").exists(), session.said
    assert not (work.root / "secret/new").exists()
    assert "task login may not write secret/new (R101)" in session.results[MAIN][1]


def test_gemini_takes_the_extension() -> None:
    assert "successfully validated" in run_agent(
        "gemini", "extensions", "validate", PLUGINS / "gemini"
    )


def test_the_sandbox_of_codex_confines_programs_to_the_scope(repo: Repo, tmp_path: Path) -> None:
    program = require_agent("codex")
    repo.git("worktree", "add", "-q", "-b", "agent/form/1", str(tmp_path / "work"))
    work = Repo(tmp_path / "work")
    grants = sandbox_grants(FileRules(write=("allowed/**",), deny=("allowed/keys",)))
    configured = Path.home() / ".codex/config.toml"
    configured.parent.mkdir()
    configured.write_text(render_codex_profile(grants, work.root), "utf-8")
    files = "allowed/new allowed/keys secret/new top ../repo/.git/hooks/new"
    script = f"for file in {files}; do echo > $file; done"
    commit = "git add allowed/new && git commit -qm inside"
    subprocess.run(
        [program, "sandbox", "--", "sh", "-c", f"{script}; {commit}"],
        cwd=work.root,
        check=True,
        timeout=60,
    )
    assert work.git("log", "-1", "--format=%s", "--name-only").split() == ["inside", "allowed/new"]
    assert work.git("status", "--porcelain") == ""
    assert not (repo.root / ".git/hooks/new").exists()

"""Proving that an agent's hook denies what it must: calls that no task may make, in a scratch tree.

The hook is run as its configuration says, with the events that the agent would send; and where the
agent's command line is installed, that is run too, with a scripted model.
"""

# See decision 0304.

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from remit.install.agents.cli_session import DRIVERS, MAIN, run_cli_session
from remit.install.agents.hook_values import EMPTY, add_values
from remit.install.agents.known_agents import Agent, ConfiguredHook, configured_hooks
from remit.install.file_transaction import read_through_links
from remit.install.repository_paths import InstallError, run_git
from remit.system.processes import run
from remit.system.programs import find_program
from remit.system.temporary import PrivateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.install.agents.hook_record import HookPlace

_SECONDS = 60
_MANIFEST = """\
[task]
id = "canary"
title = "What no task may do is refused"
branch = "agent/canary"

[files]
write = ["inside/**"]
"""
INSIDE, OUTSIDE = "inside/file.txt", "outside/file.txt"
Json = dict[str, object]


class CanaryAnswer(NamedTuple):
    """What became of one call: `right` says whether that is what has to become of it."""

    call: str
    outcome: str
    right: bool
    said: str = ""


class _Call(NamedTuple):
    """A call as the events of an agent have it; `who` are the fields of a sub-agent."""

    name: str
    tool: str
    arguments: Json
    who: "Mapping[str, object]" = {}  # noqa: RUF012 - nobody writes to it


def find_hook_file(agent: Agent, places: "tuple[HookPlace, ...]") -> Path:
    """The first file with remit's hook for an agent; raises `InstallError` where there is none."""
    for place in places:
        path = agent.file(place.reach, place.top)
        if read_configured_hooks(agent, path):
            return path
    raise InstallError(
        f"{agent.title} does not ask remit: no configuration of it has the hook.",
        f"remit agents install {agent.name}",
    )


def read_configured_hooks(agent: Agent, path: Path) -> list[ConfiguredHook]:
    """The hooks in a file, none where there is no file; raises `InstallError` for a broken one."""
    try:
        content = read_through_links(path)
        return [] if content is None else configured_hooks(agent, content.decode("utf-8"))
    except OSError as error:
        raise InstallError(f"{path} cannot be read: {error.strerror}.", "repair it") from None
    except (ValueError, RecursionError) as error:
        raise InstallError(f"{path} cannot be read: {error}.", "repair it") from None


def probe_agent_hook(agent: Agent, hooks: list[ConfiguredHook]) -> "Iterator[CanaryAnswer]":
    """What the hook answers to each kind of call; every answer has to be `right`."""
    with PrivateFolder() as folder:
        tree = build_canary_tree(Path(folder) / "tree")
        for call in _denied_calls(agent.name, tree):
            denied, said = _ask_before(agent, hooks, call, tree)
            yield CanaryAnswer(call.name, "denied" if denied else "NOT denied", denied, said)
        allowed = _file_call(agent.name, "a file inside the scope", tree / INSIDE)
        denied, said = _ask_before(agent, hooks, allowed, tree)
        yield CanaryAnswer(allowed.name, "denied" if denied else "allowed", not denied, said)
        yield _probe_effect(agent, hooks, tree)


def denies_canary(agent: Agent, hooks: list[ConfiguredHook], tree: Path) -> tuple[bool, str]:
    """Whether the hook denies one call that no task may make, and what it says."""
    return _ask_before(agent, hooks, _file_call(agent.name, "file tool", tree / OUTSIDE), tree)


def probe_command_line(agent: Agent, hooks: list[ConfiguredHook]) -> "Iterator[CanaryAnswer]":
    """The same calls made by the agent's real command line; nothing where it is not installed."""
    driver = DRIVERS.get(agent.name)
    if driver is None or find_program(driver.program) is None:
        return
    with PrivateFolder() as folder:
        home, tree = Path(folder) / "home", build_canary_tree(Path(folder) / "tree")
        hook_file = home / agent.home[2] / agent.user
        hook_file.parent.mkdir(parents=True)
        hook_file.write_text(render_hook_file(agent, hooks[0].command), "utf-8")
        write = "python3 -c \"open('outside/program.txt', 'w').write('text')\""
        calls = [
            driver.write(tree / INSIDE),
            driver.write(tree / OUTSIDE),
            driver.shell("echo text > outside/shell.txt"),
            driver.shell(write),
            driver.delegate,
        ]
        sub_calls = [driver.write(tree / "outside/sub.txt")]
        session = run_cli_session(agent.name, home, tree, calls, sub_calls)
        if not (tree / INSIDE).exists():
            said = (session.said.strip() or "it said nothing")[-300:]
            raise InstallError(
                f"{driver.program} made no call: {said}",
                f"see whether `{driver.program}` runs at all",
            )
        written = {each.name for each in (tree / "outside").iterdir()}
    for name, file in (("file tool", "file"), ("shell", "shell"), ("sub-agent", "sub")):
        denied = f"{file}.txt" not in written
        yield CanaryAnswer(name, "denied" if denied else "NOT denied", denied)
    reported = any("outside/program.txt" in each for each in session.results[MAIN][3:4])
    outcome = "reported after the call" if reported else "NOT reported after the call"
    yield CanaryAnswer("a program's write", outcome, reported)


def render_hook_file(agent: Agent, command: str) -> str:
    """A configuration that has remit's hook and nothing else."""
    if agent.plugin is not None:
        return agent.plugin(command)
    return add_values(EMPTY, agent.name, agent.values(command) if agent.values else ())


def build_canary_tree(tree: Path) -> Path:
    """A repository with one task, on its branch, with a file inside the scope and one outside."""
    (tree / ".remit/tasks").mkdir(parents=True)
    (tree / ".remit/tasks/canary.toml").write_text(_MANIFEST, "utf-8")
    for name in ("inside/kept.txt", "outside/kept.txt"):
        (tree / name).parent.mkdir()
        (tree / name).write_text("text\n", "utf-8")
    identity = ("-c", "user.name=remit", "-c", "user.email=remit@localhost")
    run_git(tree, "init", "--quiet", "--initial-branch=main")
    run_git(tree, "add", "--all")
    run_git(tree, *identity, "commit", "--quiet", "--no-verify", "--message=The base")
    run_git(tree, "switch", "--quiet", "--create", "agent/canary")
    return tree


def _denied_calls(agent: str, tree: Path) -> "Iterator[_Call]":
    outside = tree / OUTSIDE
    yield _file_call(agent, "file tool", outside)
    yield _Call("shell", *_shell(agent, f"echo text > {OUTSIDE}"))
    patch = f"*** Begin Patch\n*** Add File: {OUTSIDE}\n+text\n*** End Patch\n"
    yield _Call("patch", *_patch(agent, patch))
    who = _SUB_AGENT.get(agent, {})
    yield _file_call(agent, "sub-agent", outside)._replace(who=who)


_FILE_TOOLS = {
    "claude-code": ("Write", "file_path", "content"),
    "gemini": ("write_file", "file_path", "content"),
    "opencode": ("write", "filePath", "content"),
    "cursor": ("Write", "file_path", "content"),
    "copilot": ("create", "path", "file_text"),
}
_SHELLS = {
    "claude-code": "Bash",
    "codex": "Bash",
    "gemini": "run_shell_command",
    "opencode": "bash",
    "cursor": "Shell",
    "copilot": "bash",
}
_PATCH_TOOLS = {"codex": ("apply_patch", "command"), "opencode": ("apply_patch", "patchText")}
_SUB_AGENT: "dict[str, Json]" = {
    "claude-code": {"agent_id": "sub", "agent_type": "general-purpose"},
    "codex": {"agent_id": "sub", "agent_type": "default"},
    "copilot": {"sessionId": "sub", "agentId": "sub", "parentAgentId": "canary"},
    "opencode": {"sessionID": "sub"},
}


def _file_call(agent: str, name: str, file: Path) -> _Call:
    if agent in _FILE_TOOLS:
        tool, path, content = _FILE_TOOLS[agent]
        return _Call(name, tool, {path: str(file), content: "text\n"})
    text = f"*** Begin Patch\n*** Add File: {file}\n+text\n*** End Patch\n"
    return _Call(name, "apply_patch", {"command": text})


def _shell(agent: str, line: str) -> tuple[str, Json]:
    return _SHELLS[agent], {"command": line}


def _patch(agent: str, patch: str) -> tuple[str, Json]:
    """A patch by the tool that the agent has for it, else in a shell."""
    if agent in _PATCH_TOOLS:
        tool, name = _PATCH_TOOLS[agent]
        return tool, {name: patch}
    return _shell(agent, f"apply_patch <<'EOF'\n{patch}EOF\n")


def _ask_before(
    agent: Agent, hooks: list[ConfiguredHook], call: _Call, tree: Path
) -> tuple[bool, str]:
    """Whether a hook denies the call, and what was said."""
    said = "no hook hears of such a call"
    for hook in hooks:
        if hook.event in agent.before and hook.hears_of(call.tool):
            code, said = _run_hook(hook, _event(agent.name, hook.event, call, tree), tree)
            if code == _DENIED or _denies(said):
                return True, said
    return False, said


def _probe_effect(agent: Agent, hooks: list[ConfiguredHook], tree: Path) -> CanaryAnswer:
    """Let a program write outside between the events before and after a call of a shell."""
    call = _Call("a program's write", *_shell(agent.name, "python3 build.py"))
    _ask_before(agent, hooks, call, tree)
    (tree / "outside/program.txt").write_text("text\n", "utf-8")
    said = ""
    for hook in hooks:
        if hook.event not in agent.before and hook.hears_of(call.tool):
            said += _run_hook(hook, _event(agent.name, hook.event, call, tree), tree)[1]
    reported = "outside/program.txt" in said
    outcome = "reported after the call" if reported else "NOT reported after the call"
    return CanaryAnswer(call.name, outcome, reported, said)


_DENIED = 2


def _run_hook(hook: ConfiguredHook, event: Json, tree: Path) -> tuple[int, str]:
    """Run the hook's line of shell as the agent would; its exit code and all that it says."""
    feed = json.dumps(event).encode()
    try:
        ended = run(
            ("/bin/sh", "-c", hook.command), tree, dict(os.environ), feed=feed, seconds=_SECONDS
        )
    except TimeoutError as error:
        return 0, str(error)
    said = ended.output or ended.complaint
    return ended.code, said.decode("utf-8", "replace")


def _denies(said: str) -> bool:
    """Whether an answer denies a call, in the protocol of any agent."""
    try:
        answer = json.loads(said or "{}")
    except ValueError:
        return False
    if not isinstance(answer, dict):
        return False
    fields = cast("dict[str, object]", answer)
    inner = fields.get("hookSpecificOutput")
    if isinstance(inner, dict):
        fields = fields | cast("dict[str, object]", inner)
    words = (fields.get(name) for name in ("permissionDecision", "permission", "decision"))
    return any(word in {"deny", "block"} for word in words)


def _event(agent: str, event: str, call: _Call, tree: Path) -> Json:
    """The event that an agent sends about a call."""
    where = str(tree)
    match agent:
        case "copilot":
            fields: Json = {"sessionId": "canary", "timestamp": 1, "cwd": where}
            fields |= {"toolName": call.tool, "toolArgs": call.arguments}
            if event.startswith("post"):
                fields |= {"toolResult": {"resultType": "success", "textResultForLlm": ""}}
        case "opencode":
            fields = {"event": event, "tool": call.tool, "args": call.arguments, "cwd": where}
            fields |= {"sessionID": "canary", "callID": "call"}
        case "cursor":
            fields = {"hook_event_name": event, "conversation_id": "canary", "cwd": where}
            fields |= {"workspace_roots": [where], "cursor_version": "1"}
            fields |= {"tool_name": call.tool, "tool_input": call.arguments}
            fields |= {"command": call.arguments.get("command", ""), "output": ""}
        case _:
            fields = {"session_id": "canary", "cwd": where, "hook_event_name": event}
            fields |= {"tool_name": call.tool, "tool_input": call.arguments, "tool_use_id": "call"}
    return fields | dict(call.who)

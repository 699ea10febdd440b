"""The agents that remit's hook can be installed for: where each keeps its hooks, and how they look.

Every hook runs this installation's own interpreter, and whatever goes wrong with it becomes exit
code 2, which all of them take for a denial: a missing interpreter or a crash would let a call pass.
"""

# See decisions 0301 and 0302; docs/reference/agents.md says where each fact is from.

import json
import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.install.agents.json_text import json_items, json_members, parse_json_text
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Reach = Literal["user", "project"]
Values = tuple["ConfigValue", ...]

SECONDS = 30
"""How long an agent waits for the hook; most then let the call run."""
MODULE = "remit_hooks"


class ConfigValue(NamedTuple):
    """One value of a configuration in JSON: what stands at `path`, or an item of the array there.

    A `guard` keeps the hooks switched on; it is taken out again with them.
    """

    path: tuple[str, ...]
    value: object
    kind: Literal["header", "guard", "hook"] = "hook"


class Agent(NamedTuple):
    """An agent's command line: its name for `remit-hook agent`, its program, its hooks.

    `home` says where its own configuration is: a variable, the folder below it, and the folder
    below the home directory where the variable is not set;
    `user` and `project` are the files for hooks there and in a repository; `before` are the events
    at which a call can be denied. `values` are what such a
    file has to hold for a command; a `plugin` is the whole file instead. `limits` say what the hook
    cannot do there, and `switches` which values of which files switch it off.
    """

    name: str
    title: str
    program: str
    home: tuple[str, str, str]
    user: str
    project: str
    before: tuple[str, ...]
    values: "Callable[[str], Values] | None"
    limits: tuple[str, ...] = ()
    switches: "tuple[Switch, ...]" = ()
    plugin: "Callable[[str], str] | None" = None

    def file(self, reach: Reach, top: Path) -> Path:
        """The file with the hooks, absolute; `top` is the root of the working tree."""
        return self.home_folder() / self.user if reach == "user" else top / self.project

    def home_folder(self) -> Path:
        """The directory of the agent's own configuration for this user."""
        variable, below, default = self.home
        stated = os.environ.get(variable, "")
        return Path(stated) / below if stated else Path.home() / default


class Switch(NamedTuple):
    """A value that switches hooks off: in files below the home directory or the working tree."""

    user: tuple[str, ...]
    project: tuple[str, ...]
    path: tuple[str, ...]
    off: object


def find_agent(name: str) -> Agent:
    """The agent of that name; raises `InstallError` with the names that there are."""
    agent = KNOWN_AGENTS.get(name)
    if agent is None:
        raise InstallError(
            f"remit has no hook to install for {name}.", f"it knows {', '.join(KNOWN_AGENTS)}"
        )
    return agent


def hook_command(agent: str, python: str) -> str:
    """The line of shell that runs the hook; it ends with 0, or with 2 and a word about it."""
    return fail_closed(shlex.join([python, "-I", "-m", MODULE, "agent", agent]))


def fail_closed(call: str) -> str:
    """A line of shell that ends with 2 and a word on standard error wherever `call` fails."""
    failed = "remit: the hook failed, so this call is denied; see: remit doctor"
    return f"{call} || {{ [ $? -eq 2 ] || echo {shlex.quote(failed)} >&2; exit 2; }}"


class ConfiguredHook(NamedTuple):
    """A command of a configuration that runs remit's hook: at which event, for which tools."""

    event: str
    matcher: str
    command: str

    def hears_of(self, tool: str) -> bool:
        """Whether the agent runs the command for a call of this tool."""
        if self.event in _OF_ONE_TOOL and tool != _OF_ONE_TOOL[self.event]:
            return False
        if self.matcher in {"", "*", ".*"}:
            return True
        if re.fullmatch(r"[\w|, -]+", self.matcher):  # a list of names, as Claude Code reads it
            return tool in re.split(r"[|, ]+", self.matcher)
        return re.search(self.matcher, tool) is not None


_OF_ONE_TOOL = {
    "beforeShellExecution": "Shell",
    "afterShellExecution": "Shell",
    "beforeMCPExecution": "MCP",
}


def configured_hooks(agent: Agent, text: str) -> "list[ConfiguredHook]":
    """The hooks of remit's in an agent's file; raises `ValueError` where it cannot be read."""
    if agent.plugin is not None:
        found = re.search(r"^const command = (.+)$", text, re.MULTILINE)
        command = json.loads(found[1]) if found else ""
        ours = is_hook_of(agent.name, command)
        events = (*agent.before, "tool.execute.after")
        return [ConfiguredHook(event, "", command) for event in events if ours]
    hooks = json_members(json_members(parse_json_text(text)).get("hooks"))
    return [
        ConfiguredHook(event, str(json_members(entry).get("matcher", "")), command)
        for event, entries in hooks.items()
        for entry in json_items(entries)
        for command in _texts(entry)
        if is_hook_of(agent.name, command)
    ]


def is_hook_of(agent: str, value: object) -> bool:
    """Whether a value of a configuration runs remit's hook for that agent, of any version."""
    runs = re.compile(rf"\b(?:{MODULE}|remit-hook) agent {agent}\b")
    return any(runs.search(text) for text in _texts(value))


def _texts(value: object) -> "Iterator[str]":
    if isinstance(value, str):
        yield value
    for inner in (*json_members(value).values(), *json_items(value)):
        yield from _texts(inner)


_EVERYTHING = "*"
_CLAUDE_AFTER = "Bash|PowerShell|Read|Edit|Write|MultiEdit|NotebookEdit|mcp__.*"
_GEMINI_AFTER = "run_shell_command|read_file|read_many_files|write_file|replace|mcp_.*"
_SLOW = "a hook that takes longer than its time limit is passed over."
_TRUST = (
    "Codex skips a hook until a person has trusted it: start `codex` here and choose "
    '"Trust all and continue", or review it with /hooks.'
)
_CURSOR = (
    "Cursor was not run for this: its hooks are written by its documents, and some versions of "
    "its command line have run those of shell calls alone."
)
_PROGRAMS = (
    "what a program does that a shell call starts is seen after the call, and judged again at the "
    "commit."
)


def _claude_code(command: str) -> Values:
    def entry(matcher: str, **more: str) -> object:
        hook = {"type": "command", "command": command, "timeout": SECONDS, **more}
        return {"matcher": matcher, "hooks": [hook]}

    return (
        ConfigValue(("disableAllHooks",), value=False, kind="guard"),
        ConfigValue(("hooks", "PreToolUse"), entry(_EVERYTHING, onFailure="block")),
        ConfigValue(("hooks", "PostToolUse"), entry(_CLAUDE_AFTER)),
        ConfigValue(("hooks", "PostToolUseFailure"), entry("Bash|PowerShell|mcp__.*")),
    )


def _codex(command: str) -> Values:
    entry = {
        "matcher": _EVERYTHING,
        "hooks": [{"type": "command", "command": command, "timeout": SECONDS}],
    }
    return tuple(ConfigValue(("hooks", event), entry) for event in ("PreToolUse", "PostToolUse"))


def _gemini(command: str) -> Values:
    hook = {"type": "command", "name": "remit", "command": command, "timeout": SECONDS * 1000}
    before = {"matcher": ".*", "hooks": [hook]}
    after = {"matcher": _GEMINI_AFTER, "hooks": [hook]}
    return (
        ConfigValue(("hooksConfig", "enabled"), value=True, kind="guard"),
        ConfigValue(("hooks", "BeforeTool"), before),
        ConfigValue(("hooks", "AfterTool"), after),
    )


def _cursor(command: str) -> Values:
    hook = {"command": command, "failClosed": True, "timeout": SECONDS}
    events = ("preToolUse", "beforeShellExecution", "beforeMCPExecution", "afterShellExecution")
    return (
        ConfigValue(("version",), 1, kind="header"),
        *(ConfigValue(("hooks", event), hook) for event in events),
    )


def _copilot(command: str) -> Values:
    hook = {"type": "command", "bash": command, "timeoutSec": SECONDS}
    events = ("preToolUse", "postToolUse", "postToolUseFailure")
    return (
        ConfigValue(("version",), 1, kind="header"),
        *(ConfigValue(("hooks", event), hook) for event in events),
    )


def _opencode(command: str) -> str:
    """OpenCode has plug-ins where others have commands: this one passes each call on."""
    text = Path(__file__).with_name("opencode_plugin.js").read_text("utf-8")
    return text.replace("COMMAND", json.dumps(command)).replace("SECONDS", str(SECONDS))


_CLAUDE_FILES = ("settings.json",)
_MANAGED = ("/etc/claude-code/managed-settings.json",)
_GEMINI_FILES, _GEMINI_TREE = ("settings.json",), (".gemini/settings.json",)
_CLAUDE_TREE = (".claude/settings.json", ".claude/settings.local.json")
_AGENTS = (
    Agent(
        "claude-code",
        "Claude Code",
        "claude",
        ("CLAUDE_CONFIG_DIR", "", ".claude"),
        "settings.json",
        ".claude/settings.local.json",
        ("PreToolUse",),
        _claude_code,
        (_PROGRAMS, "`claude --bare` runs without hooks."),
        (
            Switch(_CLAUDE_FILES, _CLAUDE_TREE, ("disableAllHooks",), off=True),
            Switch(
                ("/etc/claude-code/managed-settings.json",), (), ("allowManagedHooksOnly",), True
            ),
        ),
    ),
    Agent(
        "codex",
        "Codex",
        "codex",
        ("CODEX_HOME", "", ".codex"),
        "hooks.json",
        ".codex/hooks.json",
        ("PreToolUse",),
        _codex,
        (
            _TRUST,
            _PROGRAMS,
            _SLOW,
        ),
    ),
    Agent(
        "gemini",
        "Gemini CLI",
        "gemini",
        ("GEMINI_CLI_HOME", ".gemini", ".gemini"),
        "settings.json",
        ".gemini/settings.json",
        ("BeforeTool",),
        _gemini,
        (_PROGRAMS, _SLOW),
        (
            Switch(
                ("settings.json",), (".gemini/settings.json",), ("hooksConfig", "enabled"), False
            ),
            Switch(
                ("settings.json",), (".gemini/settings.json",), ("hooksConfig", "disabled"), "remit"
            ),
        ),
    ),
    Agent(
        "opencode",
        "OpenCode",
        "opencode",
        ("XDG_CONFIG_HOME", "opencode", ".config/opencode"),
        "plugin/remit.js",
        ".opencode/plugin/remit.js",
        ("tool.execute.before",),
        None,
        (_PROGRAMS,),
        plugin=_opencode,
    ),
    Agent(
        "cursor",
        "Cursor",
        "cursor-agent",
        ("", "", ".cursor"),
        "hooks.json",
        ".cursor/hooks.json",
        ("preToolUse", "beforeShellExecution", "beforeMCPExecution"),
        _cursor,
        (
            _PROGRAMS,
            _CURSOR,
        ),
    ),
    Agent(
        "copilot",
        "GitHub Copilot CLI",
        "copilot",
        ("COPILOT_HOME", "", ".copilot"),
        "hooks/remit.json",
        ".github/hooks/remit.json",
        ("preToolUse",),
        _copilot,
        (_PROGRAMS, _SLOW),
        (
            Switch(
                ("settings.json", "config.json"),
                (
                    ".github/copilot/settings.json",
                    ".github/copilot/settings.local.json",
                    *_CLAUDE_TREE,
                ),
                ("disableAllHooks",),
                off=True,
            ),
        ),
    ),
)
KNOWN_AGENTS: "Mapping[str, Agent]" = {agent.name: agent for agent in _AGENTS}

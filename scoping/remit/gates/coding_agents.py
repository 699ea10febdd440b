"""Coding agents by what shows that one is at work: environment, identity, names of its branches.

None of it proves anything: whoever sets a variable can unset it. It is for warnings, for branch
patterns that fit, and to ask for a person where a person is wanted; no scope depends on it.
"""

# See decision 0284.

import os
from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class CodingAgent(NamedTuple):
    """An agent: its name for people, and its marks.

    `variables` are set in what it runs, `identities` are how `Name <mail>` of its commits ends, in
    lower case, `branches` how the names that it gives to branches begin, and `patterns` are the
    branches of one task, `{task}` being its id.
    """

    title: str
    variables: tuple[str, ...]
    identities: tuple[str, ...]
    branches: tuple[str, ...]
    patterns: tuple[str, ...]


_FORGE = "@users.noreply.github.com>"
AGENTS = {
    "claude-code": CodingAgent(
        "Claude Code",
        ("CLAUDECODE",),
        ("<noreply@anthropic.com>", f"claude[bot]{_FORGE}"),
        ("worktree-", "claude/"),
        ("worktree-{task}", "claude/{task}"),
    ),
    "codex": CodingAgent(
        "Codex",
        ("CODEX_SANDBOX", "CODEX_CI", "CODEX_THREAD_ID"),
        ("<noreply@openai.com>", f"codex-connector[bot]{_FORGE}", f"openai-codex[bot]{_FORGE}"),
        ("codex/",),
        ("codex/{task}",),
    ),
    "gemini": CodingAgent(
        "Gemini CLI",
        ("GEMINI_CLI",),
        (f"gemini-code-assist[bot]{_FORGE}",),
        ("worktree-", "gemini/"),
        ("worktree-{task}", "gemini/{task}"),
    ),
    "opencode": CodingAgent(
        "OpenCode",
        ("OPENCODE", "OPENCODE_CLIENT"),
        (f"opencode-agent[bot]{_FORGE}",),
        ("opencode/",),
        ("opencode/{task}",),
    ),
    "cursor": CodingAgent(
        "Cursor",
        ("CURSOR_AGENT",),
        ("<cursoragent@cursor.com>", f"cursor[bot]{_FORGE}"),
        ("cursor/",),
        ("cursor/{task}",),
    ),
    "copilot": CodingAgent(
        "Copilot",
        ("COPILOT_CLI", "COPILOT_AGENT_SESSION_ID"),
        (f"+copilot{_FORGE}", f"copilot[bot]{_FORGE}", f"copilot-swe-agent[bot]{_FORGE}"),
        ("copilot/",),
        ("copilot/{task}",),
    ),
}
OWN_PATTERN = "agent/{task}/*"
_MARK_OF_ANY = "AI_AGENT"  # for agents that have no variable of their own


def find_running_agent(environment: "Mapping[str, str]" = os.environ) -> str | None:
    """The agent that runs this process, by the environment that it sets, or None."""
    for agent in AGENTS.values():
        if any(environment.get(name) for name in agent.variables):
            return agent.title
    return "a coding agent" if environment.get(_MARK_OF_ANY) else None


def find_authoring_agent(identities: "Iterable[str]") -> str | None:
    """The agent whose identity is among `Name <mail>` of authors and committers, or None."""
    for identity in identities:
        for agent in AGENTS.values():
            if identity.lower().endswith(agent.identities):
                return agent.title
    return None


def find_naming_agent(branch: str) -> str | None:
    """The agent that gives its branches names like this one, or None."""
    for agent in AGENTS.values():
        if branch.startswith(agent.branches):
            return agent.title
    return None


def task_branches(names: "Iterable[str]") -> tuple[str, ...]:
    """Patterns of a task's branches, with `{task}` for its id, for use with these agents.

    >>> task_branches(["claude-code", "codex"])
    ('agent/{task}/*', 'worktree-{task}', 'claude/{task}', 'codex/{task}')
    """
    patterns = (pattern for name in names for pattern in AGENTS[name].patterns)
    return tuple(dict.fromkeys((OWN_PATTERN, *patterns)))

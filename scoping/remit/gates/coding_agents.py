"""Coding agents by what shows that one is at work: environment, identity, names of its branches.

None of it proves anything: whoever sets a variable can unset it. It is for warnings, for branch
patterns that fit, and to ask for a person where a person is wanted; no scope depends on it.
"""

# See decision 0284.

import os
from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple
from remit.system import caller

if TYPE_CHECKING:
    from collections.abc import Iterable


class CodingAgent(NamedTuple):
    """An agent: its name for people, and its marks.

    `identities` are how `Name <mail>` of its commits ends, in lower case, `branches` how the names
    that it gives to branches begin, and `patterns` are the branches of one task, `{task}` being
    its id. The variables that it sets are in `system.caller`.
    """

    title: str
    identities: tuple[str, ...]
    branches: tuple[str, ...]
    patterns: tuple[str, ...]


_FORGE = "@users.noreply.github.com>"
AGENTS = {
    "claude-code": CodingAgent(
        "Claude Code",
        ("<noreply@anthropic.com>", f"claude[bot]{_FORGE}"),
        ("worktree-", "claude/"),
        ("worktree-{task}", "claude/{task}"),
    ),
    "codex": CodingAgent(
        "Codex",
        ("<noreply@openai.com>", f"codex-connector[bot]{_FORGE}", f"openai-codex[bot]{_FORGE}"),
        ("codex/",),
        ("codex/{task}",),
    ),
    "gemini": CodingAgent(
        "Gemini CLI",
        (f"gemini-code-assist[bot]{_FORGE}",),
        ("worktree-", "gemini/"),
        ("worktree-{task}", "gemini/{task}"),
    ),
    "opencode": CodingAgent(
        "OpenCode",
        (f"opencode-agent[bot]{_FORGE}",),
        ("opencode/",),
        ("opencode/{task}",),
    ),
    "cursor": CodingAgent(
        "Cursor",
        ("<cursoragent@cursor.com>", f"cursor[bot]{_FORGE}"),
        ("cursor/",),
        ("cursor/{task}",),
    ),
    "copilot": CodingAgent(
        "Copilot",
        (f"+copilot{_FORGE}", f"copilot[bot]{_FORGE}", f"copilot-swe-agent[bot]{_FORGE}"),
        ("copilot/",),
        ("copilot/{task}",),
    ),
}
OWN_PATTERN = "agent/{task}/*"


def find_running_agent() -> str | None:
    """The agent that runs this process, by the environment that it sets, or None."""
    variable = caller.find_agent_variable(os.environ)
    return caller.AGENTS[variable] if variable else None


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

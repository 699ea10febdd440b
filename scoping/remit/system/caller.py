"""Who calls a command: a person at a terminal, or a program on its own.

What is found here can be forged by whoever sets the environment: it keeps an agent from answering
its own request by accident or habit. What nobody can forge is a signature, see `[grants]`.
"""

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

AGENTS = {
    "AI_AGENT": "an agent",  # a convention of several tools
    "AGENT": "an agent",
    "AUGMENT_AGENT": "Augment",
    "CLAUDECODE": "Claude Code",
    "CLAUDE_CODE_ENTRYPOINT": "Claude Code",
    "CLINE_ACTIVE": "Cline",
    "CODEX_CI": "Codex",
    "CODEX_SANDBOX": "Codex",
    "CODEX_SANDBOX_NETWORK_DISABLED": "Codex",
    "CODEX_THREAD_ID": "Codex",
    "COPILOT_AGENT_SESSION_ID": "Copilot",
    "COPILOT_CLI": "Copilot",
    "CURSOR_AGENT": "Cursor",
    "GEMINI_CLI": "Gemini CLI",
    "GOOSE_TERMINAL": "Goose",
    "OPENCODE": "OpenCode",
    "OPENCODE_CLIENT": "OpenCode",
    "QWEN_CODE": "Qwen Code",
}
"""Variables that agents set for the programs that they start."""
_HOOKS = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_QUARANTINE_PATH", "GIT_REFLOG_ACTION")


def why_no_person(environment: "Mapping[str, str]", *, terminal: bool) -> str | None:
    """Why this call is not by a person, as the end of a sentence; None where it may be.

    >>> why_no_person({"CLAUDECODE": "1"}, terminal=True)
    'Claude Code runs this command (CLAUDECODE is set)'
    """
    variable = find_agent_variable(environment)
    if variable:
        return f"{AGENTS[variable]} runs this command ({variable} is set)"
    for name in _HOOKS:
        if environment.get(name):
            return f"git runs this command ({name} is set), as it runs a hook"
    return None if terminal else "standard input is no terminal"


def find_agent_variable(environment: "Mapping[str, str]") -> str | None:
    """The first of the variables of `AGENTS` that is set, or None: no agent is known to run."""
    return next((name for name in AGENTS if environment.get(name)), None)


def has_terminal() -> bool:
    """Whether somebody can type into this process."""
    stream = sys.stdin
    try:
        return stream is not None and os.isatty(stream.fileno())
    except (OSError, ValueError):
        return False

"""Cursor: `preToolUse`, `beforeShellExecution`, `beforeMCPExecution`, and what comes after them.

Something is always printed: the editor reads an empty answer as a denial where `failClosed` is set,
the command line as consent. Exit code 2 denies; any other failure depends on `failClosed`.
"""

import json
import os
from typing import TYPE_CHECKING

from remit_hooks.agent.event import (
    ToolEvent,
    call_arguments,
    list_elements,
    required_text,
    text_field,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_hooks.agent.event import Document, Phase

NOTHING, DENIED = "{}", 0
_PHASES: "Mapping[str, Phase]" = {
    "preToolUse": "before",
    "beforeShellExecution": "before",
    "beforeMCPExecution": "before",
    "postToolUse": "after",
    "postToolUseFailure": "after",
    "afterShellExecution": "after",
}
_OF_SHELLS = frozenset(["beforeShellExecution", "afterShellExecution"])


def read_event(document: "Document") -> ToolEvent | None:
    """The tool call; None for any other event."""
    name = required_text(document, "hook_event_name")
    phase = _PHASES.get(name)
    if phase is None:
        return None
    shell = name in _OF_SHELLS
    arguments = {"command": required_text(document, "command")} if shell else None
    return ToolEvent(
        phase,
        "Shell" if shell else required_text(document, "tool_name"),
        arguments or call_arguments(document.get("tool_input"), "tool_input"),
        text_field(document, "cwd") or _workspace(document),
        text_field(document, "conversation_id"),
        "",
        text_field(document, "tool_use_id"),
    )


def word_denial(reason: str) -> str:
    """The answer that denies the call, for the agent and for the person beside it."""
    return json.dumps({"permission": "deny", "user_message": reason, "agent_message": reason})


def word_warning(_text: str) -> str:
    """No opinion: the protocol has no other answer; the words are on standard error."""
    return NOTHING


def word_report(text: str) -> str:
    """The answer that tells the agent what its call has done."""
    return json.dumps({"additional_context": text})


def _workspace(document: "Document") -> str:
    if not document.get("workspace_roots"):
        return os.environ.get("CURSOR_PROJECT_DIR", "")
    first = next(iter(list_elements(document["workspace_roots"])), None)
    if not isinstance(first, str):
        raise unreadable("`workspace_roots` is no list of paths")
    return first

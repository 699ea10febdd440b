"""GitHub Copilot: `preToolUse`, `postToolUse` and `postToolUseFailure`, in two spellings of fields.

A failure of a hook before a call denies it, whatever the exit code. The fields in camel case carry
no name of the event: a result or an error tells that the call is over.
"""

import json
from typing import TYPE_CHECKING

from remit_hooks.agent.event import (
    ToolEvent,
    call_arguments,
    read_common_event,
    required_text,
    text_field,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_hooks.agent.event import Document, Phase

NOTHING, DENIED = "{}", 0
_PHASES: "Mapping[str, Phase]" = {
    "PreToolUse": "before",
    "PostToolUse": "after",
    "PostToolUseFailure": "after",
}
_RESULTS = ("toolResult", "error")


def read_event(document: "Document") -> "ToolEvent | None":
    """The tool call; None for any other event that has a name."""
    if "hook_event_name" in document:
        return read_common_event(document, _PHASES)
    over = any(field in document for field in _RESULTS)
    return ToolEvent(
        "after" if over else "before",
        required_text(document, "toolName"),
        call_arguments(document.get("toolArgs"), "toolArgs"),
        text_field(document, "cwd"),
        text_field(document, "sessionId"),
    )


def word_denial(reason: str) -> str:
    """The answer that denies the call."""
    return json.dumps({"permissionDecision": "deny", "permissionDecisionReason": reason})


def word_warning(_text: str) -> str:
    """No opinion: the protocol has no other answer; the words are on standard error."""
    return NOTHING


def word_report(text: str) -> str:
    """The answer that adds to the call's result what it has done."""
    return json.dumps({"additionalContext": text})

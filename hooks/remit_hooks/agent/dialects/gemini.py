"""Gemini CLI: `BeforeTool` and `AfterTool`.

Exit code 2 blocks with what is on standard error; after any other failure the call runs.
"""

import json
from typing import TYPE_CHECKING

from remit_hooks.agent.event import read_common_event

if TYPE_CHECKING:
    from remit_hooks.agent.event import Document, ToolEvent

NOTHING, DENIED = "{}", 0


def read_event(document: "Document") -> "ToolEvent | None":
    """The tool call; None for any other event."""
    return read_common_event(document, {"BeforeTool": "before", "AfterTool": "after"})


def word_denial(reason: str) -> str:
    """The answer that denies the call."""
    return json.dumps({"decision": "deny", "reason": reason})


def word_warning(text: str) -> str:
    """The answer that lets the call be made, and says what is wrong with it."""
    return json.dumps({"systemMessage": text})


def word_report(text: str) -> str:
    """The answer that adds to the call's result what it has done; `deny` would hide the result."""
    said = {"hookEventName": "AfterTool", "additionalContext": text}
    return json.dumps({"hookSpecificOutput": said})

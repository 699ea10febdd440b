"""Claude Code: `PreToolUse`, `PostToolUse` and `PostToolUseFailure`.

Exit code 2 blocks with what is on standard error, and every other failure lets the call run, so a
denial is said in JSON with 0 and a crash ends with 2. Cursor runs these hooks as well.
"""

import json
import os
from typing import TYPE_CHECKING

from remit_hooks.agent.event import list_elements, read_common_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_hooks.agent.event import Document, Phase, ToolEvent

NOTHING, DENIED = "", 0
_PHASES: "Mapping[str, Phase]" = {
    "PreToolUse": "before",
    "PostToolUse": "after",
    "PostToolUseFailure": "after",
}
_MOST = 1 << 20  # bytes of a configuration


def read_event(document: "Document") -> "ToolEvent | None":
    """The tool call; None for any other event, and where Cursor's own hook judges it."""
    if "cursor_version" in document and _cursor_judges(document):
        return None
    return read_common_event(document, _PHASES)


def word_denial(reason: str) -> str:
    """The answer that denies the call."""
    said = {"permissionDecision": "deny", "permissionDecisionReason": reason}
    return json.dumps({"hookSpecificOutput": {"hookEventName": "PreToolUse"} | said})


def word_warning(text: str) -> str:
    """The answer that lets the call be made, and says what is wrong with it."""
    said = {"hookEventName": "PreToolUse", "additionalContext": text}
    return json.dumps({"systemMessage": text, "hookSpecificOutput": said})


def word_report(text: str) -> str:
    """The answer that tells the agent what its call has done."""
    return json.dumps({"decision": "block", "reason": text})


def _cursor_judges(document: "Document") -> bool:
    """Whether remit's hook is in a configuration of Cursor, which then runs both."""
    from remit.system.bounded_read import read_bounded

    folders = [os.path.expanduser("~"), *list_elements(document.get("workspace_roots"))]  # noqa: PTH111 - pathlib costs 9 ms here
    for folder in (each for each in folders if isinstance(each, str)):
        try:
            text = read_bounded(f"{folder}/.cursor/hooks.json", _MOST)
        except (OSError, ValueError):
            continue
        if b" agent cursor " in b" ".join([*text.translate(None, b'",[]').split(), b""]):
            return True
    return False

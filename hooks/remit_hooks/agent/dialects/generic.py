"""Any other program: the fields of remit's own event, and an exit code that says it all.

    {"event": "before", "tool": "write", "input": {"path": "src/a.py"}, "cwd": "/srv/tree"}

`event` is `before` or `after`; `session`, `agent` and `call` may be added. A denial is exit code 2
with `{"decision": "deny", "reason": ...}`; `{"warning": ...}` and, after a call, `{"report": ...}`
come with 0.
"""

import json
from typing import TYPE_CHECKING

from remit_hooks.agent.event import (
    ToolEvent,
    call_arguments,
    required_text,
    text_field,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_hooks.agent.event import Document, Phase

NOTHING, DENIED = "{}", 2
_PHASES: "Mapping[str, Phase]" = {"before": "before", "after": "after"}


def read_event(document: "Document") -> "ToolEvent | None":
    """The tool call."""
    phase = _PHASES.get(required_text(document, "event"))
    if phase is None:
        raise unreadable("`event` is neither `before` nor `after`")
    return ToolEvent(
        phase,
        required_text(document, "tool"),
        call_arguments(document.get("input"), "input"),
        *(text_field(document, name) for name in ("cwd", "session", "agent", "call")),
    )


def word_denial(reason: str) -> str:
    """The answer that denies the call."""
    return json.dumps({"decision": "deny", "reason": reason})


def word_warning(text: str) -> str:
    """The answer that lets the call be made, and says what is wrong with it."""
    return json.dumps({"warning": text})


def word_report(text: str) -> str:
    """The answer that tells what the call has done."""
    return json.dumps({"report": text})

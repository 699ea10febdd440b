"""OpenCode: what remit's plug-in passes on of `tool.execute.before` and `tool.execute.after`.

    {"event": "tool.execute.before", "tool": "edit", "args": {...}, "sessionID": "...",
     "callID": "...", "cwd": "/srv/tree"}

The plug-in throws the `reason` of a denial, and where the exit code is not 0; it adds a `report` to
the call's output.
"""

from typing import TYPE_CHECKING

from remit_hooks.agent.dialects.generic import (
    DENIED,
    NOTHING,
    word_denial,
    word_report,
    word_warning,
)
from remit_hooks.agent.event import ToolEvent, call_arguments, required_text, text_field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit_hooks.agent.event import Document, Phase

__all__ = ["DENIED", "NOTHING", "read_event", "word_denial", "word_report", "word_warning"]

_PHASES: "Mapping[str, Phase]" = {"tool.execute.before": "before", "tool.execute.after": "after"}


def read_event(document: "Document") -> "ToolEvent | None":
    """The tool call; None for any other event."""
    phase = _PHASES.get(required_text(document, "event"))
    if phase is None:
        return None
    return ToolEvent(
        phase,
        required_text(document, "tool"),
        call_arguments(document.get("args"), "args"),
        text_field(document, "cwd"),
        text_field(document, "sessionID"),
        "",
        text_field(document, "callID"),
    )

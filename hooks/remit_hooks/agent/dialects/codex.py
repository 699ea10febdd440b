"""Codex: the events of Claude Code. Patches arrive as the command of a tool, bare or in a shell.

Exit code 2 blocks only where something is on standard error; every other failure lets the call run.
"""

from typing import TYPE_CHECKING

from remit_hooks.agent.dialects.claude_code import (
    DENIED,
    NOTHING,
    word_denial,
    word_report,
    word_warning,
)
from remit_hooks.agent.event import read_common_event

if TYPE_CHECKING:
    from remit_hooks.agent.event import Document, ToolEvent

__all__ = ["DENIED", "NOTHING", "read_event", "word_denial", "word_report", "word_warning"]


def read_event(document: "Document") -> "ToolEvent | None":
    """The tool call; None for any other event."""
    return read_common_event(document, {"PreToolUse": "before", "PostToolUse": "after"})

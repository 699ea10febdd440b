"""One event of an agent's hook, as every dialect reads it, and the parts that dialects share."""

from typing import TYPE_CHECKING, Any, Literal

from remit.errors import CouldNotCheck
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    Document = Mapping[str, Any]

Phase = Literal["before", "after"]


class ToolEvent(NamedTuple):
    """A tool call, before or after it: what is called, with what, where, and by whom.

    `folder` is the directory in which the agent works, empty where the event has none. `session`,
    `agent` (a sub-agent) and `call` are the agent's own ids, empty where it has none.
    """

    phase: Phase
    tool: str
    arguments: "Mapping[str, Any]"
    folder: str = ""
    session: str = ""
    agent: str = ""
    call: str = ""


def unreadable(what: str) -> CouldNotCheck:
    """The failure that an event is not what its dialect describes; such a call is denied."""
    return CouldNotCheck(
        f"the event of this tool call cannot be read: {what}.",
        "name the agent whose hook this is: remit-hook agent NAME; if it is that one, its version "
        "may be newer than this remit knows",
    )


def text_field(document: "Document", name: str) -> str:
    """The text of a field; empty where it is missing. Raises `CouldNotCheck` for another value."""
    value = document.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise unreadable(f"`{name}` is no text")
    return value


def required_text(document: "Document", name: str) -> str:
    """The text of a field that must be there; raises `CouldNotCheck`."""
    value = text_field(document, name)
    if not value:
        raise unreadable(f"it has no `{name}`")
    return value


def list_elements(value: object) -> "list[Any]":
    """The elements of a list; none for any other value."""
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType] - a parser's edge


def call_arguments(value: object, name: str) -> "Mapping[str, Any]":
    """The arguments of a call: an object, its JSON as text, or one text, which is the `input`.

    Raises `CouldNotCheck` for anything else.
    """
    if isinstance(value, str):
        import json

        try:
            inner = json.loads(value)
        except ValueError:
            return {"input": value}
        return inner if isinstance(inner, dict) else {"input": value}  # pyright: ignore[reportUnknownVariableType] - as above
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise unreadable(f"`{name}` is no object")
    return value  # pyright: ignore[reportUnknownVariableType] - a parser's edge


def read_common_event(
    document: "Document", phases: "Mapping[str, Phase]", event: str = ""
) -> ToolEvent | None:
    """The event in the form that Claude Code, Codex, Gemini CLI and Cursor have in common.

    `phases` are the names of events about tools; None for any other event. `event` is the name
    where the document may have none.
    """
    name = event or required_text(document, "hook_event_name")
    phase = phases.get(name)
    if phase is None:
        return None
    return ToolEvent(
        phase,
        required_text(document, "tool_name"),
        call_arguments(document.get("tool_input"), "tool_input"),
        text_field(document, "cwd"),
        text_field(document, "session_id"),
        text_field(document, "agent_id"),
        text_field(document, "tool_use_id"),
    )

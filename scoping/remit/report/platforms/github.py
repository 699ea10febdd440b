"""GitHub Actions: workflow commands for annotations, and the values that a step hands on.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands. Every line is a
command, since the runner also finds the old form `##[...]` anywhere in a line that is none. What
belongs into the files that the runner names (summary, outputs) is worded here, written elsewhere.
"""

from typing import TYPE_CHECKING

from remit.paths import escape_text
from remit.report.platforms import markdown
from remit.report.platforms.report_items import path_text

if TYPE_CHECKING:
    from remit.report.platforms.report_items import Level, PlatformReport, ReportItem

MOST = 10  # of each kind in one step; the last warning is kept for the count
SUMMARY_LIMIT = 1024 * 1024  # bytes, of all that one step writes
_COMMANDS: "dict[Level, str]" = {"error": "error", "warning": "warning", "note": "notice"}
_ROOM: "dict[Level, int]" = {"error": MOST, "warning": MOST - 1, "note": MOST - 1}


def render(account: "PlatformReport") -> str:
    """An annotation for each item up to the platform's limit, then one with the whole answer."""
    listed = [
        item
        for level, room in _ROOM.items()
        for item in [each for each in account.items if each.level == level][:room]
    ]
    lines = [_annotation(item, account) for item in listed]
    lines.append(_last(account, len(account.items) - len(listed)))
    return "".join(f"{line}\n" for line in lines)


def render_step_summary(account: "PlatformReport", written: int) -> str:
    """The step's summary as Markdown, within what `written` bytes leave of the limit."""
    return markdown.render_within(account, SUMMARY_LIMIT - written - 1)


def render_step_outputs(account: "PlatformReport") -> str:
    """The step's outputs, a `name=value` on each line; no value has a line break."""
    violations = sum(item.kind == "violation" for item in account.items)
    values = {
        "verdict": account.outcome,
        "task": account.task,
        "base": account.base,
        "violations": str(violations),
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())


def _annotation(item: "ReportItem", account: "PlatformReport") -> str:
    named = account.named(item)
    lines = (f"{named} was {item.status}" if item.status else named, item.message, item.advice)
    return _command(
        _COMMANDS[item.level],
        "\n".join(filter(None, lines)),
        **_target(item, account),
        title=f"remit: {item.label}",
    )


def _target(item: "ReportItem", account: "PlatformReport") -> dict[str, str]:
    """A file that is there to be annotated: not a deleted one, and none with an odd name."""
    if item.path is None and item.kind != "violation":
        return {}
    path = account.home if item.status == "deleted" else account.place(item)
    name = path_text(path)
    if name.encode() != path or escape_text(name) != name:
        return {}
    return {"file": name, "line": str(max(item.line, 1))}


def _last(account: "PlatformReport", more: int) -> str:
    counted = f"; {more} more than are shown here" if more else ""
    unsure = account.exit_code or account.outcome != "clean" or more
    return _command("warning" if unsure else "notice", account.headline + counted, title="remit")


def _command(name: str, message: str, **properties: str) -> str:
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""`remit log`: what hooks refused here, or would have refused, per task and path."""

import re
import time
from calendar import timegm
from typing import TYPE_CHECKING, NamedTuple

from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.git.verdict_log import read_entries
from remit.paths import escape_text, quote_path
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.text_safety import count_noun, quote_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from remit.git.verdict_log import LogEntry

DESCRIPTION = (
    "List what the hooks of this repository refused, and what they would have refused where the "
    "policy only warns, per task and path. The log is kept here; other clones have their own."
)
_DAY = 86_400  # seconds
_NO_TASK = "no task"


class LoggedPath(NamedTuple):
    """One path of one task that broke one rule: how often it was refused, and how often not.

    `layers` are where, in the order of the first time; `last` is the time of the last, in seconds.
    """

    task: str | None
    path: bytes | None
    rule: str
    refused: int
    warned: int
    layers: tuple[str, ...]
    last: int


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """Which part of the log, and how to answer."""
    parser.add_argument("--task", metavar="ID", type=TASK, help="of this task only")
    parser.add_argument(
        "--since", metavar="DATE", help="since a day (UTC): 2027-01-31, or 7d for seven days ago"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, with whatever the log has."""
    since = _parse_since(arguments.since) if arguments.since else 0
    entries = [
        entry
        for entry in read_entries(Repository.discover())
        if entry.time >= since and arguments.task in {None, entry.task}
    ]
    found = summarize_paths(entries)
    if arguments.format == "json":
        listed = [_fields(each) for each in found]
        counts = {"refused": _count(entries, True), "warned": _count(entries, False)}
        return print_answer(dump_versioned({"exit_code": 0, **counts, "paths": listed}))
    return print_answer(_text(entries, found))


def summarize_paths(entries: "Iterable[LogEntry]") -> tuple[LoggedPath, ...]:
    """Each path with its counts, by task; within a task the one that was met most comes first."""
    known: dict[tuple[str | None, bytes | None, str], LoggedPath] = {}
    for entry in entries:
        for rule, path in entry.items:
            key = (entry.task, path, rule)
            old = known.get(key) or LoggedPath(*key, refused=0, warned=0, layers=(), last=0)
            known[key] = old._replace(
                refused=old.refused + entry.enforced,
                warned=old.warned + (not entry.enforced),
                layers=tuple(dict.fromkeys((*old.layers, entry.layer))),
                last=max(old.last, entry.time),
            )
    return tuple(sorted(known.values(), key=_rank))


def _rank(each: LoggedPath) -> tuple[str, int, bytes, str]:
    return each.task or "", -(each.refused + each.warned), each.path or b"", each.rule


def _count(entries: "Iterable[LogEntry]", enforced: bool) -> int:  # noqa: FBT001 - a value, not a mode
    return sum(entry.enforced is enforced for entry in entries)


def _text(entries: "Sequence[LogEntry]", found: "Sequence[LoggedPath]") -> str:
    if not entries:
        return "nothing was refused here, and nothing was warned about\n"
    lines: list[str] = []
    for number, each in enumerate(found):
        if number == 0 or found[number - 1].task != each.task:
            lines.append(escape_text(each.task or _NO_TASK))
        lines.append(f"  {_line(each)}")
    more = sum(entry.more for entry in entries)
    if more:
        lines.append(f"and {count_noun(more, 'path')} of changes too large to be listed whole")
    warned, refused = _count(entries, False), _count(entries, True)
    counts = f"{count_noun(warned, 'warning')}, {count_noun(refused, 'refusal')}"
    lines.append(f"{counts} since {_day(min(entry.time for entry in entries))}")
    return "".join(f"{line}\n" for line in lines)


def _line(each: LoggedPath) -> str:
    where = "the whole change" if each.path is None else quote_path(each.path)
    counts = (
        (each.refused, "refused"),
        (each.warned, "would have been refused"),
    )
    said = ", ".join(f"{what} {count}x" for count, what in counts if count)
    rule = each.rule or "could not check"
    layers = ", ".join(each.layers)
    return escape_text(f"{where}  {rule}  {said} ({layers}), last {_day(each.last)}")


def _fields(each: LoggedPath) -> dict[str, object]:
    path = {"path": None} if each.path is None else path_json_fields(each.path)
    return {**each._asdict(), "path": None, **path, "rule": each.rule or None}


def _day(seconds: int) -> str:
    try:
        return time.strftime("%Y-%m-%d", time.gmtime(seconds))
    except (ValueError, OverflowError, OSError):
        return "an unknown day"


def _parse_since(text: str) -> float:
    """The time that `--since` means, in seconds since 1970; raises `UsageError`."""
    days = re.fullmatch(r"(\d{1,5})d", text)
    if days:
        return time.time() - int(days[1]) * _DAY
    try:
        return timegm(time.strptime(text, "%Y-%m-%d"))
    except ValueError:
        raise UsageError(
            f"--since takes a day, not {quote_text(text)}.",
            "write it as 2027-01-31, or as 7d for seven days ago",
        ) from None

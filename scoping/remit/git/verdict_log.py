"""The log of what hooks refused, or would have: `<common git dir>/remit/log.jsonl`.

One JSON object a line, written in one piece, so that processes may append at once. Whoever has a
worktree can write there: nothing is decided by what is read back, and all text in it is anybody's.
A log that cannot be written is no reason to stop a commit, so nothing is said about that.
"""

# See decision 0283.

import json
import os
import time
from typing import TYPE_CHECKING, Any, cast

from remit.namedtuples import NamedTuple
from remit.system import bounded_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.git.repository import Repository
    from remit.verdict import Verdict

LARGEST = 1 << 20  # bytes; then the file becomes the older one, and the older one is gone
_MOST_ITEMS = 100  # of one verdict
_LONGEST_PATH = 4096  # bytes; git has no longer ones on the systems that we know
_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK


class LogItem(NamedTuple):
    """A path with the rule it breaks; the rule is empty for a path that could not be checked.

    The path is None where the rule is about the whole change. A tool call may be refused without a
    rule; the cause stands there then: `elsewhere`, or `control` for what switches checks off.
    """

    rule: str
    path: bytes | None


class LogEntry(NamedTuple):
    """One verdict with findings. `time` is in seconds since 1970, UTC.

    `enforced` says that the change was refused; else it passed with a warning. `more` counts the
    items that were too many to be kept.
    """

    time: int
    layer: str
    enforced: bool
    task: str | None
    branch: str | None
    items: tuple[LogItem, ...]
    more: int = 0


def log_verdict(repository: "Repository", verdict: "Verdict") -> None:
    """Append a verdict with findings."""
    violations = (
        LogItem(each.rule, each.change.path if each.change else None) for each in verdict.violations
    )
    doubts = (LogItem("", doubt.path) for doubt in verdict.doubts)
    append_entry(
        repository, verdict.layer, verdict.task, (*violations, *doubts), enforced=verdict.enforced
    )


def append_entry(
    repository: "Repository",
    layer: str,
    task: str | None,
    items: "Sequence[LogItem]",
    *,
    enforced: bool,
) -> None:
    """Append what was found at a layer in this worktree, now."""
    fields = {
        "time": int(time.time()),
        "layer": layer,
        "enforced": enforced,
        "task": task,
        "branch": repository.branch,
        "items": [[item.rule, _text(item.path)] for item in items[:_MOST_ITEMS]],
        "more": max(0, len(items) - _MOST_ITEMS),
    }
    try:
        _append(_path(repository), f"{json.dumps(fields)}\n".encode("ascii"))
    except OSError:
        return


def read_entries(repository: "Repository") -> tuple[LogEntry, ...]:
    """The entries, oldest first; a line of another form is left out."""
    return tuple(
        entry
        for path in (_older(repository), _path(repository))
        for line in _lines(path)
        if (entry := _parsed(line)) is not None
    )


def _append(path: str, line: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as in the hot path
    handle = os.open(path, _APPEND, 0o644)
    try:
        os.write(handle, line)
        if os.fstat(handle).st_size > LARGEST:
            _rotate(handle, path)
    finally:
        os.close(handle)


def _rotate(handle: int, path: str) -> None:
    """Make the file the older one, unless another process has done that meanwhile."""
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX)
    if os.path.samestat(os.fstat(handle), os.stat(path)):  # noqa: PTH116 - as in the hot path
        os.replace(path, f"{path}.old")  # noqa: PTH105 - as above


def _lines(path: str) -> "Iterator[bytes]":
    try:
        yield from bounded_read.read_tail(path, 2 * LARGEST).splitlines()
    except OSError:
        return


def _parsed(line: bytes) -> LogEntry | None:
    try:
        found = cast("dict[str, Any]", json.loads(line))
        items = tuple(
            LogItem(str(rule), None if path is None else path.encode("utf-8", "surrogateescape"))
            for rule, path in found["items"]
        )
        return LogEntry(
            int(found["time"]),
            str(found["layer"]),
            bool(found["enforced"]),
            _text_or_none(found["task"]),
            _text_or_none(found["branch"]),
            items,
            int(found["more"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _text_or_none(value: object) -> str | None:
    return None if value is None else str(value)


def _text(path: bytes | None) -> str | None:
    return None if path is None else path[:_LONGEST_PATH].decode("utf-8", "surrogateescape")


def _path(repository: "Repository") -> str:
    return f"{repository.common_dir}/remit/log.jsonl"


def _older(repository: "Repository") -> str:
    return f"{_path(repository)}.old"

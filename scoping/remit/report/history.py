"""The summary of a history as text, at most 80 columns wide, and as JSON."""

import math
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from remit.history.records import ChangeUnit
from remit.history.renames import LIMIT
from remit.paths import escape_text, quote_path
from remit.report.console import Paint
from remit.report.verdict_json import dump_versioned, path_json_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.history.summary import CochangedPair, HistorySummary, PathActivity

_WIDTH = 80
_MARGIN = 14
_SHORT = 5  # lines of a list as text; JSON has all
_DAY = 86400
_YEAR = 365.25  # days
_LAST_SECOND = 253402300799  # of the year 9999
_UNITS = {
    ChangeUnit.COMMIT: "commits without merges",
    ChangeUnit.LANDED: "changes landed on its first-parent line",
}
_UNIT = {
    ChangeUnit.COMMIT: "commit without merges",
    ChangeUnit.LANDED: "change landed on its first-parent line",
}


class HistoryReport(NamedTuple):
    """What was summarised: the revision as it was asked for, its commit, the unit of change."""

    revision: str
    commit: str
    unit: ChangeUnit
    summary: "HistorySummary"
    remarks: "Sequence[str]" = ()


def render(history: HistoryReport, *, colour: bool = False) -> str:
    """The whole answer, with a line break at its end."""
    paint = Paint(colour=colour)
    revision = escape_text(history.revision)
    found = history.summary
    counted = paint("strong", f"{found.changes:,}")
    units = (_UNITS if found.changes != 1 else _UNIT)[history.unit]
    lines = [f"{revision} ({history.commit[:10]}): {counted} {units}"]
    lines += ["", *_facts(found)] if found.changes else []
    lines += _busy("Files that change most often", found.busiest, found.touching, paint)
    lines += _busy("Directories that change most often", found.directories, found.touching, paint)
    lines += _pairs(found.pairs, paint)
    title = "Hubs: files in most changes of several files"
    lines += _busy(title, found.hubs, found.several, paint)
    lines += [""] if history.remarks else []
    for remark in history.remarks:
        noted = textwrap.wrap(
            f"note: {remark}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False
        )
        lines += (paint("faint", line) for line in noted)
    return "\n".join(lines) + "\n"


def fields(history: HistoryReport) -> dict[str, object]:
    """What `docs/reference/json.md` states for `history`."""
    found = history.summary
    return {
        "revision": escape_text(history.revision),
        "commit": history.commit,
        "unit": history.unit.value,
        "changes": found.changes,
        "first": _day(found.first) if found.changes else None,
        "last": _day(found.last) if found.changes else None,
        "authors": found.authors,
        "leading": [{**person._asdict(), "changes": count} for person, count in found.leading],
        "bots": found.bots,
        "routine": found.routine,
        "landing": found.landing._asdict(),
        "files": {"live": found.files, "touched": found.touched},
        "touching": {"any": found.touching, "several": found.several, "bulk": found.bulk},
        "busiest": [_busy_fields(busy) for busy in found.busiest],
        "directories": [_busy_fields(busy) for busy in found.directories],
        "pairs": [
            {
                "files": [path_json_fields(pair.left), path_json_fields(pair.right)],
                "together": pair.together,
                "share": round(pair.share, 3),
            }
            for pair in found.pairs
        ],
        "hubs": [
            {**_busy_fields(busy), "share": round(busy.changes / found.several, 3)}
            for busy in found.hubs
        ],
        "remarks": list(history.remarks),
    }


def render_json(history: HistoryReport) -> str:
    """The summary on one line."""
    return dump_versioned(fields(history))


def _facts(found: "HistorySummary") -> "Iterator[str]":
    yield _fact("from", f"{_day(found.first)} to {_day(found.last)}, {_span(found)}")
    authors = "1 author" if found.authors == 1 else f"{found.authors:,} authors"
    yield _fact("by", f"{authors}, {_percent(found.bots, found.changes)} by bots")
    for person, count in found.leading[:3]:
        name = _cut(escape_text(person.name or person.email), 40)
        yield _fact("", f"{_percent(count, found.changes):>4}  {name}")
    yield _fact("routine", f"{_percent(found.routine, found.changes)} bumps, releases, merges")
    total = sum(found.landing)
    shares = [_percent(count, total) for count in found.landing]
    yield _fact(
        "landed as", f"{shares[0]} merges, {shares[1]} squashes, {shares[2]} single commits"
    )
    yield _fact("files", f"{found.files:,} live, {found.touched:,} of them touched")
    several = _percent(found.several, found.touching)
    yield _fact("changes", f"{found.touching:,} touch live files, {several} more than one")
    beside = found.changes - found.touching - found.bulk
    yield _fact(
        "left out", f"{found.bulk:,} of more than {LIMIT} paths, {beside:,} of no live file"
    )


def _span(found: "HistorySummary") -> str:
    days = (found.last - found.first) // _DAY
    if days > _YEAR:
        return f"{days / _YEAR:.1f} years"
    return "1 day" if days == 1 else f"{days} days"


def _fact(name: str, text: str) -> str:
    return f"  {name:<{_MARGIN - 4}}  {text}".rstrip()


def _busy(
    title: str, listed: "Sequence[PathActivity]", total: int, paint: Paint
) -> "Iterator[str]":
    if not listed:
        return
    yield from ("", paint("strong", title))
    for busy in listed[:_SHORT]:
        share = _percent(busy.changes, total)
        room = _WIDTH - 31
        name = _path(busy.path, room)
        yield f"  {busy.changes:>7,}  {share:>4}  {name:<{room}}  {_day(busy.last)}"


def _pairs(listed: "Sequence[CochangedPair]", paint: Paint) -> "Iterator[str]":
    if not listed:
        return
    yield from ("", paint("strong", "Files that change together"))
    for pair in listed[:_SHORT]:
        share = f"{math.floor(100 * pair.share)}%"
        yield f"  {pair.together:>7,}  {share:>4}  {_path(pair.left, _WIDTH - 17)}"
        yield f"  {'':>7}  {'':>4}  {_path(pair.right, _WIDTH - 17)}"


def _busy_fields(busy: "PathActivity") -> dict[str, object]:
    return {**path_json_fields(busy.path), "changes": busy.changes, "last": _day(busy.last)}


def _path(path: bytes, room: int) -> str:
    """`path` as shown, its middle cut out where there is no room for it."""
    return _cut(quote_path(path) if path else ". (the root)", room)


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    half = (room - 3) // 2
    return f"{text[: room - 3 - half]}...{text[-half:]}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "0%"


def _day(time: int) -> str:
    return datetime.fromtimestamp(min(max(time, 0), _LAST_SECOND), UTC).date().isoformat()

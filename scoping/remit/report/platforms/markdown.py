"""Markdown for a comment on a change, and for the summary of a step, in GitHub's and GitLab's kind.

Nothing that a change brings can mean anything here: a word that is not plainly a word stands in a
code span with a fence longer than any in it, where neither platform reads markup, HTML, mentions,
references or emoji. No table, since no escape of `|` in a code span means the same to all parsers.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from remit.report.code_span import Markdown, code_span
from remit.report.manifest_patch import toml_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.report.platforms.report_items import PlatformReport, ReportItem
    from remit.report.remedies import Remedy

LIMIT = 64 * 1024 - 1  # bytes; GitHub refuses a comment of more than 65,536 characters
_MOST_LISTED = 10
_TITLES = {
    "request_access": "Request access",
    "send_to_owner": "Send to the owner",
    "unstage": "Unstage",
    "undo": "Undo",
}
_TOKEN = re.compile(r"(\(?)(.*?)([.,;:)]*)")
_WORD = re.compile(r"([A-Za-z]+(['-][A-Za-z]+)*|[0-9]{1,6})?")


def render(account: "PlatformReport") -> str:
    """The comment; its first line is the marker by which it is found again."""
    return render_within(account, LIMIT)


def comment_marker(account: "PlatformReport") -> str:
    """The first line of the comment of this kind of call, whatever it says."""
    return f"<!-- remit {account.command} -->"


def render_within(account: "PlatformReport", limit: int) -> str:
    """The whole answer in at most `limit` bytes: what does not fit is counted; empty if nothing."""
    ways = _ways(account.ways, limit // 4)
    remarks = _remarks(account, limit // 4)
    empty = _filled(account, [], len(account.items), ways, remarks)
    room = limit - len(empty.encode()) - len("\n")  # an empty line comes before the list
    if room < 0:
        return ""
    lines = _fitting((_line(item, account) for item in account.items), room)
    return _filled(account, lines, len(account.items) - len(lines), ways, remarks)


def render_prose(text: str) -> Markdown:
    """A sentence: its plain words as they are, everything else in code spans.

    >>> print(render_prose("It is in the scope of `a-1`; src/*.py leads to @team (twice)."))
    It is in the scope of `a-1`; `src/*.py` leads to `@team` (twice).
    """
    return Markdown(" ".join(map(_token, text.split(" "))))


def _token(text: str) -> str:
    found = _TOKEN.fullmatch(text)
    before, core, after = found.groups() if found else ("", text, "")
    if _WORD.fullmatch(core):
        return f"{before}{core}{after}"
    inner = core[1:-1]
    quoted = core == f"`{inner}`" and inner and "`" not in inner
    return f"{before}{code_span(inner if quoted else core)}{after}"


def _line(item: "ReportItem", account: "PlatformReport") -> Markdown:
    named = account.named(item)
    where = f" {code_span(named)}" if named else ""
    line = f", line {item.line}" if item.line else ""
    status = f" was {item.status}" if item.status else ""
    head = f"- **{render_prose(item.label)}**{where}{line}{status}"
    said = f": {render_prose(item.message)}" if item.message else ""
    return Markdown(f"{head}{said}" + (f" ({render_prose(item.advice)})" if item.advice else ""))


def _ways(ways: "Sequence[Remedy]", room: int) -> list[Markdown]:
    kept = _fitting((Markdown("\n".join(_way(way))) for way in ways), room)
    more = len(ways) - len(kept)
    return [*kept, Markdown(f"- and {more} more, which `remit check` shows")] if more else kept


def _way(way: "Remedy") -> "Iterator[str]":
    yield f"- **{_TITLES[way.kind]}**: {render_prose(way.says)}"
    yield from (f"  - {line}" for line in _manifest_lines(way))
    yield from (f"  - {code_span(command)}" for command in way.commands)
    if way.there:
        yield f"  - and there {code_span(way.there)}"


def _manifest_lines(way: "Remedy") -> "Iterator[str]":
    for what, patterns in (("add to `write`", way.add), ("take out of `deny`", way.remove)):
        listed = ", ".join(code_span(toml_string(pattern)) for pattern in patterns[:_MOST_LISTED])
        more = len(patterns) - _MOST_LISTED
        if listed:
            yield f"{what}: {listed}" + (f" and {more} more" if more > 0 else "")


def _remarks(account: "PlatformReport", room: int) -> list[Markdown]:
    kept = _fitting((Markdown(f"- {render_prose(remark)}") for remark in account.remarks), room)
    more = len(account.remarks) - len(kept)
    return [*kept, Markdown(f"- and {more} more remarks")] if more else kept


def _fitting(lines: "Iterable[Markdown]", room: int) -> list[Markdown]:
    """The first of `lines` that have room together, each with a line break; no more are worded."""
    kept: list[Markdown] = []
    for line in lines:
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    return kept


def _filled(
    account: "PlatformReport",
    lines: "Sequence[Markdown]",
    more: int,
    ways: "Sequence[Markdown]",
    remarks: "Sequence[Markdown]",
) -> str:
    text = _TEMPLATES.get_template("comment.md.j2").render(
        marker=Markdown(comment_marker(account)),
        headline=render_prose(account.headline),
        items=lines,
        more=more,
        ways=ways,
        remarks=remarks,
    )
    return f"{text}\n"


def _escaped(value: object) -> object:
    return value if isinstance(value, Markdown | int) else code_span(str(value))


_TEMPLATES = Environment(  # noqa: S701 - not HTML; whatever is not Markdown becomes a code span
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    undefined=StrictUndefined,
    finalize=_escaped,
)

"""Markdown for a comment on a change, and for the summary of a step, in GitHub's and GitLab's kind.

Nothing that a change brings can mean anything here: a word that is not plainly a word stands in a
code span with a fence longer than any in it, where neither platform reads markup, HTML, mentions,
references or emoji. No table, since no escape of `|` in a code span means the same to all parsers.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from remit.report.proposal import toml_string

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.report.account import Account, Item
    from remit.report.exits import Exit

LIMIT = 64 * 1024 - 1  # bytes; GitHub refuses a comment of more than 65,536 characters
MOST_REMARKS = 20
_MOST_LISTED = 10
_LONGEST_REMARK = 1000
_TITLES = {"ask": "Ask for it", "hand_over": "Hand it over", "drop": "Drop it"}
_TOKEN = re.compile(r"(\(?)(.*?)([.,;:)]*)")
_WORD = re.compile(r"([A-Za-z]+(['-][A-Za-z]+)*|[0-9]{1,6})?")
_RUNS = re.compile("`+")


class Markdown(str):
    """Text that is Markdown already; any other text becomes a code span in the template."""

    __slots__ = ()


def render(account: "Account") -> str:
    """The comment; its first line is the marker by which it is found again."""
    return within(account, LIMIT)


def marker(account: "Account") -> str:
    """The first line of the comment of this kind of call, whatever it says."""
    return f"<!-- remit {account.command} -->"


def within(account: "Account", limit: int) -> str:
    """The whole answer in at most `limit` bytes: what does not fit is counted; empty if nothing."""
    rest = [*_ways(account.ways), *_remarks(account)]
    if _size(rest) > limit // 2:
        rest = _remarks(account) if _size(_remarks(account)) <= limit // 2 else []
    room = limit - len(_filled(account, [], len(account.items), rest).encode())
    if room < 0:
        return ""
    lines: list[Markdown] = []
    for item in account.items:
        line = _line(item, account)
        room -= _size([line])
        if room < 0:
            break
        lines.append(line)
    return _filled(account, lines, len(account.items) - len(lines), rest)


def code(text: str) -> Markdown:
    """`text`, which must be on one line, as a code span that holds exactly it.

    >>> print(code("a`b"), code("`"), code("a|b"))
    ``a`b`` `` ` `` `a|b`
    """
    fence = "`" * (max(map(len, _RUNS.findall(text)), default=0) + 1)
    edges = {text[:1], text[-1:]}
    pad = " " if edges & {"`", " "} and text.strip(" ") else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}" if text else "")


def prose(text: str) -> Markdown:
    """A sentence: its plain words as they are, everything else in code spans.

    >>> print(prose("It is in the remit of `a-1`; src/*.py leads to @team (twice)."))
    It is in the remit of `a-1`; `src/*.py` leads to `@team` (twice).
    """
    return Markdown(" ".join(map(_token, text.split(" "))))


def _token(text: str) -> str:
    found = _TOKEN.fullmatch(text)
    before, core, after = found.groups() if found else ("", text, "")
    if _WORD.fullmatch(core):
        return f"{before}{core}{after}"
    inner = core[1:-1]
    quoted = core == f"`{inner}`" and inner and "`" not in inner
    return f"{before}{code(inner if quoted else core)}{after}"


def _line(item: "Item", account: "Account") -> Markdown:
    named = account.named(item)
    where = f" {code(named)}" if named else ""
    line = f", line {item.line}" if item.line else ""
    status = f" was {item.status}" if item.status else ""
    rule = "" if item.rule == "undecided" else f"{item.rule} "
    head = f"- **{prose(rule + item.title)}**{where}{line}{status}"
    said = f": {prose(item.message)}" if item.message else ""
    return Markdown(f"{head}{said}" + (f" ({prose(item.advice)})" if item.advice else ""))


def _ways(ways: "Sequence[Exit]") -> "Iterator[Markdown]":
    for way in ways:
        yield Markdown(f"- **{_TITLES[way.kind]}**: {prose(way.says)}")
        yield from map(_below, _manifest_lines(way))
        yield from (_below(code(command)) for command in way.commands)
        if way.there:
            yield _below(f"and there {code(way.there)}")


def _manifest_lines(way: "Exit") -> "Iterator[str]":
    for what, patterns in (("add to `write`", way.add), ("take out of `deny`", way.remove)):
        listed = ", ".join(code(toml_string(pattern)) for pattern in patterns[:_MOST_LISTED])
        more = len(patterns) - _MOST_LISTED
        if listed:
            yield f"{what}: {listed}" + (f" and {more} more" if more > 0 else "")


def _below(text: str) -> Markdown:
    return Markdown(f"  - {text}")


def _remarks(account: "Account") -> list[Markdown]:
    kept = account.remarks[:MOST_REMARKS]
    more = len(account.remarks) - len(kept)
    lines = [Markdown(f"- {prose(remark[:_LONGEST_REMARK])}") for remark in kept]
    return [*lines, Markdown(f"- and {more} more remarks")] if more else lines


def _size(lines: "Sequence[str]") -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _filled(
    account: "Account", lines: "Sequence[Markdown]", more: int, rest: "Sequence[Markdown]"
) -> str:
    return (
        _TEMPLATES.get_template("comment.md.j2").render(
            marker=Markdown(marker(account)),
            headline=prose(account.headline),
            items=lines,
            more=more,
            rest=rest,
        )
        + "\n"
    )


def _escaped(value: object) -> object:
    return value if isinstance(value, Markdown | int) else code(str(value))


_TEMPLATES = Environment(  # noqa: S701 - not HTML; whatever is not Markdown becomes a code span
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    finalize=_escaped,
)

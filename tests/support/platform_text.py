"""What a runner of Actions, a CI server and GitHub's Markdown would take from our text.

The commands are parsed as the runner does (`ActionCommand.TryParseV2` and `FileCommandManager` in
actions/runner), JUnit XML with `junitparser`, Markdown with `cmarkgfm`, GitHub's own parser.
"""

import re
from html.parser import HTMLParser
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from junitparser import JUnitXml

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = {"error", "warning", "notice"}
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:()'\n-]*")


class Command(NamedTuple):
    """One workflow command as the runner has it."""

    name: str
    properties: dict[str, str]
    message: str


class Case(NamedTuple):
    """One test case: `outcome` is passed, failure, error or skipped; `kind` is its type."""

    name: str
    outcome: str
    kind: str


class Page(NamedTuple):
    """A comment: its marker, and the code spans of each entry of its lists, title first."""

    marker: str
    entries: list[tuple[str, tuple[str, ...]]]
    text: str


def read_commands(text: str) -> list[Command]:
    """Every line as a command; a line that the runner would print as it is makes this fail."""
    assert text.endswith("\n")
    return [_command(line) for line in re.split(r"\r\n|\n|\r", text[:-1])]


def read_outputs(text: str) -> dict[str, str]:
    """What the runner reads from the file of outputs: `name=value` on a line."""
    found: dict[str, str] = {}
    for line in re.split(r"\r\n|\n|\r", text.removesuffix("\n")):
        name, equals, value = line.partition("=")
        assert equals
        assert "<<" not in name
        found[name] = value
    return found


def read_junit(text: str) -> list[Case]:
    """The cases of the only suite, whose totals must be true."""
    suites = cast("_Suites", JUnitXml.fromstring(text.encode()))
    (suite,) = suites
    cases = [_case(case) for case in suite]
    outcomes = [case.outcome for case in cases]
    for totals in (suites, suite):
        assert totals.tests == len(cases)
        assert totals.failures == outcomes.count("failure")
        assert totals.errors == outcomes.count("error")
        assert totals.skipped == outcomes.count("skipped")
    names = [case.name for case in cases]
    assert len(set(names)) == len(names)
    return cases


def read_markdown(text: str) -> Page:
    """The comment as GitHub renders it: nothing but plain words outside of code."""
    reader = _Reader()
    reader.feed(_gfm().github_flavored_markdown_to_html(text, options=1 << 17))
    reader.close()
    assert reader.tags <= {"h3", "p", "ul", "li", "strong", "code"}
    outside = "".join(reader.outside)
    assert _PLAIN.fullmatch(outside), outside
    (marker,) = reader.comments
    assert text.startswith(f"<!--{marker}-->\n")
    entries = [(title, tuple(spans)) for title, spans in reader.entries]
    return Page(marker.strip(), entries, outside)


def _command(line: str) -> Command:
    stripped = line.lstrip()
    assert stripped.startswith("::")
    end = stripped.index("::", 2)
    name, _, listed = stripped[2:end].partition(" ")
    assert name in COMMANDS
    pairs = [pair.partition("=") for pair in listed.strip().split(",") if pair]
    assert all(equals for _, equals, _ in pairs)
    properties = {key: _unescaped(value, "\r\n:,%") for key, _, value in pairs}
    return Command(name, properties, _unescaped(stripped[end + 2 :], "\r\n%"))


def _unescaped(text: str, characters: str) -> str:
    for character in characters:
        text = text.replace(f"%{ord(character):02X}", character)
    return text


class _Result(Protocol):
    type: str | None


class _TestCase(Protocol):
    name: str
    result: list[_Result]


class _Totals(Protocol):
    tests: int
    failures: int
    errors: int
    skipped: int


class _Suite(_Totals, Protocol):
    def __iter__(self) -> "Iterator[_TestCase]": ...


class _Suites(_Totals, Protocol):
    def __iter__(self) -> "Iterator[_Suite]": ...


def _case(case: _TestCase) -> Case:
    if not case.result:
        return Case(case.name, "passed", "")
    (result,) = case.result
    return Case(case.name, type(result).__name__.lower(), result.type or "")


class _Gfm(Protocol):
    def github_flavored_markdown_to_html(self, text: str, options: int) -> str: ...


def _gfm() -> _Gfm:
    return cast("_Gfm", import_module("cmarkgfm"))


class _Reader(HTMLParser):
    """Collects tags, comments, text outside of code, and code spans by entry."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.comments: list[str] = []
        self.outside: list[str] = []
        self.entries: list[tuple[str, list[str]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not attrs
        self.tags.add(tag)
        self._open.append(tag)
        if tag == "li" and self._open.count("li") == 1:
            self.entries.append(("", []))
        if tag == "code" and "li" in self._open and "strong" not in self._open:
            self.entries[-1][1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if "strong" in self._open:
            title, spans = self.entries[-1]
            self.entries[-1] = (title + data, spans)
        elif "code" in self._open and "li" in self._open:
            self.entries[-1][1][-1] += data
        if "code" not in self._open:
            self.outside.append(data)

"""A story or specification of BMAD: its execution items are what the task changes.

`## Code Map` lists files with their roles, `**Execution:**` items name the file that each changes.
What the map alone names the task may claim: it matters to the story, and need not change. Older
stories have no such items, but a list `File List`. Form: github.com/bmad-code-org/BMAD-METHOD.
"""

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from remit.errors import Fault, ManifestError
from remit.manifest.scope import Expectations, FileRules
from remit.plan.importers.imported import (
    Imported,
    LeftOut,
    draft_scope,
    find_paths,
    path_patterns,
    read_text,
    unfit_paths,
)
from remit.plan.reading.validation import UniqueIds

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADING = re.compile(r"#{1,6}\s+(?P<title>.*?)\s*#*$")
_BOLD = re.compile(r"\s*[-*]?\s*\*\*(?P<title>[^*]+?):?\*\*:?\s*(?P<rest>.*)")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(?P<text>\S.*)")
_TITLE = re.compile(r"title\s*:\s*['\"]?(?P<title>.*?)['\"]?\s*$")
_STORY = re.compile(r"Story\s+(?P<number>\d+(?:\.\d+)*)\s*[:.-]?\s*(?P<title>.*)", re.IGNORECASE)
_ROLE = re.compile(r"\s+(?:--|—|–)\s+|\s*[：:]\s*")  # noqa: RUF001 - as the files have it
_CHANGES = ("execution", "file list", "files to change", "files to modify")
_MAP = ("code map", "source tree", "source tree components to touch")


def read_scopes(data: bytes, where: str) -> Imported:
    """The one scope of a story; raises `ManifestError` where it names no file."""
    parts = [*_parts(read_text(data, where))]
    changed = [path for _, part, text in parts if part in _CHANGES for path in _files(text)]
    mapped = [path for _, part, text in parts if part in _MAP for path in _files(text)]
    if not changed and not mapped:
        what = "there is neither an execution item nor a code map with a file in it."
        raise ManifestError(
            (
                Fault(
                    where,
                    0,
                    what,
                    "an item begins with its file: - [ ] `src/a.py` -- what to do -- why",
                ),
            )
        )
    write = path_patterns(changed or mapped)
    claim = tuple(each for each in path_patterns(mapped) if each not in write)
    number, title = _name(parts, where)
    task = UniqueIds().of(number or title)
    commands = [_command(text) for _, part, text in parts if part == "commands"]
    scope = draft_scope(
        task,
        title=title,
        goal="\n".join(text for _, part, text in parts if part in {"problem", "approach", "story"}),
        outside=tuple(dict.fromkeys(text for _, part, text in parts if part == "never")),
        files=FileRules(write=write, claim=claim),
        expect=Expectations(commands=tuple(dict.fromkeys(filter(None, commands)))),
    )
    return Imported((scope,), tuple(_left_out(parts)))


def _parts(text: str) -> "Iterator[tuple[int, str, str]]":
    """Each line that says something: its number, the heading it is under, and its text."""
    part, front = "", text.startswith("---")
    for number, line in enumerate(text.splitlines(), 1):
        heading, bold = _HEADING.match(line), _BOLD.match(line)
        if front and number > 1 and line.strip() == "---":
            front = False
        elif front:
            found = _TITLE.match(line)
            if found:
                yield number, "title", found["title"]
        elif heading:
            part = heading["title"].lower()
            if line.startswith("# "):
                yield number, "title", heading["title"]
        elif bold and not _ITEM.match(bold["rest"] or " "):
            part = bold["title"].strip().lower()
            if bold["rest"]:
                yield number, part, bold["rest"].strip()
        elif line.strip() and not line.lstrip().startswith(("<", "```")):
            item = _ITEM.match(line)
            yield number, part, item["text"].strip() if item else line.strip()


def _files(text: str) -> list[str]:
    """The files at the head of an item, before the role or the action."""
    return list(find_paths(_ROLE.split(text, maxsplit=1)[0]))


def _name(parts: "list[tuple[int, str, str]]", where: str) -> tuple[str, str]:
    """The number of the story, as an id, and its title."""
    title = next((text for _, part, text in parts if part == "title" and text), "")
    story = _STORY.match(title)
    if story:
        return f"story-{story['number'].replace('.', '-')}", story["title"] or title
    return "", title or PurePosixPath(where).stem


def _command(text: str) -> str:
    found = re.match(r"`([^`]+)`", text)
    return found[1] if found else ""


def _left_out(parts: "list[tuple[int, str, str]]") -> "Iterator[LeftOut]":
    """What of the story stays in the story."""
    said: set[str] = set()
    known = {*_CHANGES, *_MAP, "title", "problem", "approach", "story", "never", "commands"}
    for number, part, text in parts:
        if part in _CHANGES or part in _MAP:
            yield from unfit_paths(_files(text), number)
        if part in _CHANGES and not _files(text):
            yield LeftOut(number, f"this item names no file at its head: {text[:80]}")
        elif part not in known and part and part not in said:
            said.add(part)
            yield LeftOut(number, f"the section {part!r}, which no manifest has a key for")

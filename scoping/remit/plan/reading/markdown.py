"""Tasks in Markdown or plain text: Spec Kit's checklists, BMAD's stories, items, or lines.

The first form that the text has any of is the one it is read in; what is not a task of that form
(headings, notes, code) is passed over.
"""

import re
from typing import TYPE_CHECKING

from remit.plan.reading.bmad import parse_stories
from remit.plan.reading.speckit import parse_checklist
from remit.plan.reading.validation import UniqueIds
from remit.plan.task import PlanTask

if TYPE_CHECKING:
    from collections.abc import Iterator

_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,4}[.)])\s+(?:\[(?P<box>[ xX~-])\]\s+)?(?P<text>\S.*)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_RULE = re.compile(r"\s*(?:#|---+\s*$|===+\s*$|>|<!--)")
_DONE = frozenset("xX")


def parse_markdown_tasks(data: bytes, where: str) -> tuple[PlanTask, ...]:
    """The tasks in the order of the text; those that are ticked off are done, and left out."""
    del where
    lines = [*_outside_fences(data.decode())]
    return (
        parse_checklist(lines)
        or parse_stories(lines)
        or tuple(_items(lines))
        or tuple(_lines(lines))
    )


def has_task_list(text: str) -> bool:
    """Whether some line is a task by its form; otherwise each line that says something is one."""
    lines = [*_outside_fences(text)]
    return bool(
        parse_checklist(lines)
        or parse_stories(lines)
        or any(_ITEM.fullmatch(line) for _, line in lines)
    )


def _outside_fences(text: str) -> "Iterator[tuple[int, str]]":
    inside = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        if _FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line


def _items(lines: "list[tuple[int, str]]") -> "Iterator[PlanTask]":
    """One task for each item of a list, whatever its indentation."""
    names = UniqueIds()
    for number, line in lines:
        found = _ITEM.fullmatch(line)
        if found and found["box"] not in _DONE:
            yield PlanTask(names.of(found["text"]), found["text"].strip(), line=number)


def _lines(lines: "list[tuple[int, str]]") -> "Iterator[PlanTask]":
    """One task for each line that says something."""
    names = UniqueIds()
    for number, line in lines:
        if line.strip() and not _RULE.match(line):
            yield PlanTask(names.of(line), line.strip(), line=number)

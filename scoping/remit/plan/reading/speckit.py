"""Spec Kit's `tasks.md`: `- [ ] T012 [P] [US1] Create the model in src/user.py`, in phases.

A phase waits for the ones before it; phases of user stories wait only for what comes before the
first story, since each story stands on its own. In a phase (and story) a task without `[P]` waits
for all before it, and one with `[P]` for the last one without. Form: github.com/github/spec-kit,
`templates/tasks-template.md`.
"""

import re
from typing import NamedTuple

from remit.plan.task import PlanTask

_TASK = re.compile(
    r"\s*[-*]\s+\[(?P<box>[ xX])\]\s+(?:\*\*)?(?P<id>T\d{1,6}[a-z]?)(?:\*\*)?[:.]?\s+(?P<rest>\S.*)"
)
_MARK = re.compile(r"\s*\[(?P<mark>[^\]]{1,20})\]\s*")
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.*)")
_STORY = re.compile(r"US\d+", re.IGNORECASE)


class _Found(NamedTuple):
    """One line of a checklist: its phase counts headings above it."""

    id: str
    text: str
    phase: int
    story: str
    parallel: bool
    done: bool
    line: int


def parse_checklist(lines: "list[tuple[int, str]]") -> tuple[PlanTask, ...]:
    """The open tasks of a checklist with what each waits for; none where this is no such list."""
    found = _found(lines)
    return tuple(
        PlanTask(each.id, each.text, after=_after(each, found), line=each.line)
        for each in found
        if not each.done
    )


def _found(lines: "list[tuple[int, str]]") -> list[_Found]:
    phase = 0
    found: list[_Found] = []
    for number, line in lines:
        phase += _HEADING.match(line) is not None
        task = _TASK.fullmatch(line)
        if task:
            marks, text = _marks(task["rest"])
            story = next((mark.lower() for mark in marks if _STORY.fullmatch(mark)), "")
            done = task["box"] != " "
            parallel = "P" in marks
            found.append(_Found(task["id"].lower(), text, phase, story, parallel, done, number))
    return _merged(found)


def _merged(found: list[_Found]) -> list[_Found]:
    """The phases of one story under its first heading: "Tests" and "Implementation" are one."""
    first: dict[str, int] = {}
    return [
        each._replace(phase=first.setdefault(each.story, each.phase)) if each.story else each
        for each in found
    ]


def _marks(text: str) -> tuple[list[str], str]:
    marks: list[str] = []
    while found := _MARK.match(text):
        marks.append(found["mark"])
        text = text[found.end() :]
    return marks, text.strip()


def _after(task: _Found, found: list[_Found]) -> tuple[str, ...]:
    """The open tasks that a task waits for, those left out that others of them wait for."""
    before = [each for each in found[: found.index(task)] if not each.done]
    mates = [each for each in before if _together(each, task)]
    last = max((place for place, each in enumerate(mates) if not each.parallel), default=-1)
    if not task.parallel and mates:
        return tuple(each.id for each in mates[max(last, 0) :])
    if last >= 0:
        return (mates[last].id,)
    earlier = [each for each in before if not _together(each, task)]
    if task.story:
        earlier = [each for each in earlier if not each.story]
    return _ends(earlier)


def _together(left: _Found, right: _Found) -> bool:
    return (left.phase, left.story) == (right.phase, right.story)


def _ends(earlier: list[_Found]) -> tuple[str, ...]:
    """The tasks of the last phase before, and of every story where stories come before."""
    if not earlier:
        return ()
    last = max(each.phase for each in earlier)
    ends = [each.id for each in earlier if each.phase == last or each.story]
    return tuple(dict.fromkeys(ends))

"""BMAD's stories: `### Story 1.2: Title`, then what is wanted, then `Prerequisites: Story 1.1`.

A story is a task of its own; what it says of its order counts, and nothing else does. Form:
github.com/bmad-code-org/BMAD-METHOD, its template of epics.
"""

import re

from remit.plan.task import PlanTask

_HEADING = re.compile(
    r"(?:#{1,6}\s+|[-*]\s+(?:\[(?P<box>[ xX])\]\s+)?)\**Story\s+(?P<number>\d+(?:\.\d+)*)\**"
    r"\s*[:.-]\s*(?P<title>.*)",
    re.IGNORECASE,
)
_OTHER_HEADING = re.compile(r"(#{1,6})\s")
_ITEM = 6  # a story that is an item of a list has no sections: every heading ends it
_ORDER = re.compile(
    r"\W*(?:prerequisites?|depends on|dependencies|requires|blocked by)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"Story\s+(\d+(?:\.\d+)*)|(?<![\w.])(\d+(?:\.\d+)+)", re.IGNORECASE)


def parse_stories(lines: "list[tuple[int, str]]") -> tuple[PlanTask, ...]:
    """The open stories of a list; none where this is no such list."""
    found: list[PlanTask] = []
    done: set[str] = set()
    current: PlanTask | None = None
    depth = _ITEM
    for number, line in lines:
        heading = _HEADING.match(line.strip())
        if heading:
            title = heading["title"].strip(" *")
            current = PlanTask(_id(heading["number"]), title, line=number)
            if (heading["box"] or " ") != " ":
                done.add(current.id)
            found.append(current)
            depth = _depth(line) or _ITEM
        elif 0 < _depth(line) <= depth and not re.search(r"Story|Acceptance|Criteria", line):
            current = None
        elif current is not None:
            current = found[-1] = _with(current, line)
    return tuple(
        task._replace(after=tuple(name for name in task.after if name not in done))
        for task in found
        if task.id not in done
    )


def _with(task: PlanTask, line: str) -> PlanTask:
    """The story after one more of its lines."""
    order = _ORDER.match(line)
    if order:
        numbers = (match[1] or match[2] for match in _NUMBER.finditer(order["rest"]))
        return task._replace(after=tuple(dict.fromkeys((*task.after, *map(_id, numbers)))))
    if line.strip():
        return task._replace(text=f"{task.text}\n{line.strip()}")
    return task


def _depth(line: str) -> int:
    """How deep a heading is, from 1; 0 where the line is none."""
    found = _OTHER_HEADING.match(line)
    return len(found[1]) if found else 0


def _id(number: str) -> str:
    return f"story-{number.replace('.', '-')}"

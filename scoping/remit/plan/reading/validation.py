"""What must hold between the tasks of one list: own ids, known names in `after`, no cycles."""

import re
from typing import TYPE_CHECKING

from remit.errors import Fault, ManifestError
from remit.manifest.task_order import TaskOrder
from remit.text_safety import nearest_word, quote_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from remit.plan.task import PlanTask


def validate_tasks(
    tasks: "Sequence[PlanTask]", where: str, landed: "Collection[str]" = ()
) -> "tuple[PlanTask, ...]":
    """The tasks, if they fit together; raises `ManifestError` with every fault.

    A name in `after` that is among `landed` is no fault: it is waited for no more, and dropped.
    """
    if not tasks:
        raise ManifestError(
            (Fault(where, 0, "there is no task in it.", "one task a line is enough"),)
        )
    faults = (*_twins(tasks, where), *_strangers(tasks, where, landed), *_rings(tasks, where))
    if faults:
        raise ManifestError(tuple(sorted(faults, key=lambda fault: fault.line)))
    known = {task.id for task in tasks}
    return tuple(
        task._replace(after=tuple(name for name in dict.fromkeys(task.after) if name in known))
        for task in tasks
    )


def _twins(tasks: "Sequence[PlanTask]", where: str) -> "Iterator[Fault]":
    first: dict[str, PlanTask] = {}
    for task in tasks:
        if task.id in first:
            what = f"the id {quote_text(task.id)} is taken by line {first[task.id].line}."
            yield Fault(where, task.line, what, "give each task an id of its own")
        first.setdefault(task.id, task)


def _strangers(
    tasks: "Sequence[PlanTask]", where: str, landed: "Collection[str]"
) -> "Iterator[Fault]":
    known = {task.id for task in tasks}
    for task in tasks:
        for name in dict.fromkeys(task.after):
            if name not in known and name not in landed:
                near = nearest_word(name, sorted(known - {task.id}))
                hint = (
                    f"did you mean {quote_text(near)}?" if near else "remove it if that has landed"
                )
                what = f"{quote_text(task.id)} waits for {quote_text(name)}, which is no task here."
                yield Fault(where, task.line, what, hint)


def _rings(tasks: "Sequence[PlanTask]", where: str) -> "Iterator[Fault]":
    lines = {task.id: task.line for task in tasks}
    after = {task.id: task.after for task in tasks}
    for task in tasks:
        if task.id in task.after:
            yield Fault(where, task.line, f"{quote_text(task.id)} waits for itself.", "remove it")
    for knot in TaskOrder(after).knots:
        if len(knot) > 1:
            names = ", ".join(map(quote_text, knot))
            what = f"tasks wait for each other: {names}."
            yield Fault(where, lines[knot[0]], what, "remove one `after` among them")


# Ids for tasks that have none: the first words of the text, as they may stand in a branch.


_WORDS = 5
_LONGEST = 40


class UniqueIds:
    """Gives each text an id that no text before had."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, text: str) -> str:
        """An id for `text`.

        >>> names = UniqueIds()
        >>> names.of("Fix the login form!"), names.of("Fix the login form."), names.of("...")
        ('fix-the-login-form', 'fix-the-login-form-2', 'task')
        """
        words = re.findall(r"[a-z0-9]+", text.lower())[:_WORDS]
        while len("-".join(words)) > _LONGEST and len(words) > 1:
            words.pop()
        stem = "-".join(words)[:_LONGEST] or "task"
        name, number = stem, 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return name

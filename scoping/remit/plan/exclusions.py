"""Which tasks must not run together: their files overlap for certain, or both hold one resource."""

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.manifest import catalog
from remit.manifest.lint_findings import KeyPositions
from remit.manifest.lint_overlaps import find_task_collisions
from remit.manifest.scope import FileRules, Scope
from remit.manifest.task_order import TaskOrder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest.lint_findings import LintFinding
    from remit.plan.task import PlanTask


class TaskExclusion(NamedTuple):
    """Two tasks, by number, that cannot run at one time: a common path or a held resource.

    `path` is None where the overlap could not be decided, and for a resource, which has a name.
    """

    left: int
    right: int
    path: bytes | None
    resource: str = ""


def find_exclusions(tasks: "Sequence[PlanTask]") -> tuple[TaskExclusion, ...]:
    """Every pair of tasks that must not run together and that no `after` orders."""
    order = TaskOrder({task.id: task.after for task in tasks})
    found = {(each.left, each.right): each for each in _held(tasks, order)}
    for each in _overlapping(tasks, order):
        found.setdefault((each.left, each.right), each)
    return tuple(found[pair] for pair in sorted(found))


def task_scope(task: "PlanTask") -> Scope:
    """The manifest of a task; for one that has none, a manifest with the files that it states."""
    return task.scope or Scope(
        task.id,
        (f"agent/{task.id}/*",),
        title=task.text.partition("\n")[0],
        after=task.after,
        files=FileRules(task.files),
    )


def _held(tasks: "Sequence[PlanTask]", order: TaskOrder) -> "Iterator[TaskExclusion]":
    for left, right in combinations(range(len(tasks)), 2):
        both = sorted({*tasks[left].holds}.intersection(tasks[right].holds))
        if both and not order.ordered(tasks[left].id, tasks[right].id):
            yield TaskExclusion(left, right, None, both[0])


def _overlapping(tasks: "Sequence[PlanTask]", order: TaskOrder) -> "Iterator[TaskExclusion]":
    numbers = {task.id: number for number, task in enumerate(tasks)}
    scopes = [task_scope(task) for task in tasks if task.files]
    for finding in _findings(scopes, order):
        left, right = sorted(numbers[task] for task in finding.tasks)
        yield TaskExclusion(left, right, finding.example)


def _findings(scopes: "Sequence[Scope]", order: TaskOrder) -> "Iterator[LintFinding]":
    """The collisions as `lint` finds them; where it stops counting, pair by pair."""
    places = KeyPositions(catalog.read_catalog({}))
    every = find_task_collisions(scopes, order, places, folded=False)
    if not every.cut:
        yield from every.findings
        return
    for pair in combinations(scopes, 2):
        yield from find_task_collisions(pair, order, places, folded=False).findings

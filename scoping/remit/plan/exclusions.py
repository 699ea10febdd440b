"""Which tasks must not run together: their files overlap for certain, or both hold one resource."""

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.manifest import catalog
from remit.manifest.lint_findings import Places
from remit.manifest.lint_overlaps import collisions
from remit.manifest.scope import Files, Scope
from remit.manifest.task_order import Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest.lint_findings import Finding
    from remit.plan.task import Task


class Contention(NamedTuple):
    """Two tasks, by number, that cannot run at one time: a common path or a held resource.

    `path` is None where the overlap could not be decided, and for a resource, which has a name.
    """

    left: int
    right: int
    path: bytes | None
    resource: str = ""


def contentions(tasks: "Sequence[Task]") -> tuple[Contention, ...]:
    """Every pair of tasks that must not run together and that no `after` orders."""
    order = Order({task.id: task.after for task in tasks})
    found = {(each.left, each.right): each for each in _held(tasks, order)}
    for each in _overlapping(tasks, order):
        found.setdefault((each.left, each.right), each)
    return tuple(found[pair] for pair in sorted(found))


def remit_of(task: "Task") -> Scope:
    """The manifest of a task; for one that has none, a manifest with the files that it states."""
    return task.scope or Scope(
        task.id,
        (f"agent/{task.id}/*",),
        title=task.text.partition("\n")[0],
        after=task.after,
        files=Files(task.files),
    )


def _held(tasks: "Sequence[Task]", order: Order) -> "Iterator[Contention]":
    for left, right in combinations(range(len(tasks)), 2):
        both = sorted({*tasks[left].holds}.intersection(tasks[right].holds))
        if both and not order.ordered(tasks[left].id, tasks[right].id):
            yield Contention(left, right, None, both[0])


def _overlapping(tasks: "Sequence[Task]", order: Order) -> "Iterator[Contention]":
    numbers = {task.id: number for number, task in enumerate(tasks)}
    scopes = [remit_of(task) for task in tasks if task.files]
    for finding in _findings(scopes, order):
        left, right = sorted(numbers[task] for task in finding.tasks)
        yield Contention(left, right, finding.example)


def _findings(scopes: "Sequence[Scope]", order: Order) -> "Iterator[Finding]":
    """The collisions as `lint` finds them; where it stops counting, pair by pair."""
    places = Places(catalog.read({}))
    every = collisions(scopes, order, places, folded=False)
    if not every.cut:
        yield from every.findings
        return
    for pair in combinations(scopes, 2):
        yield from collisions(pair, order, places, folded=False).findings

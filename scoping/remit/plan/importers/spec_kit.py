"""A list of Spec Kit (`tasks.md`): a scope for each open task, from the paths that it names.

Two tasks that name one file are ordered as they stand in the list, unless the list orders them.
"""

from remit.plan.importers.imported import (
    Imported,
    LeftOut,
    draft_scope,
    find_paths,
    path_patterns,
    read_text,
    unfit_paths,
    with_write,
)
from remit.plan.reading import read_tasks
from remit.plan.task import PlanTask


def read_scopes(data: bytes, where: str) -> Imported:
    """The scopes of a list; raises `ManifestError` with every fault of it."""
    read_text(data, where)
    tasks = read_tasks(data, where)
    named = {task.id: [*find_paths(task.text)] for task in tasks}
    files = {task.id: path_patterns(named[task.id]) for task in tasks}
    left_out = [each for task in tasks for each in unfit_paths(named[task.id], task.line)]
    left_out += [
        LeftOut(task.line, f"{task.id} names no file, so its scope is empty: {task.text[:80]}")
        for task in tasks
        if not files[task.id]
    ]
    scopes = tuple(
        with_write(
            draft_scope(task.id, title=_title(task), goal=task.text, after=after), files[task.id]
        )
        for task, after in zip(tasks, _order(tasks, files), strict=True)
    )
    return Imported(scopes, tuple(sorted(left_out)))


def _title(task: PlanTask) -> str:
    first = task.text.splitlines()[0]
    return first if len(first) <= 80 else f"{first[:77]}..."  # noqa: PLR2004 - a line


def _order(tasks: tuple[PlanTask, ...], files: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What each task comes after: what the list says, and the last task with one of its files."""
    last: dict[str, str] = {}
    before: dict[str, frozenset[str]] = {}
    found: list[tuple[str, ...]] = []
    for task in tasks:
        known = frozenset(
            each for name in task.after for each in (name, *before.get(name, frozenset()))
        )
        more = dict.fromkeys(last[path] for path in files[task.id] if path in last)
        added = tuple(name for name in more if name not in known)
        before[task.id] = known.union(
            *({name, *before[name]} for name in added),
        )
        last |= dict.fromkeys(files[task.id], task.id)
        found.append((*task.after, *added))
    return found

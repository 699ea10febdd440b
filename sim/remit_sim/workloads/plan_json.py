"""A plan from its JSON: a value that cannot be wrong, or all of its faults at once."""

import json
from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from remit.errors import Fault, ManifestError, UsageError
from remit.manifest.tables import is_array, is_table
from remit.manifest.task_order import TaskOrder
from remit.text_safety import quote_text
from remit_sim.workloads.from_plan import PlanEntry, PlanWorkload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.world.scenario import WorkSettings

VERSION = 2
_MOST_TASKS = 10_000
_LEAST_MINUTES, _MOST_MINUTES = 0.001, 1e6
_HINT = "`remit plan --format json` writes one"


class _Said(NamedTuple):
    """One task as the plan says it: names, not numbers; `minutes` is 0 where they are no number."""

    id: str
    minutes: float
    given: bool
    files: dict[str, float]
    after: tuple[str, ...]
    holds: tuple[str, ...]


def workload_from_plan(data: bytes, where: str, work: "WorkSettings") -> PlanWorkload:
    """The plan in the file's bytes; raises `UsageError` for anything else.

    Raises `ManifestError` with every fault of a plan that is damaged.
    """
    faults = list[str]()
    read = (_said(task, place + 1, faults) for place, task in enumerate(_tasks(data, where)))
    tasks = [task for task in read if task is not None]
    faults += _between(tasks)
    if faults:
        raise ManifestError(tuple(Fault(where, 0, what, _HINT) for what in faults))
    numbers = {task.id: number for number, task in enumerate(tasks)}
    names = tuple(dict.fromkeys(path for task in tasks for path in task.files))
    files = {name: number for number, name in enumerate(names)}
    return PlanWorkload(tuple(_entry(task, numbers, files) for task in tasks), names, work)


def _tasks(data: bytes, where: str) -> "Sequence[Any]":
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError(f"{quote_text(where)} is no plan: it is no JSON.", _HINT) from None
    if is_table(said) and "error" in said:
        raise UsageError(f"{quote_text(where)} is no plan: `remit plan` had failed.", _HINT)
    tasks = said.get("tasks") if is_table(said) and "version" in said else None
    if not is_table(said) or not is_array(tasks) or not tasks:
        raise UsageError(f"{quote_text(where)} is no plan: it has no tasks.", _HINT)
    if said["version"] != VERSION:
        raise UsageError(f"{quote_text(where)} is a plan of another version.", _HINT)
    if len(tasks) > _MOST_TASKS:
        raise UsageError(f"{quote_text(where)} has more than {_MOST_TASKS} tasks.")
    return tasks


def _said(task: object, place: int, faults: list[str]) -> _Said | None:
    """The task, or None where it lacks something; what is wrong goes to `faults`."""
    if not is_table(task) or not _is_text(task.get("id")) or not _has_lists(task):
        faults.append(f"task {place} lacks `id`, `after` or `files`.")
        return None
    name, minutes = str(task["id"]), task.get("minutes")
    value: Any = minutes.get("value") if is_table(minutes) else None
    if not _is_number(value, _LEAST_MINUTES, _MOST_MINUTES):
        faults.append(f"the minutes of {quote_text(name)} are no number above 0.")
        value = 0
    given = is_table(minutes) and bool(minutes.get("given"))
    files = dict[str, float]()
    for each in (*_listed(task, "files"), *_listed(task, "shared")):
        _add(files, each, name, faults)
    after, holds = (tuple(dict.fromkeys(map(str, _listed(task, k)))) for k in ("after", "holds"))
    return _Said(name, float(value), given, files, after, holds)


def _add(files: dict[str, float], said: object, task: str, faults: list[str]) -> None:
    """One file with its chance; the larger one where it is named twice."""
    if not is_table(said) or not _is_text(said.get("path")):
        faults.append(f"a file of {quote_text(task)} has no path.")
        return
    path = str(said["path"])
    chance: Any = said.get("chance")
    if not _is_number(chance, 0, 1):
        faults.append(f"{quote_text(task)} changes {quote_text(path)} with no chance from 0 to 1.")
        return
    files[path] = max(files.get(path, 0.0), float(chance))


def _between(tasks: "Sequence[_Said]") -> "Iterator[str]":
    """What is wrong between tasks: twins, strangers, and circles."""
    named = Counter(task.id for task in tasks)
    for name, times in named.items():
        if times > 1:
            yield f"the id {quote_text(name)} is taken twice."
    for task in tasks:
        for other in task.after:
            if other not in named:
                yield f"{quote_text(task.id)} waits for {quote_text(other)}, no task."
            if other == task.id:
                yield f"{quote_text(task.id)} waits for itself."
    for knot in TaskOrder({task.id: task.after for task in tasks}).knots:
        if len(knot) > 1:
            yield f"tasks wait for each other: {', '.join(map(quote_text, knot))}."


def _has_lists(task: "Mapping[str, Any]") -> bool:
    return is_array(task.get("after")) and is_array(task.get("files"))


def _listed(task: "Mapping[str, Any]", key: str) -> "Sequence[Any]":
    value = task.get(key)
    return value if is_array(value) else ()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: object, lowest: float, highest: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isfinite(value) and lowest <= value <= highest


def _entry(task: _Said, numbers: "Mapping[str, int]", files: "Mapping[str, int]") -> PlanEntry:
    return PlanEntry(
        task.id,
        task.minutes,
        task.given,
        tuple((files[path], chance) for path, chance in task.files.items()),
        tuple(numbers[name] for name in task.after),
        task.holds,
    )

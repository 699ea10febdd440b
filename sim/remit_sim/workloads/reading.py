"""A plan from its JSON: a value that cannot be wrong, or all of its faults at once."""

import json
from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING, Any

from remit.errors import Fault, ManifestError, UsageError
from remit.lint.order import Order
from remit.schema.words import quoted, type_name
from remit_sim.workloads.planned import Entry, Planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit_sim.world.scenario import Work

VERSION = 1
_MOST_TASKS = 10_000
_HINT = "`remit plan --format json` writes one"


def planned(data: bytes, where: str, work: "Work") -> Planned:
    """The plan in the file's bytes; raises `UsageError` for anything else.

    Raises `ManifestError` with every fault of a plan that is damaged.
    """
    tasks = _tasks(data, where)
    faults = tuple(Fault(where, 0, what, _HINT) for what in _faults(tasks))
    if faults:
        raise ManifestError(faults)
    names = {task["id"]: number for number, task in enumerate(tasks)}
    files = dict.fromkeys(each["path"] for task in tasks for each in _files(task))
    numbers = {name: number for number, name in enumerate(files)}
    return Planned(tuple(_entry(task, names, numbers) for task in tasks), tuple(files), work)


def _tasks(data: bytes, where: str) -> "list[Any]":
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError(f"{quoted(where)} is no plan: it is no JSON.", _HINT) from None
    match said:
        case {"error": _}:
            raise UsageError(f"{quoted(where)} is no plan: `remit plan` had failed.", _HINT)
        case {"version": version} if version != VERSION:
            raise UsageError(f"{quoted(where)} is a plan of another version.", _HINT)
        case {"version": _, "tasks": [_, *_] as tasks} if len(tasks) <= _MOST_TASKS:
            return list(tasks)
        case {"version": _, "tasks": [_, *_]}:
            raise UsageError(f"{quoted(where)} has more than {_MOST_TASKS} tasks.")
        case _:
            raise UsageError(f"{quoted(where)} is no plan: it has no tasks.", _HINT)


def _faults(tasks: "Sequence[Any]") -> "Iterator[str]":
    ids = (task["id"] for task in tasks if isinstance(task, dict) and _is_text(task.get("id")))
    named = Counter[str](ids)
    for number, task in enumerate(tasks):
        match task:
            case {"id": str(name), "minutes": minutes, "after": [*after], "files": [*files]} if (
                name
            ):
                yield from _of_task(name, minutes, files + _shared(task))
                strangers = [each for each in after if not _is_text(each) or each not in named]
                yield from (f"{quoted(name)} waits for {each!r}, no task." for each in strangers)
            case _:
                yield f"task {number + 1} lacks `id`, `minutes`, `after` or `files`."
    yield from (
        f"the id {quoted(name)} is taken twice." for name, times in named.items() if times > 1
    )
    yield from _rings(tasks)


def _of_task(name: str, minutes: object, files: "Sequence[object]") -> "Iterator[str]":
    match minutes:
        case {"value": int() | float() as value} if _is_number(value, 0.001, 1e6):
            pass
        case _:
            yield f"the minutes of {quoted(name)} are no number above 0."
    for file in files:
        match file:
            case {"path": str(path), "chance": int() | float() as chance} if path:
                if not _is_number(chance, 0, 1):
                    yield f"{quoted(name)} changes {quoted(path)} with no chance from 0 to 1."
            case _:
                yield f"a file of {quoted(name)} is {type_name(file)} without path and chance."


def _rings(tasks: "Sequence[Any]") -> "Iterator[str]":
    after = {
        task["id"]: tuple(each for each in task["after"] if _is_text(each))
        for task in tasks
        if isinstance(task, dict)
        and _is_text(task.get("id"))
        and isinstance(task.get("after"), list)
    }
    for name, first in after.items():
        if name in first:
            yield f"{quoted(name)} waits for itself."
    for knot in Order(after).knots:
        if len(knot) > 1:
            yield f"tasks wait for each other: {', '.join(map(quoted, knot))}."


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: float, lowest: float, highest: float) -> bool:
    plain = not isinstance(value, bool) and isfinite(value)
    return plain and lowest <= value <= highest


def _shared(task: "Mapping[str, Any]") -> list[Any]:
    shared = task.get("shared", [])
    return shared if isinstance(shared, list) else []


def _files(task: "Mapping[str, Any]") -> list[Any]:
    return [*task["files"], *_shared(task)]


def _entry(
    task: "Mapping[str, Any]", names: "Mapping[str, int]", files: "Mapping[str, int]"
) -> Entry:
    chances = dict[int, float]()
    for each in _files(task):
        number = files[each["path"]]
        chances[number] = max(chances.get(number, 0.0), float(each["chance"]))
    minutes = task["minutes"]
    return Entry(
        task["id"],
        float(minutes["value"]),
        bool(minutes.get("given")),
        tuple(chances.items()),
        tuple(names[each] for each in dict.fromkeys(task["after"])),
        tuple(dict.fromkeys(filter(_is_text, task.get("holds", ())))),
    )

"""What is expected of one task: the files it changes, each with a chance, and how long it takes."""

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.patterns.matcher import PathIndex
from remit.plan.prediction.probability import (
    find_mentioned_files,
    find_new_paths,
    has_no_known_word,
    predict_files,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.plan.prediction.index import HistoryIndex
    from remit.plan.prediction.probability import LogitScale
    from remit.plan.task import PlanTask

Basis = Literal["stated", "predicted", "unknown"]
LEAST = 0.005
"""A file with less chance than this is not mentioned, and makes no difference."""
_STATED = 0.9
"""The chance of a file that the list names, where it names few."""
_FEW = 20


class TaskForecast(NamedTuple):
    """The files of a task with their chances, the likeliest first.

    `stated` where the list says which files, `predicted` from the text, `unknown` where not a word
    of the text is known here: then the chances are those of any change. `hubs` are the files that
    changes of several files touch most; they are named, but make no collision of predicted tasks,
    unless the text names them.
    """

    basis: Basis
    chances: "Mapping[bytes, float]"
    hubs: "Mapping[bytes, float]"
    minutes: int
    given: bool


def forecast_task(
    index: "HistoryIndex", task: "PlanTask", scale: "LogitScale", pace: float = 1.0
) -> TaskForecast:
    """The forecast for one task, its chances corrected by `scale`, its minutes by `pace`."""
    raw = predict_files(index, task.text)
    chances = {index.files[file]: scale(each) for file, each in raw.items()}
    if task.files:
        return _stated(index, task, chances, pace)
    everybodys = index.hubs.difference(find_mentioned_files(index, task.text))
    hubs = {path: each for path, each in chances.items() if index.numbers[path] in everybodys}
    likeliest = {path: each for path, each in chances.items() if each >= LEAST and path not in hubs}
    made = dict.fromkeys(find_new_paths(index, task.text), _STATED)
    basis: Basis = "unknown" if not made and has_no_known_word(index, task.text) else "predicted"
    files = dict(sorted((likeliest | made).items(), key=lambda item: (-item[1], item[0])))
    return TaskForecast(
        basis, files, hubs, *_minutes(task, math.fsum(chances.values()) + len(made), pace)
    )


def _stated(
    index: "HistoryIndex", task: "PlanTask", chances: "Mapping[bytes, float]", pace: float
) -> TaskForecast:
    allowed, denied = PathIndex(task.files), _denied(task)
    inside = [path for path in index.files if allowed.covers(path) and not denied.covers(path)]
    few = len(inside) <= _FEW
    files = {path: _STATED if few else max(LEAST, chances.get(path, 0.0)) for path in inside}
    ranked = dict(sorted(files.items(), key=lambda item: (-item[1], item[0])))
    return TaskForecast("stated", ranked, {}, *_minutes(task, math.fsum(ranked.values()), pace))


def _denied(task: "PlanTask") -> PathIndex:
    return PathIndex(task.scope.files.deny if task.scope else ())


def _minutes(task: "PlanTask", files: float, pace: float) -> tuple[int, bool]:
    """The minutes that the list gives; else 5 + 5 log2(1 + files), a number to compare with."""
    if task.minutes is not None:
        return task.minutes, True
    return max(1, round(pace * estimate_minutes(files))), False


def estimate_minutes(files: float) -> int:
    """What a change of so many files is taken to last: a convention, nobody has measured it.

    >>> estimate_minutes(1), estimate_minutes(3), estimate_minutes(15)
    (10, 15, 25)
    """
    return int(5 + 5 * math.log2(1 + files))

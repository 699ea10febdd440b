"""What a repository's past says about new tasks: its index, and how far its predictions hold."""

import math
from dataclasses import dataclass
from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

from remit.history.people import is_automated
from remit.plan.collisions import TaskPairs, collision_chance
from remit.plan.forecast import LEAST, estimate_minutes, forecast_task
from remit.plan.prediction.index import HistoryIndex
from remit.plan.prediction.probability import (
    LogitScale,
    ReliabilityBin,
    fit_logit_scale,
    has_no_known_word,
    predict_files,
    reliability_bins,
)
from remit.plan.task import PlanTask
from remit.plan.tokenizer import surface_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from remit.history.records import Touch
    from remit.plan.forecast import TaskForecast
    from remit.split.input import SplitHistory

BATCH = 80
_MOST = 240
"""Past changes that a calibration looks at: three batches."""


class Calibration(NamedTuple):
    """The corrections for the chances of files and of pairs, and how well they fit afterwards.

    `changes` is how many past changes they were fitted to; 0 means that nothing was corrected.
    """

    changes: int = 0
    files: LogitScale = LogitScale()
    pairs: LogitScale = LogitScale()
    file_bins: tuple[ReliabilityBin, ...] = ()
    pair_bins: tuple[ReliabilityBin, ...] = ()
    pace: float = 1.0
    """What the minutes of a forecast are multiplied with, so that their sum is right."""
    remarks: tuple[str, ...] = ()
    """Sentences about what of the past could not be seen."""


@dataclass(frozen=True, slots=True)
class HistoryModel:
    """An index and the calibration for what it says."""

    index: HistoryIndex
    calibration: Calibration

    def forecasts(self, tasks: "Iterable[PlanTask]") -> "tuple[TaskForecast, ...]":
        """What is expected of each task."""
        scale, pace = self.calibration.files, self.calibration.pace
        return tuple(forecast_task(self.index, task, scale, pace) for task in tasks)

    def pairs(self, tasks: "Sequence[PlanTask]", forecasts: "Sequence[TaskForecast]") -> TaskPairs:
        """The tasks, to be compared two by two."""
        chances = [each.chances for each in forecasts]
        return TaskPairs(chances, [task.text for task in tasks], self.index.subjects.rarity)

    def chance(self, pairs: TaskPairs, left: int, right: int) -> float:
        """The chance that two of the tasks collide."""
        return self.calibration.pairs(collision_chance(pairs.signs(left, right)))


def human_changes(touches: "Iterable[Touch]") -> "Iterator[Touch]":
    """The changes that a person decided on: without those of bots and releases."""
    return (touch for touch in touches if not is_automated(touch.commit))


def task_from_change(touch: "Touch") -> PlanTask:
    """A past change as a task: nothing of it is known but its subject."""
    return PlanTask(touch.commit.oid, touch.commit.subject)


def calibrate_history(past: "SplitHistory", later: "Sequence[Touch]") -> Calibration:
    """The corrections under which predictions from `past` fit the changes that came `later`."""
    return calibrate_index(HistoryIndex(past), [*human_changes(later)][:_MOST])


def calibrate_index(index: HistoryIndex, seen: "Sequence[Touch]") -> Calibration:
    """The corrections under which what the index predicts fits these changes."""
    if not seen:
        return Calibration()
    files = fit_logit_scale([*_file_cases(index, seen)])
    raw = HistoryModel(index, Calibration(files=files))
    cases = [*_pair_cases(raw, seen)]
    pairs = fit_logit_scale(cases)
    corrected = ((files(each), true) for each, true in _file_cases(index, seen))
    return Calibration(
        len(seen),
        files,
        pairs,
        reliability_bins(corrected),
        reliability_bins((pairs(each), true) for each, true in cases),
        _pace(raw, seen),
    )


def collision_files(index: HistoryIndex, touch: "Touch") -> frozenset[bytes]:
    """The files of a change that count for collisions: all but the hubs."""
    return frozenset(path for path in touch.files if index.numbers[path] not in index.hubs)


def _pace(raw: HistoryModel, seen: "Sequence[Touch]") -> float:
    truly = sum(estimate_minutes(len(touch.files)) for touch in seen)
    return round(
        truly / sum(each.minutes for each in raw.forecasts(map(task_from_change, seen))), 4
    )


def _file_cases(index: HistoryIndex, seen: "Iterable[Touch]") -> "Iterator[tuple[float, bool]]":
    for touch in seen:
        for file, each in predict_files(index, touch.commit.subject).items():
            if each >= LEAST:
                yield each, index.files[file] in touch.files


def _pair_cases(raw: HistoryModel, seen: "Sequence[Touch]") -> "Iterator[tuple[float, bool]]":
    for start in range(0, len(seen), BATCH):
        batch = seen[start : start + BATCH]
        tasks = [task_from_change(touch) for touch in batch]
        pairs = raw.pairs(tasks, raw.forecasts(tasks))
        truly = [collision_files(raw.index, touch) for touch in batch]
        for left, right in combinations(range(len(batch)), 2):
            yield raw.chance(pairs, left, right), bool(truly[left] & truly[right])


# A goal in words as files: what work towards it will touch, and what is not known about it.


LEAST_CHANCE = 0.01
"""A file with less chance than this is not taken for part of the goal."""


class GoalForecast(NamedTuple):
    """The files of one goal with their chances, the likeliest first.

    `strange` are the words of the goal, as it writes them, that occur nowhere in the repository;
    `changes` is how many past changes the chances were fitted to; `left_out` is how many files with
    less chance than those that are named may be touched, too. The chance is that of one past change
    with such a subject: a goal of several changes touches more.
    """

    text: str
    chances: "Mapping[bytes, float]"
    strange: tuple[str, ...]
    changes: int
    left_out: int = 0

    @property
    def weights(self) -> dict[bytes, int]:
        """The chances as whole numbers, in thousandths: the work that is expected in each file."""
        return {path: max(1, round(1000 * each)) for path, each in self.chances.items()}

    def likeliest(self, count: int) -> "GoalForecast":
        """The same goal with the likeliest `count` of its files."""
        kept = dict(islice(self.chances.items(), count))
        return self._replace(chances=kept, left_out=self.left_out + len(self.chances) - len(kept))


def forecast_goal(knowledge: "HistoryModel", text: str) -> GoalForecast | None:
    """What is expected of the goal `text`; None where not a word of it is known here."""
    index, calibration = knowledge.index, knowledge.calibration
    if has_no_known_word(index, text):
        return None
    found = forecast_task(index, PlanTask("goal", text), calibration.files)
    expected = {**found.hubs, **found.chances}
    ranked = sorted(expected.items(), key=lambda item: (-item[1], item[0]))
    return GoalForecast(
        text,
        {path: each for path, each in ranked if each >= LEAST_CHANCE and path in index.numbers},
        tuple(word for word in surface_words(text) if has_no_known_word(index, word)),
        calibration.changes,
    )


# The risk of every pair of tasks: -log(1 - chance), so that risks of one task add up.


_LARGEST_CHANCE = 0.99


def collision_risks(
    knowledge: "HistoryModel", tasks: "Sequence[PlanTask]", forecasts: "Sequence[TaskForecast]"
) -> tuple[tuple[float, ...], ...]:
    """A row for each task; two lists of files that are both stated have no risk here.

    Whether those overlap is decided exactly, see `exclusions`.
    """
    pairs = knowledge.pairs(tasks, forecasts)
    rows = [[0.0] * len(tasks) for _ in tasks]
    for left, right in combinations(range(len(tasks)), 2):
        if not (forecasts[left].basis == forecasts[right].basis == "stated"):
            chance = min(_LARGEST_CHANCE, knowledge.chance(pairs, left, right))
            rows[left][right] = rows[right][left] = -math.log1p(-chance)
    return tuple(map(tuple, rows))

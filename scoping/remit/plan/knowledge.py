"""What a repository's past says about new tasks: its index, and how far its predictions hold."""

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.history.people import automated
from remit.plan.forecast import LEAST, forecast, minutes
from remit.plan.overlap import Pairs, colliding
from remit.plan.prediction.calibration import Bin, Scale, fitted, reliability
from remit.plan.prediction.files import likely
from remit.plan.prediction.index import Index
from remit.plan.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.history.records import Touch
    from remit.plan.forecast import Forecast
    from remit.split.input import Past

BATCH = 80
_MOST = 240
"""Past changes that a calibration looks at: three batches."""


class Calibration(NamedTuple):
    """The corrections for the chances of files and of pairs, and how well they fit afterwards.

    `changes` is how many past changes they were fitted to; 0 means that nothing was corrected.
    """

    changes: int = 0
    files: Scale = Scale()
    pairs: Scale = Scale()
    file_bins: tuple[Bin, ...] = ()
    pair_bins: tuple[Bin, ...] = ()
    pace: float = 1.0
    """What the minutes of a forecast are multiplied with, so that their sum is right."""
    remarks: tuple[str, ...] = ()
    """Sentences about what of the past could not be seen."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """An index and the calibration for what it says."""

    index: Index
    calibration: Calibration

    def forecasts(self, tasks: "Iterable[Task]") -> "tuple[Forecast, ...]":
        """What is expected of each task."""
        scale, pace = self.calibration.files, self.calibration.pace
        return tuple(forecast(self.index, task, scale, pace) for task in tasks)

    def pairs(self, tasks: "Sequence[Task]", forecasts: "Sequence[Forecast]") -> Pairs:
        """The tasks, to be compared two by two."""
        chances = [each.chances for each in forecasts]
        return Pairs(chances, [task.text for task in tasks], self.index.subjects.rarity)

    def chance(self, pairs: Pairs, left: int, right: int) -> float:
        """The chance that two of the tasks collide."""
        return self.calibration.pairs(colliding(pairs.signs(left, right)))


def decided(touches: "Iterable[Touch]") -> "Iterator[Touch]":
    """The changes that a person decided on: without those of bots and releases."""
    return (touch for touch in touches if not automated(touch.commit))


def as_task(touch: "Touch") -> Task:
    """A past change as a task: nothing of it is known but its subject."""
    return Task(touch.commit.oid, touch.commit.subject)


def calibrated(past: "Past", later: "Sequence[Touch]") -> Calibration:
    """The corrections under which predictions from `past` fit the changes that came `later`."""
    return calibrated_by(Index(past), [*decided(later)][:_MOST])


def calibrated_by(index: Index, seen: "Sequence[Touch]") -> Calibration:
    """The corrections under which what the index predicts fits these changes."""
    if not seen:
        return Calibration()
    files = fitted([*_file_cases(index, seen)])
    raw = Knowledge(index, Calibration(files=files))
    cases = [*_pair_cases(raw, seen)]
    pairs = fitted(cases)
    corrected = ((files(each), true) for each, true in _file_cases(index, seen))
    return Calibration(
        len(seen),
        files,
        pairs,
        reliability(corrected),
        reliability((pairs(each), true) for each, true in cases),
        _pace(raw, seen),
    )


def true_files(index: Index, touch: "Touch") -> frozenset[bytes]:
    """The files of a change that count for collisions: all but the hubs."""
    return frozenset(path for path in touch.files if index.numbers[path] not in index.hubs)


def _pace(raw: Knowledge, seen: "Sequence[Touch]") -> float:
    truly = sum(minutes(len(touch.files)) for touch in seen)
    return round(truly / sum(each.minutes for each in raw.forecasts(map(as_task, seen))), 4)


def _file_cases(index: Index, seen: "Iterable[Touch]") -> "Iterator[tuple[float, bool]]":
    for touch in seen:
        for file, each in likely(index, touch.commit.subject).items():
            if each >= LEAST:
                yield each, index.files[file] in touch.files


def _pair_cases(raw: Knowledge, seen: "Sequence[Touch]") -> "Iterator[tuple[float, bool]]":
    for start in range(0, len(seen), BATCH):
        batch = seen[start : start + BATCH]
        tasks = [as_task(touch) for touch in batch]
        pairs = raw.pairs(tasks, raw.forecasts(tasks))
        truly = [true_files(raw.index, touch) for touch in batch]
        for left, right in combinations(range(len(batch)), 2):
            yield raw.chance(pairs, left, right), bool(truly[left] & truly[right])

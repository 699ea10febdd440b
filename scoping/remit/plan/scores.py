"""How well files and colliding pairs are predicted, by changes that taught nothing."""

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.knowledge import Knowledge, as_task, true_files
from remit.plan.prediction.files import likely

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit.history.records import Touch
    from remit.plan.prediction.index import Index

_RECALL = 20
_NEAR = 29


class Recall(NamedTuple):
    """How well files are found from subjects: shares of the files of a change, and of changes."""

    queries: int
    first_10: float
    first_20: float
    all_in_20: float
    best: float
    popular: float


def recall(index: "Index", tasks: "Sequence[Touch]") -> Recall | None:
    """The shares found among the first files; `popular` ignores the text."""
    if not tasks:
        return None
    popular = sorted(range(len(index.files)), key=lambda file: (-index.lately[file], file))
    ranked = [(*likely(index, touch.commit.subject),) for touch in tasks]
    truth = [frozenset(index.numbers[path] for path in touch.files) for touch in tasks]

    def mean(share: "Callable[[Sequence[int], frozenset[int]], float]") -> float:
        return sum(map(share, ranked, truth)) / len(truth)

    return Recall(
        len(tasks),
        mean(lambda found, true: _found(found[:10], true)),
        mean(lambda found, true: _found(found[:_RECALL], true)),
        mean(lambda found, true: float(true.issubset(found[:_RECALL]))),
        mean(lambda found, true: float(not true.isdisjoint(found[:1]))),
        sum(_found(popular[:_RECALL], true) for true in truth) / len(truth),
    )


def _found(files: "Sequence[int]", truth: frozenset[int]) -> float:
    return len(truth.intersection(files)) / len(truth)


def auc(knowledge: Knowledge, touches: "Sequence[Touch]") -> float | None:
    """The chance that a pair of near tasks that collide is ranked above a pair that do not."""
    tasks = [as_task(touch) for touch in touches]
    pairs = knowledge.pairs(tasks, knowledge.forecasts(tasks))
    truly = [true_files(knowledge.index, touch) for touch in touches]
    scored = sorted(
        (knowledge.chance(pairs, left, right), bool(truly[left] & truly[right]))
        for left, right in combinations(range(len(tasks)), 2)
        if right - left <= _NEAR
    )
    return _area([true for _, true in scored])


def _area(ranked: "Sequence[bool]") -> float | None:
    """The area under the curve of a ranking from the least to the greatest chance; no ties."""
    positive = sum(ranked)
    negative = len(ranked) - positive
    if not positive or not negative:
        return None
    places = sum(place for place, true in enumerate(ranked, 1) if true)
    return (places - positive * (positive + 1) / 2) / (positive * negative)

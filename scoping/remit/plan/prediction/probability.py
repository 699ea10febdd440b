"""The chance of each file to be changed by a task that is known by a text only."""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.prediction.features import (
    ALONG,
    INTERCEPT,
    WEIGHTS,
    extract_file_features,
    spread_chances,
)
from remit.plan.tokenizer import mentioned_paths, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.plan.prediction.index import HistoryIndex


# Logits: the scale on which evidence adds up.


_LARGEST = 30.0


def logistic(logit: float) -> float:
    """The chance of a logit.

    >>> logistic(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-_LARGEST, min(_LARGEST, logit))))


def logit(chance: float) -> float:
    """The logit of a chance, bounded so that neither certainty nor doubt is endless."""
    kept = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))


_NAMED = 0.95
"""The chance of a file whose path the text names; shared where a name means several files."""
_MANY = 4
"""A name of more files than this says nothing."""


def predict_files(index: "HistoryIndex", text: str) -> dict[int, float]:
    """The chance of each likely file, the likeliest first; hubs are among them."""
    logits = {
        file: INTERCEPT + sum(map(_product, WEIGHTS, found))
        for file, found in extract_file_features(index, text).items()
    }
    pulled = spread_chances(index, {file: logistic(each) for file, each in logits.items()})
    lowest = min(logits.values(), default=INTERCEPT)
    chances = {
        file: logistic(_along(logits.get(file, lowest), pulled.get(file, 0.0)))
        for file in dict.fromkeys((*logits, *pulled))
    }
    for file, least in find_mentioned_files(index, text).items():
        chances[file] = max(least, chances.get(file, 0.0))
    return dict(sorted(chances.items(), key=lambda item: (-item[1], item[0])))


def has_no_known_word(index: "HistoryIndex", text: str) -> bool:
    """Whether no word of the text occurs in any path, message or content, so nothing is known."""
    rankings = (index.profiles, index.messages, index.contents)
    query = tokenize(text)
    return not any(ranking.has(word) for ranking in rankings for word in query)


def find_new_paths(index: "HistoryIndex", text: str) -> tuple[bytes, ...]:
    """The paths that the text names and that do not exist yet: files to be made."""
    paths = (
        each.encode() for each in mentioned_paths(text) if "/" in each and not each.endswith("/")
    )
    return tuple(
        path
        for path in paths
        if path not in index.numbers
        and b"*" not in path
        and b"." in path.rpartition(b"/")[2]
        and not _ending(index.files, path)
    )


def _product(weight: float, signal: float) -> float:
    return weight * signal


def _along(first: float, pull: float) -> float:
    intercept, own, linear, root = ALONG
    return intercept + own * first + linear * pull + root * math.sqrt(pull)


def find_mentioned_files(index: "HistoryIndex", text: str) -> dict[int, float]:
    """The files that a text names: by their path, or by an end of it that few others share."""
    found: dict[int, float] = {}
    for name in mentioned_paths(text):
        path = name.encode()
        if path in index.numbers:
            found[index.numbers[path]] = _NAMED
        else:
            files = _ending(index.files, path)
            if len(files) <= _MANY:
                found |= dict.fromkeys(files, _NAMED / math.sqrt(len(files)) if files else 0.0)
    return found


def _ending(files: "Iterable[bytes]", path: bytes) -> list[int]:
    end = b"/" + path
    return [number for number, file in enumerate(files) if file.endswith(end)]


# How far the predictions hold in this repository, and a correction so that they do.
#
# J. Platt, "Probabilistic outputs for support vector machines", 1999: the logit is moved and
# stretched so that it fits changes that the index has not seen. A prior keeps it near where it was
# while there is little to learn from.


_PRIOR = 10.0
"""How many clear cases the prior, "leave it as it is", counts for."""
_ROUNDS = 12
EDGES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)


class LogitScale(NamedTuple):
    """What turns a raw chance into one that holds here: logit' = shift + slope * logit."""

    shift: float = 0.0
    slope: float = 1.0

    def __call__(self, raw: float) -> float:
        """The corrected chance."""
        return logistic(self.shift + self.slope * logit(raw))


class ReliabilityBin(NamedTuple):
    """Predictions between two chances: how many, their mean, and the share that came true."""

    low: float
    high: float
    cases: int
    predicted: float
    observed: float


def fit_logit_scale(cases: "Sequence[tuple[float, bool]]") -> LogitScale:
    """The scale under which the raw chances fit best what came true; Newton's method."""
    points = [(logit(raw), 1.0 if true else 0.0) for raw, true in cases]
    shift, slope = 0.0, 1.0
    for _ in range(_ROUNDS):
        gradient = [-_PRIOR * shift, -_PRIOR * (slope - 1)]
        bend = [_PRIOR, 0.0, _PRIOR]
        for each, true in points:
            expected = logistic(shift + slope * each)
            spread = expected * (1 - expected)
            gradient[0] += true - expected
            gradient[1] += (true - expected) * each
            bend[0] += spread
            bend[1] += spread * each
            bend[2] += spread * each * each
        determinant = bend[0] * bend[2] - bend[1] ** 2
        steps = (
            (bend[2] * gradient[0] - bend[1] * gradient[1]) / determinant,
            (bend[0] * gradient[1] - bend[1] * gradient[0]) / determinant,
        )
        shift, slope = shift + _bounded(steps[0]), slope + _bounded(steps[1])
    return LogitScale(round(shift, 6), round(max(slope, 0.05), 6))


def reliability_bins(cases: "Iterable[tuple[float, bool]]") -> tuple[ReliabilityBin, ...]:
    """Predictions against what came true, in bins; empty ones are left out."""
    counts = [0] * len(EDGES)
    sums = [0.0] * len(EDGES)
    hits = [0] * len(EDGES)
    for predicted, true in cases:
        place = max(index for index, edge in enumerate(EDGES[:-1]) if predicted >= edge)
        counts[place] += 1
        sums[place] += predicted
        hits[place] += true
    return tuple(
        ReliabilityBin(
            EDGES[place],
            EDGES[place + 1],
            count,
            sums[place] / count,
            hits[place] / count,
        )
        for place, count in enumerate(counts)
        if count
    )


def expected_calibration_error(bins: "Iterable[ReliabilityBin]") -> float:
    """The mean distance between predicted and observed, bins by their size (expected error)."""
    every = tuple(bins)
    total = sum(each.cases for each in every)
    away = math.fsum(each.cases * abs(each.predicted - each.observed) for each in every)
    return away / total if total else 0.0


def _bounded(step: float) -> float:
    return max(-1.0, min(1.0, step))

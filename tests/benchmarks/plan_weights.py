"""Fit the weights of `remit.plan.prediction.features` again, from clones of repositories.

`python tests/benchmarks/plan_weights.py [--pairs] DIR...` prints them; with `--pairs` only those of
pairs, upon the weights of files that ship. Of each repository two windows are used: the newest part
of its history, and the newest part of what is before that. Needs numpy.
"""

import contextlib
import math
import sys
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from remit.analysis.split import hold_out_split_history
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.plan.collisions import TaskPairs
from remit.plan.forecast import LEAST
from remit.plan.history_model import collision_files, human_changes
from remit.plan.prediction.features import (
    ALONG,
    INTERCEPT,
    WEIGHTS,
    extract_file_features,
    spread_chances,
)
from remit.plan.prediction.index import HistoryIndex
from remit.plan.prediction.probability import logistic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.history.records import Touch

_MOST = 600
_CANDIDATES = 80
_NEAR = 29
Row = tuple[float, ...]


class Case(NamedTuple):
    """One past change, and its signals by file."""

    touch: "Touch"
    signals: dict[int, Row]


class Window(NamedTuple):
    """One index and the changes after it."""

    known: HistoryIndex
    cases: tuple[Case, ...]


def main(folders: list[str]) -> None:
    """Print the sets of weights, the intercept first."""
    pairs_only = folders[:1] == ["--pairs"]
    windows = [window for folder in folders[pairs_only:] for window in _windows(folder)]
    first: Row = (INTERCEPT, *WEIGHTS)
    along: Row = ALONG
    if not pairs_only:
        first = _fit(row for window in windows for row in _file_rows(window))
        sys.stdout.write(f"INTERCEPT, WEIGHTS = {first}\n")
        along = _fit(row for window in windows for row in _along_rows(window, first))
        sys.stdout.write(f"ALONG = {along}\n")
    pair = _fit(row for window in windows for row in _pair_rows(window, first, along))
    sys.stdout.write(f"PAIR = {pair}\n")


def _windows(folder: str) -> "Iterator[Window]":
    with contextlib.chdir(folder), Repository.discover() as repository:
        at = "HEAD"
        for _ in range(2):
            found = hold_out_split_history(repository, at, ChangeUnit.COMMIT)
            index = HistoryIndex(found.past)
            touches = [*human_changes(found.test)][:_MOST]
            cases = ((each, extract_file_features(index, each.commit.subject)) for each in touches)
            yield Window(index, tuple(Case(each, dict(rows)) for each, rows in cases))
            at = found.past.at


def _file_rows(window: Window) -> "Iterator[tuple[Row, bool]]":
    for touch, rows in window.cases:
        for file in [*rows][:_CANDIDATES]:
            yield rows[file], window.known.files[file] in touch.files


def _logits(case: Case, first: Row) -> dict[int, float]:
    weights = first[1:]
    return {
        file: first[0] + math.fsum(a * b for a, b in zip(weights, row, strict=True))
        for file, row in case.signals.items()
    }


def _along(index: HistoryIndex, case: Case, first: Row) -> dict[int, Row]:
    logits = _logits(case, first)
    pulls = spread_chances(index, {file: logistic(each) for file, each in logits.items()})
    lowest = min(logits.values())
    return {
        file: (logits.get(file, lowest), pulls.get(file, 0.0), math.sqrt(pulls.get(file, 0.0)))
        for file in dict.fromkeys((*logits, *pulls))
    }


def _along_rows(window: Window, first: Row) -> "Iterator[tuple[Row, bool]]":
    for case in window.cases:
        rows = _along(window.known, case, first)
        likely = sorted(rows, key=lambda file: -rows[file][0])[:_CANDIDATES]
        pulled = sorted(rows, key=lambda file: -rows[file][1])[: _CANDIDATES // 4]
        for file in dict.fromkeys((*likely, *pulled)):
            yield rows[file], window.known.files[file] in case.touch.files


def _pair_rows(window: Window, first: Row, along: Row) -> "Iterator[tuple[Row, bool]]":
    index = window.known
    chances = [
        {
            index.files[file]: each
            for file, row in _along(index, case, first).items()
            if file not in index.hubs
            and (each := logistic(along[0] + sum(map(_times, along[1:], row)))) >= LEAST
        }
        for case in window.cases
    ]
    texts = [case.touch.commit.subject for case in window.cases]
    pairs = TaskPairs(chances, texts, index.subjects.rarity)
    truly = [collision_files(index, case.touch) for case in window.cases]
    for left, right in combinations(range(len(texts)), 2):
        if right - left <= _NEAR:
            yield pairs.signs(left, right).row(), bool(truly[left] & truly[right])


def _times(weight: float, value: float) -> float:
    return weight * value


def _fit(rows: "Iterator[tuple[Row, bool]]") -> Row:
    """Logistic regression by Newton's method, with a weak ridge."""
    values, hits = zip(*rows, strict=True)
    x = np.column_stack((np.ones(len(values)), np.asarray(values, dtype=float)))
    y = np.asarray(hits, dtype=float)
    weights = np.zeros(x.shape[1])
    for _ in range(15):
        expected = 1 / (1 + np.exp(-x @ weights))
        bend = (x * (expected * (1 - expected))[:, None]).T @ x + np.eye(len(weights))
        weights += np.linalg.solve(bend, x.T @ (y - expected) - weights)
    return tuple(round(float(each), 2) for each in weights)


if __name__ == "__main__":
    main(sys.argv[1:])

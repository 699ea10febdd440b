"""Print what limits a plan, as Markdown: `python plan_limits.py NAME=DIR@REV...`.

The batches of `remit plan backtest`, lengths known, planned once more with other knowledge than a
plan has. About two minutes for each repository.
"""

import contextlib
import math
import random
import sys
from itertools import combinations, pairwise
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

from remit.analysis.plan import hold_out_newest
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.plan.backtest import MOST, SWEEPS
from remit.plan.forecast import estimate_minutes
from remit.plan.history_model import (
    BATCH,
    HistoryModel,
    collision_files,
    human_changes,
    task_from_change,
)
from remit.plan.prediction.index import HistoryIndex
from remit.plan.schedule.list_scheduling import find_short_schedule
from remit.plan.schedule.pareto import schedule_within
from remit.plan.schedule.problem import ScheduleProblem, concurrent_pairs, makespan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.history.records import Touch

_AGENTS, _WANTED, _FEWEST, _CEILING = 8, 5.0, 60, 0.99
_BINS = 20
_SHIFTS = {"0.76": 1.0, "0.86": 1.5, "0.92": 2.0, "0.96": 2.5}
"""By the area under the curve that it gives: how far the logits of colliding pairs stand off."""
_EDGES = (0.0, 0.02, 0.1, 1.0)
Pair = tuple[int, int]
_PLANS = (
    "pairs that collide",
    "all pairs alike",
    "the plan",
    "its ranking, right shares",
    "files of one of two known",
    *(f"AUC {area}" for area in _SHIFTS),
)
_MET = (
    "together, collide",
    "called below 2%",
    "2 to 10%",
    "10% or more",
    "of all together below 2%",
)
_FILES = ("changes", "files born later", "changes of one file", "recall of 20 at best")


class Batch(NamedTuple):
    """A batch: the chance and the truth of each pair, and what one side's true files would tell."""

    lengths: tuple[int, ...]
    chances: dict[Pair, float]
    truth: dict[Pair, bool]
    half: dict[Pair, float]


def main(words: "Sequence[str]") -> None:
    """Print the three tables."""
    plans, met, files = ([_head(names)] for names in (_PLANS, _MET, _FILES))
    for word in words:
        name, _, where = word.partition("=")
        folder, _, revision = where.partition("@")
        batches, changes = _measured(folder, revision or "HEAD")
        plans.append(_row(name, [*map(mean, zip(*map(_plans, batches), strict=True))]))
        met.append(_row(name, [*map(mean, zip(*map(_met, batches), strict=True))]))
        files.append(_row(name, _reach(changes)))
    sys.stdout.write("\n\n".join("\n".join(table) for table in (plans, met, files)) + "\n")


def _measured(folder: str, revision: str) -> "tuple[list[Batch], list[Touch]]":
    with contextlib.chdir(folder), Repository.discover() as repository:
        found = hold_out_newest(repository, revision, ChangeUnit.COMMIT)
        knowledge = HistoryModel(HistoryIndex(found.past), found.calibration)
    changes = [*human_changes(found.test)]
    cut = (changes[start : start + BATCH] for start in range(0, min(MOST, len(changes)), BATCH))
    return [_batch(knowledge, each) for each in cut if len(each) >= _FEWEST], changes


def _batch(knowledge: HistoryModel, touches: "Sequence[Touch]") -> Batch:
    tasks = [task_from_change(touch) for touch in touches]
    forecasts = knowledge.forecasts(tasks)
    compared = knowledge.pairs(tasks, forecasts)
    truly = [collision_files(knowledge.index, touch) for touch in touches]
    pairs = [*combinations(range(len(tasks)), 2)]

    def missed(one: int, two: int) -> float:
        """The chance that a task, as predicted, spares the true files of another."""
        chances = forecasts[one].chances
        return math.prod(1 - min(_CEILING, chances.get(path, 0.0)) for path in truly[two])

    return Batch(
        tuple(estimate_minutes(len(touch.files)) for touch in touches),
        {pair: knowledge.chance(compared, *pair) for pair in pairs},
        {(one, two): bool(truly[one] & truly[two]) for one, two in pairs},
        {(one, two): 1 - (missed(one, two) + missed(two, one)) / 2 for one, two in pairs},
    )


def _plans(batch: Batch) -> "Iterator[float]":
    """The share of pairs that collide, then of tasks, by plans that know more or less."""
    share = mean(batch.truth.values())
    yield share
    yield _collided(batch, dict.fromkeys(batch.truth, share))
    yield _collided(batch, batch.chances)
    yield _collided(batch, _right(batch))
    yield _collided(batch, batch.half)
    for shift in _SHIFTS.values():
        yield _collided(batch, _made(batch, share, shift))


def _right(batch: Batch) -> dict[Pair, float]:
    """The pairs ranked as they are, each bin with the share that truly collides."""
    ranked = sorted(batch.chances, key=lambda pair: (batch.chances[pair], pair))
    edges = [len(ranked) * place // _BINS for place in range(_BINS + 1)]
    bins = (ranked[low:high] for low, high in pairwise(edges))
    return {pair: mean(batch.truth[one] for one in every) for every in bins for pair in every}


def _made(batch: Batch, share: float, shift: float) -> dict[Pair, float]:
    """Chances that are right, and rank pairs as well as normal scores so far apart do."""
    drawn = random.Random(0)
    prior = math.log(max(share, 1e-3) / (1 - share))
    scores = {pair: drawn.gauss() + shift * true for pair, true in batch.truth.items()}
    logits = {pair: prior + shift * (each - shift / 2) for pair, each in scores.items()}
    return {pair: 1 / (1 + math.exp(-each)) for pair, each in logits.items()}


def _collided(batch: Batch, chances: "dict[Pair, float]") -> float:
    problem, starts = _planned(batch, chances)
    met = {task for pair in concurrent_pairs(problem, starts) if batch.truth[pair] for task in pair}
    return len(met) / len(starts)


def _planned(batch: Batch, chances: "dict[Pair, float]") -> tuple[ScheduleProblem, tuple[int, ...]]:
    count = len(batch.lengths)
    rows = [[0.0] * count for _ in range(count)]
    for (one, two), each in chances.items():
        rows[one][two] = rows[two][one] = -math.log1p(-min(_CEILING, each))
    none = (frozenset[int](),) * count
    problem = ScheduleProblem(batch.lengths, tuple(map(tuple, rows)), none, none, _AGENTS)
    fastest = find_short_schedule(problem, rounds=0)
    horizon = max(int(problem.work / _WANTED), makespan(problem, fastest))
    return problem, schedule_within(problem, fastest, horizon, sweeps=SWEEPS)


def _met(batch: Batch) -> list[float]:
    """Pairs that run together and collide in the plan, and what had been said of them."""
    every = [*concurrent_pairs(*_planned(batch, batch.chances))]
    called = [batch.chances[pair] for pair in every if batch.truth[pair]]
    shares = [
        sum(low <= each < high for each in called) / max(1, len(called))
        for low, high in pairwise(_EDGES)
    ]
    below = sum(batch.chances[pair] < _EDGES[1] for pair in every)
    return [len(called) / len(every), *shares, below / len(every)]


def _reach(changes: "Sequence[Touch]") -> list[float]:
    """How many files could have been found at all."""
    touched = sum(max(len(each.commit.entries), len(each.files)) for each in changes)
    live = sum(len(each.files) for each in changes)
    single = sum(len(each.files) == 1 for each in changes) / len(changes)
    best = mean(min(1.0, 20 / len(each.files)) for each in changes)
    return [len(changes), 1 - live / touched, single, best]


def _head(names: "Sequence[str]") -> str:
    return f"| repository | {' | '.join(names)} |\n|---|{'---|' * len(names)}"


def _row(name: str, figures: "Sequence[float]") -> str:
    cells = (f"{each:.3f}" if each <= 1 else f"{each:.0f}" for each in figures)
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main(sys.argv[1:])

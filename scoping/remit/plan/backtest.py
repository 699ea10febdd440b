"""How plans had done: past changes as tasks of which only the subject is known, batch by batch.

The index is frozen at the cut; calibration uses changes from before it only. A task collides if it
runs at one time with another one that truly changed one of its files, the hubs left out.
"""

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.forecast import estimate_minutes
from remit.plan.history_model import (
    BATCH,
    Calibration,
    HistoryModel,
    collision_files,
    collision_risks,
    human_changes,
    task_from_change,
)
from remit.plan.prediction.index import HistoryIndex
from remit.plan.prediction.probability import predict_files
from remit.plan.schedule.execution import execute_schedule
from remit.plan.schedule.list_scheduling import find_short_schedule, list_schedule
from remit.plan.schedule.pareto import schedule_within
from remit.plan.schedule.problem import (
    ScheduleProblem,
    concurrent_pairs,
    expected_collision_share,
    makespan,
    schedule_speed_up,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from remit.history.progress import Progress
    from remit.history.records import Touch
    from remit.split.input import SplitHistory


# How well files and colliding pairs are predicted, by changes that taught nothing.


_RECALL = 20
_NEAR = 29


class RecallScores(NamedTuple):
    """How well files are found from subjects: shares of the files of a change, and of changes."""

    queries: int
    first_10: float
    first_20: float
    all_in_20: float
    best: float
    popular: float


def measure_recall(index: "HistoryIndex", tasks: "Sequence[Touch]") -> RecallScores | None:
    """The shares found among the first files; `popular` ignores the text."""
    if not tasks:
        return None
    popular = sorted(range(len(index.files)), key=lambda file: (-index.lately[file], file))
    ranked = [(*predict_files(index, touch.commit.subject),) for touch in tasks]
    truth = [frozenset(index.numbers[path] for path in touch.files) for touch in tasks]

    def mean(share: "Callable[[Sequence[int], frozenset[int]], float]") -> float:
        return sum(map(share, ranked, truth)) / len(truth)

    return RecallScores(
        len(tasks),
        mean(lambda found, true: _found(found[:10], true)),
        mean(lambda found, true: _found(found[:_RECALL], true)),
        mean(lambda found, true: float(true.issubset(found[:_RECALL]))),
        mean(lambda found, true: float(not true.isdisjoint(found[:1]))),
        sum(_found(popular[:_RECALL], true) for true in truth) / len(truth),
    )


def _found(files: "Sequence[int]", truth: frozenset[int]) -> float:
    return len(truth.intersection(files)) / len(truth)


def measure_auc(knowledge: HistoryModel, touches: "Sequence[Touch]") -> float | None:
    """The chance that a pair of near tasks that collide is ranked above a pair that do not."""
    tasks = [task_from_change(touch) for touch in touches]
    pairs = knowledge.pairs(tasks, knowledge.forecasts(tasks))
    truly = [collision_files(knowledge.index, touch) for touch in touches]
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


MOST = 480
_FEWEST = 0.75
"""A last batch of a smaller share of the others is left out."""
SWEEPS = 60
_MARGIN = 1.02
"""Faster than wanted, where lengths are guessed: tasks that last longer hold others up."""


class BacktestSetup(NamedTuple):
    """Agents, tasks in a batch, the speed-up that is wanted, and the seed."""

    agents: int = 8
    batch: int = BATCH
    speed_up: float = 5.0
    seed: int = 0


class PolicyOutcome(NamedTuple):
    """The mean over the batches of what one policy came to.

    `expected` is the share of collided tasks that the plan itself expected; None where the policy
    knows nothing of collisions.
    """

    policy: str
    collided: float
    speed_up: float
    expected: float | None = None


class PlanBacktest(NamedTuple):
    """What plans had come to in one repository; no outcomes where there is less than a batch."""

    files: int
    train: int
    recall: RecallScores | None
    auc: float | None
    batches: int
    outcomes: tuple[PolicyOutcome, ...]
    calibration: Calibration


class _Batch(NamedTuple):
    """A batch with what is predicted and what was so.

    `known` has the true lengths; so has `renewed`, whose risks come from the history up to the
    batch.
    """

    problem: ScheduleProblem
    known: ScheduleProblem
    renewed: ScheduleProblem
    truly: "tuple[frozenset[bytes], ...]"


def backtest_plans(
    past: "SplitHistory",
    test: "Sequence[Touch]",
    calibration: Calibration,
    setup: BacktestSetup,
    *,
    progress: "Progress | None" = None,
) -> PlanBacktest:
    """Score predictions and plans on the changes after the cut, oldest first."""
    knowledge = HistoryModel(HistoryIndex(past), calibration)
    tasks = [*human_changes(test)]
    outcomes: list[list[PolicyOutcome]] = []
    total = min(MOST, len(tasks)) // setup.batch
    for number, batch in enumerate(_batches(knowledge, past, test, setup), 1):
        outcomes.append([*_outcomes(batch, setup)])
        if progress:
            progress(number, max(number, total))
    return PlanBacktest(
        len(past.files),
        len(past.touches),
        measure_recall(knowledge.index, tasks),
        measure_auc(knowledge, tasks),
        len(outcomes),
        tuple(map(_mean, zip(*outcomes, strict=True))),
        calibration,
    )


def _batches(
    knowledge: HistoryModel, past: "SplitHistory", test: "Sequence[Touch]", setup: BacktestSetup
) -> "Iterator[_Batch]":
    tasks = [*human_changes(test)][:MOST]
    for start in range(0, len(tasks), setup.batch):
        batch = tasks[start : start + setup.batch]
        if len(batch) >= _FEWEST * setup.batch:
            before = test[: test.index(batch[0])]
            newer = past._replace(touches=(*reversed(before), *past.touches))
            yield _batch(
                knowledge, HistoryModel(HistoryIndex(newer), knowledge.calibration), batch, setup
            )


def _batch(
    knowledge: HistoryModel, newer: HistoryModel, touches: "Sequence[Touch]", setup: BacktestSetup
) -> _Batch:
    problem = _problem(knowledge, touches, setup)
    lengths = tuple(estimate_minutes(len(touch.files)) for touch in touches)
    return _Batch(
        problem,
        problem._replace(minutes=lengths),
        _problem(newer, touches, setup)._replace(minutes=lengths),
        tuple(collision_files(knowledge.index, touch) for touch in touches),
    )


def _problem(
    knowledge: HistoryModel, touches: "Sequence[Touch]", setup: BacktestSetup
) -> ScheduleProblem:
    tasks = [task_from_change(touch) for touch in touches]
    forecasts = knowledge.forecasts(tasks)
    none = (frozenset[int](),) * len(tasks)
    risks = collision_risks(knowledge, tasks, forecasts)
    return ScheduleProblem(
        tuple(each.minutes for each in forecasts), risks, none, none, setup.agents
    )


def _outcomes(batch: _Batch, setup: BacktestSetup) -> "Iterator[PolicyOutcome]":
    """What each policy comes to; the ones that know nothing of collisions first."""
    known, length = batch.known, len(batch.truly)
    order = list(range(length))
    yield _outcome("arrival order, all agents", batch, list_schedule(known, order))
    fewer = known._replace(agents=max(1, round(setup.speed_up)))
    longest = sorted(order, key=lambda task: (-known.minutes[task], task))
    yield _outcome(f"longest first, {fewer.agents} agents", batch, list_schedule(fewer, longest))
    starts = _planned(known, setup.speed_up, setup.seed)
    yield _outcome("plan, lengths known", batch, starts, expected_collision_share(known, starts))
    newer = _planned(batch.renewed, setup.speed_up, setup.seed)
    hoped = expected_collision_share(batch.renewed, newer)
    yield _outcome("plan, lengths known, history up to the batch", batch, newer, hoped)
    guessed = _planned(batch.problem, setup.speed_up * _MARGIN, setup.seed)
    expected = expected_collision_share(batch.problem, guessed)
    wanted = setup.speed_up * _MARGIN
    happened = execute_schedule(
        batch.problem, guessed, known.minutes, wanted=wanted, seed=setup.seed
    )
    yield _outcome("plan, lengths predicted", batch, happened, expected)
    truth = known._replace(barred=_barred(batch.truly))
    yield _outcome("true files", batch, find_short_schedule(truth, seed=setup.seed, rounds=0))


def _planned(problem: ScheduleProblem, wanted: float, seed: int) -> tuple[int, ...]:
    """A plan that is as fast as wanted, with as few collisions as were found."""
    fastest = find_short_schedule(problem, seed=seed, rounds=0)
    horizon = max(int(problem.work / wanted), makespan(problem, fastest))
    return schedule_within(problem, fastest, horizon, seed=seed, sweeps=SWEEPS)


def _outcome(
    policy: str, batch: _Batch, starts: "Sequence[int]", expected: float | None = None
) -> PolicyOutcome:
    met = {
        task
        for pair in concurrent_pairs(batch.known, starts)
        if batch.truly[pair[0]] & batch.truly[pair[1]]
        for task in pair
    }
    return PolicyOutcome(
        policy, len(met) / len(starts), schedule_speed_up(batch.known, starts), expected
    )


def _barred(truly: "Sequence[frozenset[bytes]]") -> tuple[frozenset[int], ...]:
    return tuple(
        frozenset(other for other, theirs in enumerate(truly) if other != task and files & theirs)
        for task, files in enumerate(truly)
    )


def _mean(outcomes: "Sequence[PolicyOutcome]") -> PolicyOutcome:
    count = len(outcomes)
    expected = [each.expected for each in outcomes if each.expected is not None]
    return PolicyOutcome(
        outcomes[0].policy,
        sum(each.collided for each in outcomes) / count,
        sum(each.speed_up for each in outcomes) / count,
        sum(expected) / count if expected else None,
    )

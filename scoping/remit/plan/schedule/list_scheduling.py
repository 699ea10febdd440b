"""Event-driven list scheduling: whenever an agent is free, the first waiting task that may start.

R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969. No barriers: waiting for a whole
wave to end costs 9 to 51 % where tasks differ in length.
"""

from typing import TYPE_CHECKING

from remit.plan.schedule.annealing import SplitMix64
from remit.plan.schedule.lower_bounds import critical_tails, lower_bound
from remit.plan.schedule.problem import ScheduleProblem, makespan

if TYPE_CHECKING:
    from collections.abc import Sequence


ROUNDS = 1500
_USUAL = 100
"""With more tasks than usual there are fewer rounds, since each takes longer."""


def find_short_schedule(
    problem: ScheduleProblem, *, seed: int = 0, rounds: int = ROUNDS
) -> tuple[int, ...]:
    """The starts of a short schedule, whatever the risks: list schedules, then a local search.

    Ends as soon as the lower bound is met. Each round costs about a millisecond for 100 tasks.
    """
    if not problem.minutes:
        return ()
    least = lower_bound(problem)
    order = min(_orders(problem), key=lambda each: makespan(problem, list_schedule(problem, each)))
    starts = list_schedule(problem, order)
    best = makespan(problem, starts)
    chance = SplitMix64(seed)
    for _ in range(rounds * _USUAL**2 // max(_USUAL, len(order)) ** 2 if len(order) > 1 else 0):
        if best <= least:
            break
        tried = _moved(order, chance)
        candidate = list_schedule(problem, tried)
        length = makespan(problem, candidate)
        if length <= best:
            order, starts, best = tried, candidate, length
    return starts


def list_schedule(problem: ScheduleProblem, order: "Sequence[int]") -> tuple[int, ...]:
    """The starts when each completion lets the first tasks of `order` start that fit then."""
    starts = [0] * len(order)
    waiting = list(order)
    running: dict[int, int] = {}
    done: set[int] = set()
    now = 0
    while waiting:
        blocked: set[int] = set()
        for task in running:
            blocked |= problem.barred[task]
        rest: list[int] = []
        for task in waiting:
            if (
                len(running) < problem.agents
                and task not in blocked
                and problem.after[task] <= done
            ):
                starts[task], running[task] = now, now + problem.minutes[task]
                blocked |= problem.barred[task]
            else:
                rest.append(task)
        waiting = rest
        now = min(running.values())
        ended = [task for task, end in running.items() if end == now]
        for task in ended:
            del running[task]
        done.update(ended)
    return tuple(starts)


def _orders(problem: ScheduleProblem) -> "list[list[int]]":
    """By chain, conflicts and length; by chain and length; by length; as they came."""
    lengths, chain = problem.minutes, critical_tails(problem)
    heavy = [
        lengths[task] + sum(lengths[other] for other in problem.barred[task])
        for task in range(len(lengths))
    ]
    tasks = range(len(lengths))
    return [
        sorted(tasks, key=lambda task: (-chain[task] + lengths[task] - heavy[task], task)),
        sorted(tasks, key=lambda task: (-chain[task], -heavy[task], task)),
        sorted(tasks, key=lambda task: (-lengths[task], task)),
        list(tasks),
    ]


def _moved(order: list[int], chance: SplitMix64) -> list[int]:
    """The order with one task somewhere else."""
    changed = list(order)
    task = changed.pop(chance.below(len(changed)))
    changed.insert(chance.below(len(order)), task)
    return changed


# Idle time that serves nothing is taken out of a schedule.


MOST = 300
"""A schedule of more tasks stays as it is: the time is at least quadratic in them."""


def tighten_schedule(problem: "ScheduleProblem", starts: "Sequence[int]") -> tuple[int, ...]:
    """The same tasks in the same order, each as early as it can be without meeting another one.

    No task starts later, no two meet that did not, and no rule is broken that was kept.
    """
    if len(starts) > MOST:
        return tuple(starts)
    found: dict[int, int] = {}
    for task in sorted(range(len(starts)), key=lambda each: (starts[each], each)):
        found[task] = _earliest(problem, starts, found, task)
    return tuple(found[task] for task in range(len(starts)))


def _earliest(
    problem: "ScheduleProblem", starts: "Sequence[int]", found: dict[int, int], task: int
) -> int:
    """The first time from which the task fits beside those that are placed; its own at the latest.

    Whoever of them runs then at its own time ran there before, so that one always fits.
    """
    minutes = problem.minutes
    now = max((found[one] + minutes[one] for one in problem.after[task]), default=0)
    strangers = {one for one in found if starts[one] + minutes[one] <= starts[task]}
    while now < starts[task]:
        beside = [
            one
            for one, start in found.items()
            if start < now + minutes[task] and now < start + minutes[one]
        ]
        crowd = beside if _peak(problem, found, beside) >= problem.agents else []
        ends = [found[one] + minutes[one] for one in (*crowd, *strangers.intersection(beside))]
        if not ends:
            break
        now = min(ends)
    return min(now, starts[task])


def _peak(problem: "ScheduleProblem", found: dict[int, int], tasks: "Sequence[int]") -> int:
    """How many of the tasks run at one time, at most."""
    if len(tasks) < problem.agents:
        return len(tasks)
    begun = [found[one] for one in tasks]
    return max(
        sum(found[one] <= now < found[one] + problem.minutes[one] for one in tasks) for now in begun
    )

"""What is to be scheduled, and what can be said of any schedule. Times are whole minutes."""

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ScheduleProblem(NamedTuple):
    """Tasks by number, and what stands between them.

    `risks` is symmetrical: -log(1 - the chance that two tasks collide if they run at one time), 0
    for a task and itself. `barred` are the tasks that must not run together with each task, `after`
    those that it waits for; there are no cycles. Of each set in `alone` no two tasks run together,
    whether they bar each other or are in an order: they hold one thing.
    """

    minutes: tuple[int, ...]
    risks: tuple[tuple[float, ...], ...]
    barred: tuple[frozenset[int], ...]
    after: tuple[frozenset[int], ...]
    agents: int
    alone: tuple[frozenset[int], ...] = ()

    @property
    def work(self) -> int:
        """The minutes of all tasks."""
        return sum(self.minutes)


def makespan(problem: ScheduleProblem, starts: "Sequence[int]") -> int:
    """When the last task ends."""
    return max(map(sum, zip(starts, problem.minutes, strict=True)), default=0)


def schedule_speed_up(problem: ScheduleProblem, starts: "Sequence[int]") -> float:
    """How many times faster than one agent: the work over the makespan."""
    return problem.work / makespan(problem, starts) if problem.minutes else 1.0


def concurrent_pairs(
    problem: ScheduleProblem, starts: "Sequence[int]"
) -> "Iterator[tuple[int, int]]":
    """The pairs of tasks that run at one time, the smaller number first."""
    order = sorted(range(len(starts)), key=lambda task: (starts[task], task))
    for place, task in enumerate(order):
        end = starts[task] + problem.minutes[task]
        for other in order[place + 1 :]:
            if starts[other] >= end:
                break
            yield min(task, other), max(task, other)


def collision_exposures(problem: ScheduleProblem, starts: "Sequence[int]") -> list[float]:
    """For each task the chance that it collides with one that runs at the same time."""
    sums = [0.0] * len(starts)
    for left, right in concurrent_pairs(problem, starts):
        sums[left] += problem.risks[left][right]
        sums[right] += problem.risks[left][right]
    return [1 - math.exp(-each) for each in sums]


def expected_collision_share(problem: ScheduleProblem, starts: "Sequence[int]") -> float:
    """The expected share of the tasks that collide."""
    return sum(collision_exposures(problem, starts)) / len(starts) if starts else 0.0


def schedule_faults(problem: ScheduleProblem, starts: "Sequence[int]") -> list[str]:
    """Every way in which a schedule breaks the rules; a schedule of ours breaks none."""
    ends = [start + length for start, length in zip(starts, problem.minutes, strict=True)]
    found = [f"{task} starts before 0" for task, start in enumerate(starts) if start < 0]
    for task, before in enumerate(problem.after):
        found += [f"{task} before {one}" for one in sorted(before) if ends[one] > starts[task]]
    pairs = concurrent_pairs(problem, starts)
    found += [f"{left} beside {right}" for left, right in pairs if right in problem.barred[left]]
    for task, start in enumerate(starts):
        running = sum(starts[other] <= start < ends[other] for other in range(len(starts)))
        if running > problem.agents:
            found.append(f"{running} at once when {task} starts")
    return found


def assign_agents(problem: ScheduleProblem, starts: "Sequence[int]") -> tuple[int, ...]:
    """The agent of each task: one that is free, the one that has been free for the least time."""
    free = [0] * problem.agents
    agents = [0] * len(starts)
    for task in sorted(range(len(starts)), key=lambda each: (starts[each], each)):
        ready = [agent for agent in range(problem.agents) if free[agent] <= starts[task]]
        agent = max(ready, key=lambda each: (free[each], -each))
        agents[task], free[agent] = agent, starts[task] + problem.minutes[task]
    return tuple(agents)

"""What happens when a plan is carried out and tasks take as long as they take.

Whenever a task ends, the tasks that have not started are planned anew around those that run; one
that runs longer than expected is taken to end with the next minute.
"""

import math
from typing import TYPE_CHECKING

from remit.plan.schedule.annealing import ExecutionState, SearchSettings, anneal_schedule
from remit.plan.schedule.problem import ScheduleProblem, makespan

if TYPE_CHECKING:
    from collections.abc import Sequence

_SWEEPS = 4
_HEAT = 0.03
_TRUST = 5
"""How many tasks the planned lengths count for, against those that have ended."""


def execute_schedule(
    problem: ScheduleProblem,
    starts: "Sequence[int]",
    truly: "Sequence[int]",
    *,
    wanted: float | None = None,
    seed: int = 0,
) -> tuple[int, ...]:
    """The starts that come about where task i takes `truly[i]` minutes, not the planned ones.

    Without a `wanted` speed-up the plan's own end is kept as far as it can be; with one the end is
    moved as the tasks that have ended show how long the others may take.
    """
    run = _Run(problem, starts, truly, wanted)
    while run.waiting:
        run.advance(seed)
    return tuple(run.plan)


class _Run:
    def __init__(
        self,
        problem: ScheduleProblem,
        starts: "Sequence[int]",
        truly: "Sequence[int]",
        wanted: float | None,
    ) -> None:
        self.problem = problem
        self.wanted = wanted
        self.plan = list(starts)
        self.truly = truly
        self.now = 0
        self.waiting = set(range(len(starts)))
        self.horizon = max(
            (start + length for start, length in zip(starts, problem.minutes, strict=True)),
            default=0,
        )

    def advance(self, seed: int) -> None:
        """Start what is due, go on to the next moment at which anything is, and plan anew."""
        running = self._running()
        for task in sorted(self.waiting, key=lambda each: (self.plan[each], each)):
            if self.plan[task] <= self.now and self._may(task, running):
                self.plan[task] = self.now
                self.waiting.discard(task)
                running.append(task)
        ends = [self.plan[task] + self.truly[task] for task in running]
        due = [max(self.now + 1, self.plan[task]) for task in self.waiting]
        self.now = min((*ends, *due))
        if self.now in ends:
            self._plan_anew(seed)

    def _running(self) -> list[int]:
        return [
            task
            for task, start in enumerate(self.plan)
            if task not in self.waiting and start <= self.now < start + self.truly[task]
        ]

    def _may(self, task: int, running: "Sequence[int]") -> bool:
        before = self.problem.after[task]
        return (
            len(running) < self.problem.agents
            and not self.problem.barred[task].intersection(running)
            and not before.intersection(running)
            and not before & self.waiting
        )

    def _plan_anew(self, seed: int) -> None:
        running = self._running()
        tasks = sorted((*running, *self.waiting))
        place = {task: number for number, task in enumerate(tasks)}
        lengths = [
            max(self.problem.minutes[task], self.now + 1 - self.plan[task])
            if task not in self.waiting
            else self.problem.minutes[task]
            for task in tasks
        ]
        smaller = ScheduleProblem(
            tuple(lengths),
            tuple(tuple(self.problem.risks[one][two] for two in tasks) for one in tasks),
            tuple(_kept(self.problem.barred[task], place) for task in tasks),
            tuple(_kept(self.problem.after[task], place) for task in tasks),
            self.problem.agents,
        )
        wanted = self._end(running)
        starts = self._fitted(smaller, tasks, self.plan)
        if makespan(smaller, starts) > wanted:
            starts = self._fitted(smaller, tasks, [min(each, self.now) for each in self.plan])
        self.horizon = max(wanted, makespan(smaller, starts))
        standing = ExecutionState(
            self.now,
            frozenset(place[task] for task in running),
            tuple(self._past(task) for task in tasks),
        )
        found = anneal_schedule(
            smaller,
            starts,
            self.horizon,
            search=SearchSettings(_SWEEPS, seed + self.now, _HEAT),
            standing=standing,
        )
        for task, start in zip(tasks, found, strict=True):
            self.plan[task] = start

    def _end(self, running: "Sequence[int]") -> int:
        """When everything should have ended, by what is known now."""
        if self.wanted is None:
            return self.horizon
        ended = set(range(len(self.plan))) - self.waiting - {*running}
        planned = sum(self.problem.minutes[task] for task in ended)
        took = sum(self.truly[task] for task in ended)
        trust = _TRUST * self.problem.work / len(self.plan)
        pace = (took + trust) / (planned + trust)
        return int((took + pace * (self.problem.work - planned)) / self.wanted)

    def _fitted(
        self, problem: ScheduleProblem, tasks: "Sequence[int]", wished: "Sequence[int]"
    ) -> list[int]:
        """The starts nearest to those wished for, each put off until the rules allow it."""
        starts = [wished[task] for task in tasks]
        fixed = [number for number, task in enumerate(tasks) if task not in self.waiting]
        placed = list(fixed)
        others = (number for number, task in enumerate(tasks) if task in self.waiting)
        for number in sorted(others, key=lambda each: (self.plan[tasks[each]], each)):
            start = max(self.now, starts[number])
            while True:
                later = _put_off(problem, starts, placed, number, start)
                if later == start:
                    break
                start = later
            starts[number] = start
            placed.append(number)
        return starts

    def _past(self, task: int) -> float:
        """The risk that a running task took with those that have ended."""
        if task in self.waiting:
            return 0.0
        return math.fsum(
            self.problem.risks[task][other]
            for other, start in enumerate(self.plan)
            if other not in self.waiting
            and self.plan[task] < start + self.truly[other] <= self.now
            and other != task
        )


def _put_off(
    problem: ScheduleProblem,
    starts: "Sequence[int]",
    placed: "Sequence[int]",
    task: int,
    start: int,
) -> int:
    """`start`, or the next moment at which one of the rules that it breaks may hold."""
    end = start + problem.minutes[task]
    ends = {other: starts[other] + problem.minutes[other] for other in placed}
    for other in placed:
        if other in problem.after[task] and ends[other] > start:
            return ends[other]
        overlaps = starts[other] < end and start < ends[other]
        if overlaps and other in problem.barred[task]:
            return ends[other]
    beside = [other for other in placed if starts[other] < end and start < ends[other]]
    for moment in sorted({start, *(starts[other] for other in beside if starts[other] >= start)}):
        busy = [other for other in beside if starts[other] <= moment < ends[other]]
        if len(busy) >= problem.agents:
            return min(ends[other] for other in busy)
    return start


def _kept(tasks: "frozenset[int]", place: "dict[int, int]") -> frozenset[int]:
    return frozenset(place[task] for task in tasks if task in place)

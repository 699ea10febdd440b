"""A plan: when each task starts and why, what it may cost, and what else could be chosen."""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.exclusions import find_exclusions
from remit.plan.history_model import collision_risks
from remit.plan.schedule import cp_sat
from remit.plan.schedule.list_scheduling import find_short_schedule
from remit.plan.schedule.lower_bounds import lower_bound
from remit.plan.schedule.pareto import SchedulePoint, nondominated_points, pareto_front
from remit.plan.schedule.problem import ScheduleProblem, assign_agents, collision_exposures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.exclusions import TaskExclusion
    from remit.plan.forecast import TaskForecast
    from remit.plan.history_model import Calibration, HistoryModel
    from remit.plan.task import PlanTask

COLLISIONS = 0.1
"""The share of tasks that may collide, where nobody says otherwise."""


class PlanOptions(NamedTuple):
    """How many agents there are, the share of tasks that may collide, and the seed.

    A given `speed_up` counts instead of `collisions`: as few collisions as it allows.
    """

    agents: int
    collisions: float = COLLISIONS
    speed_up: float | None = None
    seed: int = 0


class Plan(NamedTuple):
    """The tasks in the order of their list; everything else names them by their number.

    `points` are the schedules that were found, the shortest first; `chosen` is one of them. No
    schedule can be shorter than `least` minutes. `met` says whether the wish could be fulfilled.
    """

    wish: PlanOptions
    tasks: "tuple[PlanTask, ...]"
    forecasts: "tuple[TaskForecast, ...]"
    problem: ScheduleProblem
    contentions: "tuple[TaskExclusion, ...]"
    points: tuple[SchedulePoint, ...]
    chosen: int
    least: int
    met: bool
    calibration: "Calibration"

    @property
    def schedule(self) -> SchedulePoint:
        """The schedule that was chosen."""
        return self.points[self.chosen]

    @property
    def agents(self) -> tuple[int, ...]:
        """The agent of each task."""
        return assign_agents(self.problem, self.schedule.starts)

    @property
    def exposures(self) -> list[float]:
        """For each task the chance that it collides under the chosen schedule."""
        return collision_exposures(self.problem, self.schedule.starts)

    def end(self, task: int) -> int:
        """When a task ends."""
        return self.schedule.starts[task] + self.problem.minutes[task]

    def chance(self, left: int, right: int) -> float:
        """The chance that two tasks collide if they run at one time; 1 where it is certain."""
        if right in self.problem.barred[left]:
            return 1.0
        return 1 - math.exp(-self.problem.risks[left][right])


def make_plan(knowledge: "HistoryModel", tasks: "Sequence[PlanTask]", wish: PlanOptions) -> Plan:
    """The plan for some tasks: seconds for a hundred of them, the same for the same seed."""
    forecasts = knowledge.forecasts(tasks)
    contended = find_exclusions(tasks)
    problem = ScheduleProblem(
        tuple(each.minutes for each in forecasts),
        collision_risks(knowledge, tasks, forecasts),
        _barred(len(tasks), contended),
        _after(tasks),
        wish.agents,
        _alone(tasks),
    )
    points, least = find_schedules(problem, wish)
    chosen = choose_schedule(points, wish)
    met = (
        points[chosen].speed_up >= wish.speed_up - _SLACK
        if wish.speed_up is not None
        else points[chosen].collisions <= wish.collisions
    )
    return Plan(
        wish,
        tuple(tasks),
        forecasts,
        problem,
        contended,
        points,
        chosen,
        least,
        met,
        knowledge.calibration,
    )


_SLACK = 0.005


def find_schedules(
    problem: ScheduleProblem, wish: PlanOptions
) -> tuple[tuple[SchedulePoint, ...], int]:
    """The schedules found, and what none can be shorter than.

    A schedule for fewer agents is one for these, too, and the search for them may have found a
    better one: all are looked at that can be shorter. So more agents never make a plan longer.
    """
    agents = max(1, min(problem.agents, len(problem.minutes)))
    points, least = _searched(problem._replace(agents=agents), wish)
    for fewer in range(agents - 1, 0, -1) if wish.speed_up is None else ():
        narrow = problem._replace(agents=fewer)
        if lower_bound(narrow) >= points[choose_schedule(points, wish)].makespan:
            break
        points = nondominated_points((*points, *_searched(narrow, wish)[0]))
    return points, least


def _searched(problem: ScheduleProblem, wish: PlanOptions) -> tuple[tuple[SchedulePoint, ...], int]:
    starts = find_short_schedule(problem, seed=wish.seed)
    least = lower_bound(problem)
    if cp_sat.is_available():
        starts, proved = cp_sat.solve_exactly(problem, starts, seed=wish.seed)
        least = max(least, proved)
    wanted = () if wish.speed_up is None else (problem.work / wish.speed_up,)
    return pareto_front(problem, starts, wanted, seed=wish.seed), least


def choose_schedule(points: "Sequence[SchedulePoint]", wish: PlanOptions) -> int:
    """The place of the point that was asked for among `points`."""
    if wish.speed_up is not None:
        fast = [
            place for place, each in enumerate(points) if each.speed_up >= wish.speed_up - _SLACK
        ]
        return max(fast, default=0)
    calm = (place for place, each in enumerate(points) if each.collisions <= wish.collisions)
    return next(calm, len(points) - 1)


def _barred(count: int, contended: "Sequence[TaskExclusion]") -> tuple[frozenset[int], ...]:
    found: list[set[int]] = [set() for _ in range(count)]
    for each in contended:
        found[each.left].add(each.right)
        found[each.right].add(each.left)
    return tuple(map(frozenset, found))


def _after(tasks: "Sequence[PlanTask]") -> tuple[frozenset[int], ...]:
    numbers = {task.id: number for number, task in enumerate(tasks)}
    return tuple(frozenset(numbers[name] for name in task.after) for task in tasks)


def _alone(tasks: "Sequence[PlanTask]") -> tuple[frozenset[int], ...]:
    """The tasks that hold each thing that several hold."""
    holders: dict[str, set[int]] = {}
    for number, task in enumerate(tasks):
        for thing in task.holds:
            holders.setdefault(thing, set()).add(number)
    return tuple(frozenset(each) for _, each in sorted(holders.items()) if len(each) > 1)

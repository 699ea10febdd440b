"""A plan: when each task starts and why, what it may cost, and what else could be chosen."""

import math
from typing import TYPE_CHECKING, NamedTuple

from remit.plan.exclusions import contentions
from remit.plan.history_model import risk_table
from remit.plan.schedule import cp_sat
from remit.plan.schedule.list_scheduling import shortest
from remit.plan.schedule.lower_bounds import bound
from remit.plan.schedule.pareto import Point, frontier, undominated
from remit.plan.schedule.problem import Problem, exposures, hands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.exclusions import Contention
    from remit.plan.forecast import Forecast
    from remit.plan.history_model import Calibration, Knowledge
    from remit.plan.task import Task

COLLISIONS = 0.1
"""The share of tasks that may collide, where nobody says otherwise."""


class Wish(NamedTuple):
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

    wish: Wish
    tasks: "tuple[Task, ...]"
    forecasts: "tuple[Forecast, ...]"
    problem: Problem
    contentions: "tuple[Contention, ...]"
    points: tuple[Point, ...]
    chosen: int
    least: int
    met: bool
    calibration: "Calibration"

    @property
    def schedule(self) -> Point:
        """The schedule that was chosen."""
        return self.points[self.chosen]

    @property
    def agents(self) -> tuple[int, ...]:
        """The agent of each task."""
        return hands(self.problem, self.schedule.starts)

    @property
    def exposures(self) -> list[float]:
        """For each task the chance that it collides under the chosen schedule."""
        return exposures(self.problem, self.schedule.starts)

    def end(self, task: int) -> int:
        """When a task ends."""
        return self.schedule.starts[task] + self.problem.minutes[task]

    def chance(self, left: int, right: int) -> float:
        """The chance that two tasks collide if they run at one time; 1 where it is certain."""
        if right in self.problem.barred[left]:
            return 1.0
        return 1 - math.exp(-self.problem.risks[left][right])


def plan(knowledge: "Knowledge", tasks: "Sequence[Task]", wish: Wish) -> Plan:
    """The plan for some tasks: seconds for a hundred of them, the same for the same seed."""
    forecasts = knowledge.forecasts(tasks)
    contended = contentions(tasks)
    problem = Problem(
        tuple(each.minutes for each in forecasts),
        risk_table(knowledge, tasks, forecasts),
        _barred(len(tasks), contended),
        _after(tasks),
        wish.agents,
        _alone(tasks),
    )
    points, least = schedules(problem, wish)
    chosen = choose(points, wish)
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


def schedules(problem: Problem, wish: Wish) -> tuple[tuple[Point, ...], int]:
    """The schedules found, and what none can be shorter than.

    A schedule for fewer agents is one for these, too, and the search for them may have found a
    better one: all are looked at that can be shorter. So more agents never make a plan longer.
    """
    agents = max(1, min(problem.agents, len(problem.minutes)))
    points, least = _searched(problem._replace(agents=agents), wish)
    for fewer in range(agents - 1, 0, -1) if wish.speed_up is None else ():
        narrow = problem._replace(agents=fewer)
        if bound(narrow) >= points[choose(points, wish)].makespan:
            break
        points = undominated((*points, *_searched(narrow, wish)[0]))
    return points, least


def _searched(problem: Problem, wish: Wish) -> tuple[tuple[Point, ...], int]:
    starts = shortest(problem, seed=wish.seed)
    least = bound(problem)
    if cp_sat.available():
        starts, proved = cp_sat.exact(problem, starts, seed=wish.seed)
        least = max(least, proved)
    wanted = () if wish.speed_up is None else (problem.work / wish.speed_up,)
    return frontier(problem, starts, wanted, seed=wish.seed), least


def choose(points: "Sequence[Point]", wish: Wish) -> int:
    """The place of the point that was asked for among `points`."""
    if wish.speed_up is not None:
        fast = [
            place for place, each in enumerate(points) if each.speed_up >= wish.speed_up - _SLACK
        ]
        return max(fast, default=0)
    calm = (place for place, each in enumerate(points) if each.collisions <= wish.collisions)
    return next(calm, len(points) - 1)


def _barred(count: int, contended: "Sequence[Contention]") -> tuple[frozenset[int], ...]:
    found: list[set[int]] = [set() for _ in range(count)]
    for each in contended:
        found[each.left].add(each.right)
        found[each.right].add(each.left)
    return tuple(map(frozenset, found))


def _after(tasks: "Sequence[Task]") -> tuple[frozenset[int], ...]:
    numbers = {task.id: number for number, task in enumerate(tasks)}
    return tuple(frozenset(numbers[name] for name in task.after) for task in tasks)


def _alone(tasks: "Sequence[Task]") -> tuple[frozenset[int], ...]:
    """The tasks that hold each thing that several hold."""
    holders: dict[str, set[int]] = {}
    for number, task in enumerate(tasks):
        for thing in task.holds:
            holders.setdefault(thing, set()).add(number)
    return tuple(frozenset(each) for _, each in sorted(holders.items()) if len(each) > 1)

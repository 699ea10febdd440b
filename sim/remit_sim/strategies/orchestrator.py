"""An orchestrator with a global view: it plans who does what when, by the files it predicts."""

from typing import TYPE_CHECKING

from remit.plan.schedule.lower_bounds import critical_tails
from remit.plan.schedule.problem import ScheduleProblem
from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.library_bridge import find_overlapping_tasks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.engine.kernel import Coroutine
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class Orchestrator:
    """List scheduling, as `remit.plan` does it: what most others wait for comes first.

    Two tasks whose predicted files meet never run together. With `perfect` foresight files and
    lengths are known; else files are predicted with `recall` and `precision`, lengths not at all,
    and what was not predicted is found at the merge.
    """

    def __init__(self, world: "World", *, perfect: bool = True) -> None:
        self._world = world
        world.trunk.meetings.keep_apart()
        predicted = tuple(map(world.units if perfect else self._predicted, world.tasks))
        self._meetings = find_overlapping_tasks(predicted)
        self._rank = _ranks(world.tasks, self._meetings, known=perfect)
        self._held = set[int]()
        self._ready = False
        planner = world.scenario.planner
        minutes = planner.plan_minutes + planner.plan_task_minutes * len(world.tasks)
        if minutes:
            world.simulation.start("planner", self._plans(ticks_from_minutes(minutes)))
        else:
            self._ready = True

    def choose(self, tasks: "Sequence[SimulatedTask]") -> "SimulatedTask | None":
        """The first task of the plan that meets none of those at work."""
        if not self._ready:
            return None
        fitting = (task for task in tasks if self._meetings[task.number].isdisjoint(self._held))
        return min(fitting, key=lambda task: self._rank[task.number], default=None)

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work, be reviewed, merge."""
        base = self._world.trunk.version
        self._held.add(task.number)
        try:
            yield from agent.works(task)
            yield from agent.is_reviewed()
            yield from agent.lands(task, base)
        finally:
            self._held.remove(task.number)
            self._world.stirs()

    def _plans(self, length: int) -> "Coroutine":
        yield length
        self._ready = True
        self._world.stirs()

    def _predicted(self, task: "SimulatedTask") -> tuple[int, ...]:
        """Each file of the task with the chance `recall`, and others, by the precision."""
        planner, units = self._world.scenario.planner, self._world.units(task)
        seen = self._world.stream("foresight", task.number)
        right = [unit for unit in units if seen.uniform() < planner.recall]
        wrong = seen.geometric(1 + len(right) * (1 / planner.precision - 1)) - 1
        others = [seen.below(len(self._world.tasks)) for _ in range(wrong)]
        theirs = [self._world.units(self._world.tasks[other]) for other in others]
        return tuple(sorted({*right, *(each[seen.below(len(each))] for each in theirs)}))


def _ranks(
    tasks: "Sequence[SimulatedTask]", meetings: "Sequence[frozenset[int]]", *, known: bool
) -> dict[int, int]:
    """The place of each task in the list: by its chain, by those that it bars, as they came."""
    lengths = tuple(task.ticks if known else 1 for task in tasks)
    after = tuple(frozenset(task.after) for task in tasks)
    chain = critical_tails(ScheduleProblem(lengths, (), tuple(meetings), after, 1))
    heavy = [sum(lengths[other] for other in others) for others in meetings]
    order = sorted(range(len(tasks)), key=lambda task: (-chain[task] - heavy[task], task))
    return {tasks[task].number: place for place, task in enumerate(order)}


def predicting_orchestrator(world: "World") -> Orchestrator:
    """The one that predicts files as well as it can."""
    return Orchestrator(world, perfect=False)

"""Worktrees with scopes: tasks whose scopes could meet never run together; violations must ask."""

from typing import TYPE_CHECKING

from remit_sim.world.events import Activity, EventKind, ticks_from_minutes
from remit_sim.world.library_bridge import declared_scope, find_overlapping_tasks, violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class Scopes:
    """A manifest names each file of its task, or misses it with `miss_share`.

    A file that was missed is a violation: the commit is refused, the agent asks for the file, which
    takes `request_minutes`, and waits until no task whose scope covers it is at work.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        world.trunk.meetings.keep_apart()
        self._declared = tuple(map(self._named, world.tasks))
        self._meetings = find_overlapping_tasks(self._declared)
        self._held = set[int]()
        self._working = set[int]()

    def choose(self, tasks: "Sequence[SimulatedTask]") -> "SimulatedTask | None":
        """The first task whose scope meets none of those at work."""
        held, meetings = self._held, self._meetings
        return next((task for task in tasks if meetings[task.number].isdisjoint(held)), None)

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work, be judged, ask for violations, be reviewed, merge."""
        base = self._world.trunk.version
        self._held.add(task.number)
        try:
            yield from self._works(agent, task)
            for file in violations(
                self._whole(task), declared_scope(task, self._declared[task.number])
            ):
                self._world.simulation.note(EventKind.VIOLATIONS, str(task.number), file)
                yield from self._asks(agent, file)
            yield from agent.is_reviewed()
            yield from agent.lands(task, base)
        finally:
            self._held.remove(task.number)
            self._world.stirs()

    def _works(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        self._working.add(task.number)
        try:
            yield from self._works_on_named(agent, task)
        finally:
            self._working.remove(task.number)
            self._world.stirs()

    def _works_on_named(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Work on what can be worked on without asking anybody: here all of it."""
        yield from agent.works(task)

    def _whole(self, task: "SimulatedTask") -> "SimulatedTask":
        """The task with what it changes as a whole: files, or symbols as files of their own."""
        return task._replace(files=self._world.units(task))

    def _named(self, task: "SimulatedTask") -> tuple[int, ...]:
        share, misses = self._world.scenario.scopes.miss_share, self._world.misses
        files = self._world.units(task)
        return tuple(file for file in files if not misses.chance(share, task.number, file))

    def _asks(self, agent: "SimulatedAgent", file: int) -> "Doing":
        request = ticks_from_minutes(self._world.scenario.scopes.request_minutes)
        yield from agent.spends(Activity.WAITING, request)
        while any(file in self._declared[task] for task in self._working):
            yield from agent.waits(Activity.WAITING, self._world.changed)

"""A worktree per task, put on top of the trunk again and again: conflicts come early and small."""

from typing import TYPE_CHECKING

from remit_sim.world.events import Activity, EventKind, ticks_from_minutes
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class _Base:
    """What the task is on top of, and what it has taken in without a conflict before that."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.seen = 0


class Rebase(InOrder):
    """An agent at work rebases when something has landed, or every so many minutes.

    A conflict that is found when a part of the task is done costs that part of a whole rework.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._every = ticks_from_minutes(world.scenario.rebase.every_minutes)

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work and rebase in turns, be reviewed, merge; what is left over is reworked."""
        base = _Base(self._world.trunk.version)
        done = 0
        while done < task.ticks:
            done += yield from self._works(agent, task.ticks - done, base)
            yield from self._rebases(agent, task, base, done)
        yield from agent.is_reviewed()
        while not (yield from agent.merges(task, base.version, base.seen)):
            base = _Base(self._world.trunk.version)
            yield from agent.spends(Activity.REWORK, self._world.rework(task))

    def _works(
        self, agent: "SimulatedAgent", left: int, base: _Base
    ) -> "Generator[Wait, None, int]":
        """Work until it is time to rebase or all is done; the ticks that this took."""
        simulation = self._world.simulation
        begun = simulation.now
        if self._every:
            yield from agent.spends(Activity.USEFUL, min(left, self._every))
            return simulation.now - begun
        while simulation.now - begun < left and self._world.trunk.version == base.version:
            rest = left - (simulation.now - begun)
            wish = simulation.within(rest, self._world.changed)
            yield from agent.waits(Activity.USEFUL, wish)
        return simulation.now - begun

    def _rebases(
        self, agent: "SimulatedAgent", task: "SimulatedTask", base: _Base, done: int
    ) -> "Doing":
        """Take in what has landed; resolve what conflicts with the part that is done."""
        world, trunk = self._world, self._world.trunk
        landed = trunk.since(base.version)
        if not landed:
            return
        base.version = trunk.version
        world.simulation.note(EventKind.REBASES, str(task.number), len(landed))
        yield from agent.spends(
            Activity.MERGE, ticks_from_minutes(world.scenario.rebase.rebase_minutes)
        )
        while (other := trunk.clash(task, landed, base.seen)) is not None:
            world.clashes(task, other)
            landed = landed[landed.index(other) + 1 :]
            base.seen = 0
            yield from agent.spends(Activity.REWORK, world.rework(task) * done // task.ticks)
        base.seen += len(trunk.meetings.strangers(task, landed))

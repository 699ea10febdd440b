"""One directory for all: nobody waits, nobody merges, and the last to write a file wins."""

from typing import TYPE_CHECKING

from remit_sim.world.events import Activity
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class SharedDirectory(InOrder):
    """A task reads its files some time before its end (`gap_share`) and writes them at its end."""

    def __init__(self, world: "World") -> None:
        self._world = world

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Work, read, work, write."""
        gap = round(task.ticks * self._world.scenario.edits.gap_share)
        yield from agent.spends(Activity.USEFUL, task.ticks - gap)
        base = self._world.trunk.version
        seen = self._world.directory.read(self._world.units(task))
        if gap:  # else nobody comes between, not even at the same tick
            yield from agent.spends(Activity.USEFUL, gap)
        yield from agent.is_reviewed()
        self._world.directory.write(task.number, seen)
        self._world.lands(task, base)

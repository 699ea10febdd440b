"""A merge queue: agents hand over finished tasks and go on; what is sent back is done again."""

from typing import TYPE_CHECKING

from remit_sim.world.landing import SimulatedMergeQueue
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from remit.coordination.merge_queue_state import Mode
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class MergeQueue(InOrder):
    """Worktrees that land through `remit.coordination.merge_queue` in one of its modes."""

    def __init__(self, world: "World", mode: "Mode") -> None:
        self._world = world
        self._landing = SimulatedMergeQueue(world, mode)

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work, be reviewed, queue; the agent is free then."""
        base = self._world.trunk.version
        yield from agent.works(task)
        yield from agent.is_reviewed()
        self._landing.enqueue(task, base)

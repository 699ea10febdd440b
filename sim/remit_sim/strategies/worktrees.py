"""A worktree per task: nobody waits before the end, and conflicts are found there."""

from typing import TYPE_CHECKING

from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class Worktrees(InOrder):
    """A task works on the trunk as it was when it began, then is merged by its agent."""

    def __init__(self, world: "World") -> None:
        self._world = world

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work, be reviewed, merge."""
        base = self._world.trunk.version
        yield from agent.works(task)
        yield from agent.is_reviewed()
        yield from agent.lands(task, base)

"""A lease from the look to the act, so that nobody acts on a stale view: on window or element."""

from typing import TYPE_CHECKING

from remit_sim.desktop.shared_window import Elements, Pixels
from remit_sim.world.happenings import ticks
from remit_sim.world.lease_desk import LeaseDesk
from remit_sim.world.tasks import path

if TYPE_CHECKING:
    from remit_sim.desktop.actions import Action
    from remit_sim.world.agent import Agent, Doing
    from remit_sim.world.tasks import Task
    from remit_sim.world.world import World


class Turns(Pixels):
    """The window is leased for each look and its act; the others wait in turn."""

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._desk = LeaseDesk(world.simulation)

    def _name(self, action: "Action") -> str:
        del action
        return "window"

    def _acts(self, agent: "Agent", task: "Task", action: "Action") -> "Doing":
        """The lease outlives the act by its time to live, so it never ends under its holder."""
        ttl = action.look + ticks(self._world.scenario.leases.ttl_minutes)
        claim = yield from self._desk.grants(agent, [self._name(action)], ttl)
        yield from super()._acts(agent, task, action)
        self._desk.release(claim)


class Claims(Turns, Elements):
    """Each act leases its own element; acts on other elements go on beside it."""

    def _name(self, action: "Action") -> str:
        return f"{path(action.file)}#{action.element}"

"""A lease from the look to the act, so that nobody acts on a stale view: on window or element."""

from typing import TYPE_CHECKING

from remit_sim.desktop.lease_heartbeat import holding
from remit_sim.desktop.shared_window import Elements, Pixels
from remit_sim.world.lease_service import LeaseDesk
from remit_sim.world.tasks import path

if TYPE_CHECKING:
    from remit_sim.desktop.actions import Action
    from remit_sim.desktop.shared_window import Acting
    from remit_sim.world.agent import Agent
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

    def _acts(self, agent: "Agent", task: "Task", action: "Action") -> "Acting":
        acting = super()._acts(agent, task, action)
        return (yield from holding(self._desk, agent, [self._name(action)], acting))


class Claims(Turns, Elements):
    """Each act leases its own element; acts on other elements go on beside it."""

    def _name(self, action: "Action") -> str:
        return f"{path(action.file)}#{action.element}"

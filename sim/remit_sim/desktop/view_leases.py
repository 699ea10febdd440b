"""A lease from the look to the act, so that nobody acts on a stale view: on window or element."""

from typing import TYPE_CHECKING

from remit_sim.desktop.lease_heartbeat import hold_lease
from remit_sim.desktop.shared_window import ElementWindow, PixelWindow
from remit_sim.world.lease_service import LeaseService
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from remit_sim.desktop.actions import DesktopAction
    from remit_sim.desktop.shared_window import Acting
    from remit_sim.world.agent import SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class WindowLeases(PixelWindow):
    """The window is leased for each look and its act; the others wait in turn."""

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._desk = LeaseService(world.simulation)

    def _name(self, action: "DesktopAction") -> str:
        del action
        return "window"

    def _acts(
        self, agent: "SimulatedAgent", task: "SimulatedTask", action: "DesktopAction"
    ) -> "Acting":
        acting = super()._acts(agent, task, action)
        return (yield from hold_lease(self._desk, agent, [self._name(action)], acting))


class ElementLeases(WindowLeases, ElementWindow):
    """Each act leases its own element; acts on other elements go on beside it."""

    def _name(self, action: "DesktopAction") -> str:
        return f"{file_path(action.file)}#{action.element}"

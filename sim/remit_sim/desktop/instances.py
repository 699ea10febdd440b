"""An application instance for each agent: nobody's view goes stale, but the saves can collide."""

from typing import TYPE_CHECKING

from remit_sim.desktop.actions import sample_actions, ticks_from_seconds
from remit_sim.desktop.lease_heartbeat import hold_lease
from remit_sim.world.events import Activity, EventKind
from remit_sim.world.lease_service import LeaseService
from remit_sim.world.tasks import file_path
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from remit_sim.desktop.actions import DesktopAction
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.shared_directory import FilesRead
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World

_DISPLAY = "display"


class _Instances(InOrder):
    """A task opens its documents `gap_share` of its actions before its end and saves them then."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desktop = world.scenario.desktop
        displays = self._desktop.displays or len(world.agents)
        self._desk = LeaseService(world.simulation, {_DISPLAY: displays})

    def _edits(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        world = self._world
        plan = sample_actions(task, self._desktop, world.stream("actions", task.number))
        opening = round(len(plan) * (1 - world.scenario.edits.gap_share))
        for action in plan[:opening]:
            yield from self._acts(agent, action)
        base, seen = world.trunk.version, world.directory.read(task.files)
        for action in plan[opening:]:
            yield from self._acts(agent, action)
        yield from agent.is_reviewed()
        yield from self._saves(agent, task, seen)
        world.lands(task, base)

    def _acts(self, agent: "SimulatedAgent", action: "DesktopAction") -> "Doing":
        yield from agent.spends(Activity.USEFUL, action.pause + action.look)

    def _saves(self, agent: "SimulatedAgent", task: "SimulatedTask", seen: "FilesRead") -> "Doing":
        """The last save wins, unless the application looks whether the documents have changed."""
        world = self._world
        while self._desktop.saves == "checked" and world.directory.read(task.files) != seen:
            world.simulation.note(EventKind.REFUSED_SAVE, str(task.number))
            seen = world.directory.read(task.files)
            yield from agent.spends(Activity.REWORK, world.rework(task))
        clobbered = world.directory.write(task.number, seen)
        if clobbered:
            world.simulation.note(EventKind.LOST_SAVE, str(task.number), clobbered)


class OwnWindows(_Instances):
    """A window each on one display: pointer and focus are leased for each input.

    Who was not the last to have them first brings its window to the front.
    """

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._front: int | None = None

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Open, act, save."""
        yield from self._edits(agent, task)

    def _acts(self, agent: "SimulatedAgent", action: "DesktopAction") -> "Doing":
        giving_input = min(action.look, ticks_from_seconds(self._desktop.input_seconds))
        yield from agent.spends(Activity.USEFUL, action.pause + action.look - giving_input)
        yield from hold_lease(self._desk, agent, ["pointer"], self._inputs(agent, giving_input))

    def _inputs(self, agent: "SimulatedAgent", amount: int) -> "Doing":
        if self._front not in {None, agent.number}:
            yield from agent.spends(Activity.FOCUS, ticks_from_seconds(self._desktop.focus_seconds))
        self._front = agent.number
        yield from agent.spends(Activity.USEFUL, amount)


class VirtualDisplays(_Instances):
    """A display each, with a pointer of its own; who finds none free waits for one."""

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Take a display; open, act, save."""
        yield from hold_lease(self._desk, agent, [_DISPLAY], self._edits(agent, task))


class LeasedDocuments(_Instances):
    """As `VirtualDisplays`, and a task leases its documents: no two instances have one open."""

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Take a display and the documents; open, act, save."""
        names = [_DISPLAY, *map(file_path, task.files)]
        yield from hold_lease(self._desk, agent, names, self._edits(agent, task))

"""An application instance for each agent: nobody's view goes stale, but the saves can collide."""

from typing import TYPE_CHECKING

from remit_sim.desktop.actions import actions, ticks
from remit_sim.desktop.lease_heartbeat import holding
from remit_sim.world.events import Spending, What
from remit_sim.world.lease_service import LeaseDesk
from remit_sim.world.tasks import path
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from remit_sim.desktop.actions import Action
    from remit_sim.world.agent import Agent, Doing
    from remit_sim.world.shared_directory import Seen
    from remit_sim.world.tasks import Task
    from remit_sim.world.world import World

_DISPLAY = "display"


class _Instances(InOrder):
    """A task opens its documents `gap_share` of its actions before its end and saves them then."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desktop = world.scenario.desktop
        displays = self._desktop.displays or len(world.agents)
        self._desk = LeaseDesk(world.simulation, {_DISPLAY: displays})

    def _edits(self, agent: "Agent", task: "Task") -> "Doing":
        world = self._world
        plan = actions(task, self._desktop, world.stream("actions", task.number))
        opening = round(len(plan) * (1 - world.scenario.edits.gap_share))
        for action in plan[:opening]:
            yield from self._acts(agent, action)
        base, seen = world.trunk.version, world.directory.read(task.files)
        for action in plan[opening:]:
            yield from self._acts(agent, action)
        yield from agent.is_reviewed()
        yield from self._saves(agent, task, seen)
        world.lands(task, base)

    def _acts(self, agent: "Agent", action: "Action") -> "Doing":
        yield from agent.spends(Spending.USEFUL, action.pause + action.look)

    def _saves(self, agent: "Agent", task: "Task", seen: "Seen") -> "Doing":
        """The last save wins, unless the application looks whether the documents have changed."""
        world = self._world
        while self._desktop.saves == "checked" and world.directory.read(task.files) != seen:
            world.simulation.note(What.REFUSED_SAVE, str(task.number))
            seen = world.directory.read(task.files)
            yield from agent.spends(Spending.REWORK, world.rework(task))
        clobbered = world.directory.write(task.number, seen)
        if clobbered:
            world.simulation.note(What.LOST_SAVE, str(task.number), clobbered)


class OwnWindows(_Instances):
    """A window each on one display: pointer and focus are leased for each input.

    Who was not the last to have them first brings its window to the front.
    """

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._front: int | None = None

    def perform(self, agent: "Agent", task: "Task") -> "Doing":
        """Open, act, save."""
        yield from self._edits(agent, task)

    def _acts(self, agent: "Agent", action: "Action") -> "Doing":
        giving_input = min(action.look, ticks(self._desktop.input_seconds))
        yield from agent.spends(Spending.USEFUL, action.pause + action.look - giving_input)
        yield from holding(self._desk, agent, ["pointer"], self._inputs(agent, giving_input))

    def _inputs(self, agent: "Agent", amount: int) -> "Doing":
        if self._front not in {None, agent.number}:
            yield from agent.spends(Spending.FOCUS, ticks(self._desktop.focus_seconds))
        self._front = agent.number
        yield from agent.spends(Spending.USEFUL, amount)


class Displays(_Instances):
    """A display each, with a pointer of its own; who finds none free waits for one."""

    def perform(self, agent: "Agent", task: "Task") -> "Doing":
        """Take a display; open, act, save."""
        yield from holding(self._desk, agent, [_DISPLAY], self._edits(agent, task))


class Documents(_Instances):
    """As `Displays`, and a task leases its documents: no two instances have one open."""

    def perform(self, agent: "Agent", task: "Task") -> "Doing":
        """Take a display and the documents; open, act, save."""
        names = [_DISPLAY, *map(path, task.files)]
        yield from holding(self._desk, agent, names, self._edits(agent, task))

"""Several agents in one window: what one does changes what another one is looking at."""

from collections import Counter
from typing import TYPE_CHECKING

from remit_sim.desktop.actions import sample_actions, ticks_from_seconds
from remit_sim.world.events import Activity, EventKind
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator, Hashable

    from remit_sim.desktop.actions import DesktopAction
    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World

    Acting = Generator[Wait, None, tuple[DesktopAction, ...]]
    """Its value is the acts that went astray and that nobody noticed."""


class PixelWindow(InOrder):
    """Nobody waits; any act of another between an agent's look and its act makes the view stale.

    A stale act goes astray with `misdirected_share`. Where that is noticed the agent repairs it,
    with a fresh look; else the act's part of the task is missing, and nobody is told.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desktop = world.scenario.desktop
        self._surface = Surface()
        self._misdirected = world.stream("misdirected")
        self._noticed = world.stream("noticed")

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Look and act again and again; be reviewed; done, without what went astray unnoticed."""
        world, missing = self._world, list["DesktopAction"]()
        for action in sample_actions(task, self._desktop, world.stream("actions", task.number)):
            yield from agent.spends(Activity.USEFUL, action.pause)
            missing += yield from self._acts(agent, task, action)
        yield from agent.is_reviewed()
        for action in missing:
            world.simulation.note(EventKind.OVERWRITTEN, str(task.number), action.file)
            wasted = task.ticks // self._desktop.actions_per_task
            world.simulation.note(EventKind.WASTES, str(task.number), wasted)
        world.lands(task, world.trunk.version)

    def _part(self, action: "DesktopAction") -> "Hashable":
        """What must not have changed since the look: anything in the window."""
        del action
        return "window"

    def _acts(
        self, agent: "SimulatedAgent", task: "SimulatedTask", action: "DesktopAction"
    ) -> "Acting":
        surface, part = self._surface, self._part(action)
        seen = surface.acts_of_others(part, agent.number)
        if action.look:
            yield from agent.spends(Activity.USEFUL, action.look)
        stale = surface.acts_of_others(part, agent.number) > seen
        surface.act(part, agent.number)
        if not stale:
            return ()
        self._world.simulation.note(EventKind.STALE, str(task.number), action.number)
        return (yield from self._goes_astray(agent, task, action))

    def _goes_astray(
        self, agent: "SimulatedAgent", task: "SimulatedTask", action: "DesktopAction"
    ) -> "Acting":
        world, desktop, coin = self._world, self._desktop, (task.number, action.number)
        if not self._misdirected.chance(desktop.misdirected_share, *coin):
            return ()
        world.simulation.note(EventKind.MISDIRECTED, str(task.number), action.number)
        if not self._noticed.chance(desktop.noticed_share, *coin):
            return (action,)
        yield from agent.spends(Activity.REWORK, ticks_from_seconds(desktop.recovery_seconds))
        self._surface.act(self._part(action), agent.number)
        return ()


class ElementWindow(PixelWindow):
    """As `PixelWindow`, but an act names its element: only acts on that very element matter."""

    def _part(self, action: "DesktopAction") -> "Hashable":
        return (action.file, action.element)


# What is looked at and acted on, and whether it still is what was seen.


class Surface:
    """Counts the acts on each part of a screen: of all agents, and of each by itself.

    Nobody's view is made stale by what they did themselves.
    """

    def __init__(self) -> None:
        self._acts = Counter[object]()
        self._own = Counter[tuple[object, int]]()

    def acts_of_others(self, part: "Hashable", agent: int) -> int:
        """How often others have acted on that part so far."""
        return self._acts[part] - self._own[part, agent]

    def act(self, part: "Hashable", agent: int) -> None:
        """The agent acts on that part now."""
        self._acts[part] += 1
        self._own[part, agent] += 1

"""Several agents in one window: what one does changes what another one is looking at."""

from typing import TYPE_CHECKING

from remit_sim.desktop.actions import actions, ticks
from remit_sim.desktop.surface import Surface
from remit_sim.world.happenings import Spending, What
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Hashable

    from remit_sim.desktop.actions import Action
    from remit_sim.world.agent import Agent, Doing
    from remit_sim.world.tasks import Task
    from remit_sim.world.world import World


class Pixels(InOrder):
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

    def perform(self, agent: "Agent", task: "Task") -> "Doing":
        """Look and act again and again; be reviewed; done."""
        for action in actions(task, self._desktop, self._world.stream("actions", task.number)):
            yield from agent.spends(Spending.USEFUL, action.pause)
            yield from self._acts(agent, task, action)
        yield from agent.is_reviewed()
        self._world.lands(task, self._world.trunk.version)

    def _part(self, action: "Action") -> "Hashable":
        """What must not have changed since the look: anything in the window."""
        del action
        return "window"

    def _acts(self, agent: "Agent", task: "Task", action: "Action") -> "Doing":
        surface, part = self._surface, self._part(action)
        seen = surface.acts_of_others(part, agent.number)
        if action.look:
            yield from agent.spends(Spending.USEFUL, action.look)
        stale = surface.acts_of_others(part, agent.number) > seen
        surface.act(part, agent.number)
        if stale:
            self._world.simulation.note(What.STALE, str(task.number), action.number)
            yield from self._goes_astray(agent, task, action)

    def _goes_astray(self, agent: "Agent", task: "Task", action: "Action") -> "Doing":
        world, desktop, coin = self._world, self._desktop, (task.number, action.number)
        if not self._misdirected.chance(desktop.misdirected_share, *coin):
            return
        world.simulation.note(What.MISDIRECTED, str(task.number), action.number)
        if self._noticed.chance(desktop.noticed_share, *coin):
            yield from agent.spends(Spending.REWORK, ticks(desktop.recovery_seconds))
            self._surface.act(self._part(action), agent.number)
        else:
            world.simulation.note(What.OVERWRITTEN, str(task.number), action.file)
            wasted = task.ticks // desktop.actions_per_task
            world.simulation.note(What.WASTES, str(task.number), wasted)


class Elements(Pixels):
    """As `Pixels`, but an act names its element: only acts on that very element matter."""

    def _part(self, action: "Action") -> "Hashable":
        return (action.file, action.element)

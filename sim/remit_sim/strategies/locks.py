"""Locks on files: leases on all files of a task before it begins, in one directory for all."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from remit_sim.world.events import Activity, EventKind, ticks_from_minutes
from remit_sim.world.lease_service import LeaseService
from remit_sim.world.task_leases import TaskLeases
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.shared_directory import FilesRead
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class LockingStrategy(InOrder, ABC):
    """What all kinds of locks have in common: what is held is read, worked on and written.

    A slow agent (`slow_share` of the tasks) falls silent for `slow_minutes` between reading and
    writing, and its leases may end. With fencing its write is then refused and it begins again;
    without, it writes over whatever came between.
    """

    def __init__(self, world: "World") -> None:
        self.world = world
        self.desk = LeaseService(world.simulation)

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Lock, work, write, unlock; again where the leases were lost before the write."""
        slow = self.world.slow.chance(self.world.scenario.leases.slow_share, task.number)
        while not (yield from self._tried(agent, task, slow=slow)):
            slow = False

    def _tried(
        self, agent: "SimulatedAgent", task: "SimulatedTask", *, slow: bool
    ) -> "Generator[Wait, None, bool]":
        grip = TaskLeases(self.desk, agent)
        try:
            return (yield from self.tries(agent, task, grip, slow=slow))
        finally:
            grip.stop()

    @abstractmethod
    def tries(
        self, agent: "SimulatedAgent", task: "SimulatedTask", grip: TaskLeases, *, slow: bool
    ) -> "Generator[Wait, None, bool]":
        """One try, from the first lease to the write; whether the task has landed."""

    def stalls(self, agent: "SimulatedAgent", grip: TaskLeases, *, slow: bool) -> "Doing":
        """Fall silent, if `slow`."""
        grip.silent = slow
        pause = ticks_from_minutes(self.world.scenario.leases.slow_minutes) if slow else 0
        yield from agent.spends(Activity.WAITING, pause)
        grip.silent = False

    def writes(
        self,
        agent: "SimulatedAgent",
        task: "SimulatedTask",
        grip: TaskLeases,
        seen: "FilesRead",
        base: int,
    ) -> bool:
        """Write what was read, if every lease still holds or nobody guards the files."""
        if self.world.scenario.leases.fencing and not grip.holds():
            self.world.simulation.note(EventKind.FENCED, str(task.number))
            agent.wastes(str(task.number))
            grip.release()
            return False
        self.world.directory.write(task.number, seen)
        grip.release()
        self.world.lands(task, base)
        return True


class LocksUpFront(LockingStrategy):
    """An agent asks for all files at once and keeps them by a heartbeat."""

    def tries(
        self, agent: "SimulatedAgent", task: "SimulatedTask", grip: TaskLeases, *, slow: bool
    ) -> "Generator[Wait, None, bool]":
        """Lock everything, work, read, fall silent perhaps, work, be reviewed, write."""
        world = self.world
        yield from grip.waits_for(world.units(task))
        gap = round(task.ticks * world.scenario.edits.gap_share)
        yield from agent.spends(Activity.USEFUL, task.ticks - gap)
        base, seen = world.trunk.version, world.directory.read(world.units(task))
        yield from self.stalls(agent, grip, slow=slow)
        yield from agent.spends(Activity.USEFUL, gap)
        yield from agent.is_reviewed()
        return self.writes(agent, task, grip, seen, base)

"""Locks taken one by one, each when the task comes to its file: wait for it, or begin again."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from remit_sim.strategies.locks import LockingStrategy
from remit_sim.world.events import TICKS_PER_MINUTE, Activity, EventKind, equal_part
from remit_sim.world.shared_directory import FilesRead

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import SimulatedAgent
    from remit_sim.world.task_leases import TaskLeases
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class LocksOnTouch(LockingStrategy):
    """A task works an equal part of its time on each of its files, in the order of all files.

    It keeps what it has locked to its end, and writes everything then.
    """

    def tries(
        self, agent: "SimulatedAgent", task: "SimulatedTask", grip: "TaskLeases", *, slow: bool
    ) -> "Generator[Wait, None, bool]":
        """Lock, read and work, file by file; fall silent perhaps; be reviewed, write everything."""
        base, seen = self.world.trunk.version, FilesRead({})
        units = self.world.units(task)
        for place, unit in enumerate(units):
            if not (yield from self.gets(agent, task, grip, unit)):
                return False
            seen.contents.update(self.world.directory.read((unit,)).contents)
            yield from agent.spends(Activity.USEFUL, equal_part(task.ticks, place, len(units)))
        yield from self.stalls(agent, grip, slow=slow)
        yield from agent.is_reviewed()
        return self.writes(agent, task, grip, seen, base)

    @abstractmethod
    def gets(
        self, agent: "SimulatedAgent", task: "SimulatedTask", grip: "TaskLeases", unit: int
    ) -> "Generator[Wait, None, bool]":
        """Lease one file or symbol; False where everything has to be begun again."""


class LocksOrdered(LocksOnTouch):
    """Who finds a file held waits for it; as the order is the same for all, nobody in a circle."""

    def gets(
        self, agent: "SimulatedAgent", task: "SimulatedTask", grip: "TaskLeases", unit: int
    ) -> "Generator[Wait, None, bool]":
        """Wait until the lease is granted."""
        del agent, task
        yield from grip.waits_for((unit,))
        return True


class LocksAbort(LocksOnTouch):
    """Who finds a file held gives up all it has locked and done, and begins again after a pause.

    Immediate restart, in the words of Agrawal, Carey and Livny (ACM TODS 12(4), 1987). The pause is
    exponential with the mean `retry_minutes`.
    """

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._pauses = world.stream("pauses")

    def gets(
        self, agent: "SimulatedAgent", task: "SimulatedTask", grip: "TaskLeases", unit: int
    ) -> "Generator[Wait, None, bool]":
        """Have the lease now, or nothing at all."""
        if grip.tries((unit,)):
            return True
        self.world.simulation.note(EventKind.RESTARTS, str(task.number))
        agent.wastes(str(task.number))
        grip.release()
        mean = self.world.scenario.leases.retry_minutes * TICKS_PER_MINUTE
        yield from agent.spends(Activity.WAITING, max(1, round(self._pauses.exponential(mean))))
        return False

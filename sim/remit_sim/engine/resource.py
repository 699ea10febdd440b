"""A resource with so many units, given first come, first served, one unit at a time."""

from typing import TYPE_CHECKING

from remit_sim.engine.notes import Queueing

if TYPE_CHECKING:
    from remit_sim.engine.kernel import Process, Simulation


class Resource:
    """`yield resource` takes a unit, `give` gives one back.

    A unit given back goes to the first who waits, at the same tick; nobody overtakes. Holders that
    can be interrupted give back in a `finally`.
    """

    __slots__ = ("_area", "_free", "_queue", "_simulation", "_since", "_traced", "capacity", "name")

    def __init__(self, simulation: "Simulation", name: str, capacity: int = 1) -> None:
        self._simulation = simulation
        self.name = name
        self.capacity = self._free = capacity
        self._queue: list[Process] = []  # short as a rule: a deque takes longer to make than to use
        self._area = self._since = 0
        self._traced = simulation.take is not None  # asking costs less than telling nobody
        if self._traced:
            simulation.note(Queueing.OPENS, name, capacity)

    @property
    def length(self) -> int:
        """How many wait now."""
        return len(self._queue)

    @property
    def waited(self) -> int:
        """The length of the queue, summed over all ticks so far: the area under its curve."""
        return self._area + len(self._queue) * (self._simulation.now - self._since)

    def enlist(self, process: "Process", /) -> bool:
        """True where a unit is free: it is taken."""
        if self._traced:
            self._simulation.note(Queueing.ASKS, self.name, who=process.name)
        if self._free:
            self._free -= 1
            if self._traced:
                self._simulation.note(Queueing.GETS, self.name, who=process.name)
            return True
        self._turn()
        self._queue.append(process)
        process.waits_for = self
        return False

    def give(self) -> None:
        """Give a unit back."""
        if self._traced:
            self._simulation.note(Queueing.GIVES, self.name)
        self._pass_on()

    def forget(self, process: "Process", /) -> None:
        """The process leaves the queue, or the unit that it was given and never saw passes on."""
        if process in self._queue:
            self._turn()
            self._queue.remove(process)
            self._simulation.note(Queueing.QUITS, self.name, who=process.name)
        else:
            self._simulation.note(Queueing.GIVES, self.name, who=process.name)
            self._pass_on()

    def _pass_on(self) -> None:
        if not self._queue:
            self._free += 1
            return
        self._turn()
        process = self._queue.pop(0)
        if self._traced:
            self._simulation.note(Queueing.GETS, self.name, who=process.name)
        self._simulation.wake(process)

    def _turn(self) -> None:
        """The queue's length is about to change."""
        now = self._simulation.now
        self._area += len(self._queue) * (now - self._since)
        self._since = now

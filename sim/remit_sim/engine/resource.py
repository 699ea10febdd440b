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
        self._area = self.waited
        self._since = self._simulation.now
        self._queue.append(process)
        process.waits_for = self
        return False

    def give(self, who: str = "") -> None:
        """Give a unit back; `who` is the running process, unless it is given."""
        if self._traced:
            self._simulation.note(Queueing.GIVES, self.name, who=who)
        queue = self._queue
        if not queue:
            self._free += 1
            return
        simulation = self._simulation
        now = simulation.now
        self._area += len(queue) * (now - self._since)
        self._since = now
        process = queue.pop(0)
        if self._traced:
            simulation.note(Queueing.GETS, self.name, who=process.name)
        simulation.wake(process)

    def forget(self, process: "Process", /) -> None:
        """The process leaves the queue, or the unit that it was given and never saw passes on."""
        if process not in self._queue:
            self.give(process.name)
            return
        self._area = self.waited
        self._since = self._simulation.now
        self._queue.remove(process)
        self._simulation.note(Queueing.QUITS, self.name, who=process.name)

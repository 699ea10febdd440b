"""A resource with so many units, given first come, first served, one unit at a time."""

from typing import TYPE_CHECKING

from remit_sim.engine.notes import Queueing

if TYPE_CHECKING:
    from remit_sim.engine.kernel import Process, Simulation


class Resource:
    """`yield resource` takes a unit, `give` gives one back.

    A unit given back goes to the first who waits, at the same tick; nobody overtakes. Holders that
    can be interrupted give back in a `finally`. `if not resource.taken(): yield resource` means the
    same as `yield resource`, and costs less where a unit is free.
    """

    __slots__ = ("_free", "_queue", "_simulation", "_waits", "capacity", "name")

    def __init__(self, simulation: "Simulation", name: str, capacity: int = 1) -> None:
        self._simulation = simulation
        self.name = name
        self.capacity = self._free = capacity
        self._queue: list[Process] = []  # short as a rule: a deque takes longer to make than to use
        self._waits = 0  # the ticks of all waits that are over
        if simulation.take is not None:
            # Asking each time whether anybody listens would cost more.
            self.__class__ = _Told  # pyright: ignore[reportAttributeAccessIssue] - same slots
            simulation.note(Queueing.OPENS, name, capacity)

    @property
    def length(self) -> int:
        """How many wait now."""
        return len(self._queue)

    @property
    def waited(self) -> int:
        """The ticks that all have waited so far: the area under the queue's length."""
        if not self._queue:
            return self._waits
        now = self._simulation.now
        return self._waits + sum(now - process.since for process in self._queue)

    def taken(self) -> bool:
        """Whether a unit was free: if so, the running process has it now."""
        if self._free:
            self._free -= 1
            return True
        return False

    def enlist(self, process: "Process", /) -> bool:
        """True where a unit is free: it is taken."""
        if self._free:
            self._free -= 1
            return True
        process.since = self._simulation.now
        process.waits_for = self
        self._queue.append(process)
        return False

    def give(self, who: str = "") -> None:  # noqa: ARG002 - for the trace, which this has none of
        """Give a unit back; `who` is the running process, unless it is given."""
        if not self._queue:
            self._free += 1
            return
        process, simulation = self._queue.pop(0), self._simulation
        self._waits += simulation.now - process.since
        simulation.wake(process)

    def forget(self, process: "Process", /) -> None:
        """The process leaves the queue, or the unit that it was given and never saw passes on."""
        if process not in self._queue:
            self.give(process.name)
            return
        self._waits += self._simulation.now - process.since
        self._queue.remove(process)


class _Told(Resource):
    """A resource that tells the trace what it does."""

    __slots__ = ()

    def taken(self) -> bool:
        if not super().taken():
            return False
        self._simulation.note(Queueing.ASKS, self.name)
        self._simulation.note(Queueing.GETS, self.name)
        return True

    def enlist(self, process: "Process", /) -> bool:
        self._simulation.note(Queueing.ASKS, self.name, who=process.name)
        free = super().enlist(process)
        if free:
            self._simulation.note(Queueing.GETS, self.name, who=process.name)
        return free

    def give(self, who: str = "") -> None:
        self._simulation.note(Queueing.GIVES, self.name, who=who)
        if self._queue:
            self._simulation.note(Queueing.GETS, self.name, who=self._queue[0].name)
        super().give(who)

    def forget(self, process: "Process", /) -> None:
        quits = process in self._queue
        super().forget(process)
        if quits:
            self._simulation.note(Queueing.QUITS, self.name, who=process.name)

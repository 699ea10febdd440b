"""A resource with so many units, given first come, first served, one unit at a time."""

from typing import TYPE_CHECKING

from remit_sim.engine.trace import QueueEvent

if TYPE_CHECKING:
    from remit_sim.engine.kernel import Process, Simulation


class Resource:
    """`yield resource` takes a unit, `give` gives one back.

    A unit given back goes to the first who waits, at the same tick; nobody overtakes. Holders that
    can be interrupted give back in a `finally`. `if not resource.taken(): yield resource` means the
    same as `yield resource`, and costs less where a unit is free.
    """

    __slots__ = ("_free", "_queue", "_simulation", "name")

    def __init__(self, simulation: "Simulation", name: str, capacity: int = 1) -> None:
        self._simulation = simulation
        self.name = name
        self._free = capacity
        self._queue: list[Process] | None = None  # there while somebody waits: few locks have one
        if simulation.take is not None:
            # Asking each time whether anybody listens would cost more.
            self.__class__ = _Told  # pyright: ignore[reportAttributeAccessIssue] - same slots
            simulation.note(QueueEvent.OPENS, name, capacity)

    @property
    def length(self) -> int:
        """How many wait now."""
        return len(self._queue or ())

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
        if self._queue is None:
            self._queue = [process]
        else:
            self._queue.append(process)
        return False

    def give(self, who: str = "") -> None:  # noqa: ARG002 - for the trace, which this has none of
        """Give a unit back; `who` is the running process, unless it is given."""
        queue = self._queue
        if queue is None:
            self._free += 1
            return
        process = queue.pop(0)
        if not queue:
            self._queue = None
        self._simulation.wake(process)

    def forget(self, process: "Process", /) -> None:
        """The process leaves the queue, or the unit that it was given and never saw passes on."""
        queue = self._queue or []
        if process not in queue:
            self.give(process.name)
            return
        queue.remove(process)
        self._queue = queue or None


class _Told(Resource):
    """A resource that tells the trace what it does."""

    __slots__ = ()

    def taken(self) -> bool:
        if not super().taken():
            return False
        self._simulation.note(QueueEvent.ASKS, self.name)
        self._simulation.note(QueueEvent.GETS, self.name)
        return True

    def enlist(self, process: "Process", /) -> bool:
        self._simulation.note(QueueEvent.ASKS, self.name, who=process.name)
        free = super().enlist(process)
        if free:
            self._simulation.note(QueueEvent.GETS, self.name, who=process.name)
        return free

    def give(self, who: str = "") -> None:
        self._simulation.note(QueueEvent.GIVES, self.name, who=who)
        if self._queue:
            self._simulation.note(QueueEvent.GETS, self.name, who=self._queue[0].name)
        super().give(who)

    def forget(self, process: "Process", /) -> None:
        quits = process in (self._queue or ())
        super().forget(process)
        if quits:
            self._simulation.note(QueueEvent.QUITS, self.name, who=process.name)

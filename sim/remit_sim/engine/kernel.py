"""The kernel: a heap of `(time, priority, sequence)`, and the generators that it resumes.

A process is a generator. What it yields is what it waits for: a number of ticks, or something that
can be waited for (a `Signal`, a `Resource`, another process). It is resumed with True, or with
False where its patience ended first; `interrupt` resumes it with an exception. Something that is
there already costs no event: the process goes on at once.
"""

from heapq import heappop, heappush
from typing import TYPE_CHECKING, Protocol, TypeAlias

from remit_sim.engine.notes import Note

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.notes import Taker

    _Value: TypeAlias = "bool | Interrupted | None"  # None begins a process

Wish: TypeAlias = "int | Waitable"
Course: TypeAlias = "Generator[Wish, bool, None]"

URGENT, NORMAL = 0, 1
_NEVER, _DONE = 0, -1
_FOREVER = 1 << 62


class Waitable(Protocol):
    """What a process can wait for."""

    def enlist(self, process: "Process", /) -> bool:
        """True where there is nothing to wait for; else `process` is kept, to be woken later."""
        ...

    def forget(self, process: "Process", /) -> None:
        """The process does not wait any more; what it was given and never saw goes to others."""
        ...


class Interrupted(Exception):  # noqa: N818 - what happened to the process, not an error of it
    """Raised inside a process that another one interrupts: a crash, a cancelled build.

    A process that does not catch it ends by it.
    """


class Signal:
    """Something that happens once: who waits is woken then, who comes later goes on at once."""

    __slots__ = ("_simulation", "_waiting", "fired")

    def __init__(self, simulation: "Simulation") -> None:
        self._simulation = simulation
        self._waiting: list[Process] = []
        self.fired = False

    def fire(self) -> None:
        """It has happened."""
        self.fired = True
        waiting, self._waiting = self._waiting, []
        for process in waiting:
            self._simulation.wake(process)

    def enlist(self, process: "Process", /) -> bool:
        """True where it has happened."""
        if not self.fired:
            self._waiting.append(process)
            process.waits_for = self
        return self.fired

    def forget(self, process: "Process", /) -> None:
        """The process does not wait any more."""
        if process in self._waiting:
            self._waiting.remove(process)


class Process(Signal):
    """A running generator; as a signal, its end."""

    __slots__ = ("begin", "due", "name", "send", "throw", "waits_for")

    def __init__(self, simulation: "Simulation", name: str, course: "Course") -> None:
        super().__init__(simulation)
        self.name = name
        self.begin = course.__next__
        self.send = course.send
        self.throw = course.throw
        self.due = _NEVER  # the sequence number of the one event that may resume it
        self.waits_for: Waitable | None = None


class Within:
    """Waiting for something for so many ticks at most."""

    __slots__ = ("_simulation", "_ticks", "_what")

    def __init__(self, simulation: "Simulation", what: Waitable, ticks: int) -> None:
        self._simulation = simulation
        self._what = what
        self._ticks = ticks

    def enlist(self, process: Process, /) -> bool:
        """True where there is nothing to wait for."""
        if self._what.enlist(process):
            return True
        self._simulation.lapse(process, self._ticks)
        return False

    def forget(self, process: Process, /) -> None:
        """The process does not wait any more."""
        self._what.forget(process)


class Simulation:
    """Virtual time, and everything that will happen in it.

    `take` receives a note of each thing that happened. Times are integer ticks from 0.
    """

    __slots__ = ("_heap", "_sequence", "now", "running", "take")

    def __init__(self, take: "Taker | None" = None) -> None:
        self.now = 0
        self.take = take
        self.running: Process | None = None
        self._sequence = 0
        self._heap: list[tuple[int, int, int, Process, _Value]] = []

    def start(self, name: str, course: "Course", *, delay: int = 0) -> Process:
        """A new process, which begins after `delay` ticks."""
        process = Process(self, name, course)
        self._push(process, delay, NORMAL, None)
        return process

    def wake(self, process: Process) -> None:
        """Resume `process` at this tick, after what is due already, instead of any other time."""
        self._sequence = process.due = due = self._sequence + 1
        heappush(self._heap, (self.now, NORMAL, due, process, True))

    def lapse(self, process: Process, delay: int) -> None:
        """Resume `process` with False after `delay` ticks, unless it is woken before."""
        self._push(process, delay, NORMAL, False)

    def interrupt(self, process: Process, why: str) -> None:
        """Raise `Interrupted` in `process` now, wherever it waits; nothing where it has ended."""
        if process.due == _DONE:
            return
        waited, process.waits_for = process.waits_for, None
        if waited is not None:
            waited.forget(process)
        self._push(process, 0, URGENT, Interrupted(why))

    def within(self, ticks: int, what: Waitable) -> Within:
        """To be yielded: wait for `what`, but at most `ticks`; the answer says which it was."""
        return Within(self, what, ticks)

    def note(self, what: str, about: str = "", amount: int = 0, who: str = "") -> None:
        """Tell the trace what happened now; `who` is the running process, unless it is given."""
        if self.take is not None:
            name = who or (self.running.name if self.running is not None else "")
            self.take(Note(self.now, name, what, about, amount))

    def run(self, until: int | None = None) -> None:
        """Let happen what is due up to `until` (inclusive), or everything."""
        heap, last = self._heap, until if until is not None else _FOREVER
        while heap and heap[0][0] <= last:
            now, _, due, process, value = heappop(heap)
            if process.due != due:
                continue  # it was woken or interrupted before
            self.now, self.running = now, process
            if process.waits_for is not None:
                _met(process, value)
            try:
                wish = process.send(True) if value is True else _stepped(process, value)
                while not isinstance(wish, int):
                    process.due = _NEVER
                    if not wish.enlist(process):
                        break
                    wish = process.send(True)
                else:
                    self._sequence = process.due = due = self._sequence + 1
                    heappush(heap, (now + wish, NORMAL, due, process, True))
            except (StopIteration, Interrupted):
                process.due = _DONE
                process.fire()
        self.running = None
        if until is not None:
            self.now = max(self.now, until)

    def _push(self, process: Process, delay: int, priority: int, value: "_Value") -> None:
        self._sequence = process.due = due = self._sequence + 1
        heappush(self._heap, (self.now + delay, priority, due, process, value))


def _met(process: Process, value: "_Value") -> None:
    """The wait is over; who ran out of patience leaves the queue."""
    waited, process.waits_for = process.waits_for, None
    if waited is not None and value is False:
        waited.forget(process)


def _stepped(process: Process, value: "_Value") -> Wish:
    if value is None:
        return process.begin()
    if isinstance(value, Interrupted):
        return process.throw(value)
    return process.send(value)

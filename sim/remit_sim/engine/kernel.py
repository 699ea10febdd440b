"""The kernel: a heap of `(time, priority, sequence)`, and the generators that it resumes.

A process is a generator. What it yields is what it waits for: a number of ticks, or something that
can be waited for (a `Signal`, a `Resource`, another process). It is resumed with True, or with
False where its patience ended first; `interrupt` resumes it with an exception. Something that is
there already costs no event: the process goes on at once.
"""

from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Protocol, TypeAlias

from remit_sim.engine.notes import Note

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.notes import Taker

    _Answer: TypeAlias = "bool | Interrupted | None"  # None begins a process

Wish: TypeAlias = "int | Waitable"
Course: TypeAlias = "Generator[Wish, bool, None]"

_URGENT = -(1 << 62)
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

    __slots__ = ("answer", "begin", "due", "name", "send", "since", "throw", "waits_for")

    def __init__(self, simulation: "Simulation", name: str, course: "Course") -> None:
        super().__init__(simulation)
        self.name = name
        self.begin = course.__next__
        self.send = course.send
        self.throw = course.throw
        self.due = _NEVER  # the sequence number of the one event that may resume it
        self.answer: _Answer = None  # what that event brings
        self.waits_for: Waitable | None = None
        self.since = 0  # the tick at which it began to wait in a queue


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

    What is resumed at the tick at which that was decided waits in a line of its own, in the order
    of its sequence numbers: nearly every hand-over is, and a line costs less than a heap. Whatever
    the heap holds for the same tick is urgent or was decided before, so it goes first.
    """

    __slots__ = ("_following", "_heap", "_line", "now", "running", "take")

    def __init__(self, take: "Taker | None" = None) -> None:
        self.now = 0
        self.take = take
        self.running: Process | None = None
        self._following = count(1)
        self._heap: list[tuple[int, int, Process]] = []
        self._line: deque[tuple[int, Process]] = deque()

    def start(self, name: str, course: "Course", *, delay: int = 0) -> Process:
        """A new process, which begins after `delay` ticks."""
        process = Process(self, name, course)
        self._push(process, delay, None)
        return process

    def wake(self, process: Process) -> None:
        """Resume `process` at this tick, after what is due already, instead of any other time."""
        process.due = due = next(self._following)
        process.answer = True
        self._line.append((due, process))

    def lapse(self, process: Process, delay: int) -> None:
        """Resume `process` with False after `delay` ticks, unless it is woken before."""
        self._push(process, delay, False)

    def interrupt(self, process: Process, why: str) -> None:
        """Raise `Interrupted` in `process` now, wherever it waits; nothing where it has ended."""
        if process.due == _DONE:
            return
        waited, process.waits_for = process.waits_for, None
        if waited is not None:
            waited.forget(process)
        process.due = due = next(self._following) + _URGENT
        process.answer = Interrupted(why)
        heappush(self._heap, (self.now, due, process))

    def within(self, ticks: int, what: Waitable) -> Within:
        """To be yielded: wait for `what`, but at most `ticks`; the answer says which it was."""
        return Within(self, what, ticks)

    def note(self, what: str, about: str = "", amount: int = 0, who: str = "") -> None:
        """Tell the trace what happened now; `who` is the running process, unless it is given."""
        if self.take is not None:
            name = who or (self.running.name if self.running is not None else "")
            self.take(Note(self.now, name, what, about, amount))

    def run(self, until: int | None = None) -> None:  # noqa: C901, PLR0912 - calls cost too much
        """Let happen what is due up to `until` (inclusive), or everything."""
        heap, line, following = self._heap, self._line, self._following
        now, last = self.now, until if until is not None else _FOREVER
        while True:
            if line and (not heap or heap[0][0] != now):
                due, process = line.popleft()
            elif heap:
                now, due, process = event = heappop(heap)
                if now > last:
                    heappush(heap, event)
                    break
                self.now = now
            else:
                break
            if process.due != due:
                continue  # it was woken or interrupted before
            self.running = process
            try:
                if process.answer is True:
                    process.waits_for = None
                    wish = process.send(True)
                else:
                    wish = _stepped(process)
                while type(wish) is not int:
                    process.due = _NEVER
                    if not wish.enlist(process):  # type: ignore[union-attr] # isinstance is slow
                        break
                    wish = process.send(True)
                else:
                    process.due = due = next(following)
                    process.answer = True
                    if wish:
                        heappush(heap, (now + wish, due, process))
                    else:
                        line.append((due, process))
            except (StopIteration, Interrupted):
                process.due = _DONE
                process.fire()
        self.running = None
        if until is not None:
            self.now = max(self.now, until)

    def _push(self, process: Process, delay: int, answer: "_Answer") -> None:
        process.due = due = next(self._following)
        process.answer = answer
        if delay:
            heappush(self._heap, (self.now + delay, due, process))
        else:
            self._line.append((due, process))


def _stepped(process: Process) -> "Wish":
    """Resume a process that begins, ran out of patience, or is interrupted."""
    answer = process.answer
    if answer is None:
        return process.begin()
    if isinstance(answer, Interrupted):
        return process.throw(answer)
    waited, process.waits_for = process.waits_for, None
    if waited is not None:
        waited.forget(process)
    return process.send(False)

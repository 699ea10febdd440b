"""The kernel: a line of processes for each tick, in the order `(time, priority, sequence)`.

A process is a generator. What it yields is what it waits for: a number of ticks, or something that
can be waited for (a `OneShotSignal`, a `Resource`, another process); `interrupt` resumes it with an
exception. Something that is there already costs no event: the process goes on at once.
"""

# See decision 0170.

from collections import deque
from heapq import heappop, heappush
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Protocol, TypeAlias

from remit_sim.engine.trace import TraceNote

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from remit_sim.engine.trace import Taker

Wait: TypeAlias = "int | Waitable"
Coroutine: TypeAlias = "Generator[Wait, None, None]"

_NOWHERE, _ENDED = -1, -2
_FOREVER = 1 << 62
_WISHES = "only for a whole number of ticks from 0 on, a signal, a resource or a process"


class Waitable(Protocol):
    """What a process can wait for."""

    def enlist(self, process: "Process", /) -> bool:
        """True where there is nothing to wait for; else `process` is kept, to be woken later."""
        ...

    def forget(self, process: "Process", /) -> None:
        """The process does not wait any more; what it was given and never saw goes to others."""
        ...


class ProcessInterrupted(Exception):  # noqa: N818 - what happened to the process, not an error of it
    """Raised inside a process that another one interrupts: a crash, a cancelled build.

    A process that does not catch it ends by it.
    """


class OneShotSignal:
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
        return self.fired

    def forget(self, process: "Process", /) -> None:
        """The process does not wait any more."""
        if process in self._waiting:
            self._waiting.remove(process)


class Process(OneShotSignal):
    """A running generator; as a signal, its end."""

    __slots__ = ("at", "course", "instead", "name", "waits_for")

    def __init__(self, simulation: "Simulation", name: str, course: "Coroutine") -> None:
        super().__init__(simulation)
        self.name = name
        self.course = course
        self.at = _NOWHERE  # the tick in whose line it stands
        self.instead: Exception | Timeout | None = None  # what it meets before it goes on
        self.waits_for: Waitable | None = None


class Timeout:
    """Waiting for something for so many ticks at most; afterwards, whether it was `met`."""

    __slots__ = ("_simulation", "_ticks", "_what", "met")

    def __init__(self, simulation: "Simulation", what: Waitable, ticks: int) -> None:
        self._simulation = simulation
        self._what = what
        self._ticks = ticks
        self.met = True

    def enlist(self, process: Process, /) -> bool:
        """True where there is nothing to wait for."""
        self.met = True
        if self._what.enlist(process):
            return True
        self._simulation.lapse(process, self, self._ticks)
        return False

    def forget(self, process: Process, /) -> None:
        """The process does not wait any more."""
        self.met = False
        self._what.forget(process)


class Simulation:
    """Virtual time, and everything that will happen in it.

    `take` receives a note of each thing that happened. Times are integer ticks from 0.

    A process stands in the line of one tick at most, or in none. Lines are in the order in which
    that was decided; who is interrupted goes to the head of this tick's. Few processes are due at
    one later tick, so the first one is kept without a list, and the heap compares plain numbers.
    """

    __slots__ = ("_firsts", "_line", "_nobody", "_others", "_ticks", "now", "running", "take")

    def __init__(self, take: "Taker | None" = None) -> None:
        self.now = 0
        self.take = take
        self.running: Process | None = None
        self._line: deque[Process] = deque()  # of this tick
        self._ticks: list[int] = []  # a heap of those to come at which somebody is due, each once
        self._firsts: dict[int, Process] = {}  # who is first in the line of such a tick
        self._others: dict[int, list[Process]] = {}  # who is behind, where somebody is
        self._nobody = Process(self, "nobody", _nothing())  # stands where a first one has left

    def start(self, name: str, course: "Coroutine", *, delay: int = 0) -> Process:
        """A new process, which begins after `delay` ticks."""
        process = Process(self, name, course)
        self._queue(process, delay)
        return process

    def wake(self, process: Process) -> None:
        """Resume `process` at this tick, after what is due already, instead of any other time."""
        if process.at != _NOWHERE:  # rarely: only who is patient so long and no longer
            self._leave(process)
        process.at = self.now
        self._line.append(process)

    def lapse(self, process: Process, wait: Timeout, delay: int) -> None:
        """End the patience of `process` after `delay` ticks, unless it is woken before."""
        self._leave(process)
        process.instead = wait
        self._queue(process, delay)

    def interrupt(self, process: Process, why: str) -> None:
        """Raise `ProcessInterrupted` in `process` now, wherever it waits, unless it has ended."""
        if process.at == _ENDED:
            return
        if process is self.running:
            raise RuntimeError(f"{process.name} cannot interrupt itself")
        waited, process.waits_for = process.waits_for, None
        if waited is not None:
            waited.forget(process)
        self._leave(process)
        process.at = self.now
        process.instead = ProcessInterrupted(why)
        urgent = takewhile(lambda other: isinstance(other.instead, ProcessInterrupted), self._line)
        self._line.insert(sum(1 for _ in urgent), process)

    def within(self, ticks: int, what: Waitable) -> Timeout:
        """To be yielded: wait for `what`, but at most `ticks`; its `met` says which it was.

        Raises `ValueError` for a time that has passed.
        """
        if ticks < 0:
            raise ValueError(f"patience cannot end {-ticks} ticks ago")
        return Timeout(self, what, ticks)

    def note(self, what: str, about: str = "", amount: int = 0, who: str = "") -> None:
        """Tell the trace what happened now; `who` is the running process, unless it is given."""
        if self.take is not None:
            name = who or (self.running.name if self.running is not None else "")
            self.take(TraceNote(self.now, name, what, about, amount))

    def run(self, until: int | None = None) -> None:  # noqa: C901, PLR0912 - calls cost too much
        """Let happen what is due up to `until` (inclusive), or everything."""
        line, ticks, firsts, others = self._line, self._ticks, self._firsts, self._others
        now, last = self.now, until if until is not None else _FOREVER
        while True:
            if line:
                process = line.popleft()
            elif ticks and ticks[0] <= last:
                self.now = now = heappop(ticks)
                process = firsts.pop(now)
                if now in others:
                    line += others.pop(now)
            else:
                break
            self.running = process
            try:
                for wish in process.course if process.instead is None else _diverted(process):
                    if type(wish) is int:  # isinstance is slow
                        process.waits_for = None
                        process.at = at = now + wish
                        if at in firsts:
                            others.setdefault(at, []).append(process)
                        elif at > now:
                            firsts[at] = process
                            heappush(ticks, at)
                        elif not wish:
                            line.append(process)
                        else:
                            self._refuse(process, wish)
                        break
                    process.at = _NOWHERE
                    try:
                        if not wish.enlist(process):  # type: ignore[union-attr] # it is no int
                            process.waits_for = wish  # type: ignore[assignment] # as above
                            break
                    except AttributeError:
                        if hasattr(wish, "enlist"):
                            raise
                        self._refuse(process, wish)
                        break
                else:
                    _ends(process)
            except (StopIteration, ProcessInterrupted):
                _ends(process)
        self.running = None
        if until is not None:
            self.now = max(self.now, until)

    def _refuse(self, process: Process, wish: object) -> None:
        """Raise `ValueError` where this was yielded: there it is known whose mistake it is."""
        process.at = self.now
        process.instead = ValueError(f"a process cannot wait for {wish!r}, {_WISHES}")
        self._line.appendleft(process)

    def _queue(self, process: Process, delay: int) -> None:
        process.at = at = self.now + delay
        if not delay:
            self._line.append(process)
        elif at in self._firsts:
            self._others.setdefault(at, []).append(process)
        else:
            self._firsts[at] = process
            heappush(self._ticks, at)

    def _leave(self, process: Process) -> None:
        """It stands in no line any more."""
        at, process.at, process.instead = process.at, _NOWHERE, None
        if at == _NOWHERE:
            return
        if at == self.now:
            self._line.remove(process)
        elif self._firsts[at] is process:
            self._firsts[at] = self._nobody
        else:
            self._others[at].remove(process)


def _diverted(process: Process) -> "Iterator[Wait]":
    """The rest of its course, once it has met what comes instead of just going on."""
    instead, process.instead = process.instead, None
    if isinstance(instead, Exception):
        return chain((process.course.throw(instead),), process.course)
    if instead is not None:
        instead.forget(process)
    return process.course


def _nothing() -> Coroutine:
    yield from ()


def _ends(process: Process) -> None:
    process.at = _ENDED
    process.fire()

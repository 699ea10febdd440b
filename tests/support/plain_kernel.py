"""The kernel as its rule says it: one heap of `(time, priority, sequence)`, and no more."""

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from remit_sim.engine import Process, ProcessInterrupted, Simulation

if TYPE_CHECKING:
    from remit_sim.engine import TraceNote
    from remit_sim.engine.kernel import Coroutine, Timeout, Wait

URGENT, USUAL = 0, 1


class PlainSimulation(Simulation):
    """A `Simulation` without anything that is there for speed; its own resources tell the trace."""

    def __init__(self, notes: "list[TraceNote]") -> None:
        super().__init__(notes.append)
        self.sequence = count()
        self.heap: list[tuple[int, int, int, Process]] = []
        self.due: dict[Process, int] = {}
        """The event that may resume a process; others in the heap are void."""

    def start(self, name: str, course: "Coroutine", *, delay: int = 0) -> Process:
        process = Process(self, name, course)
        self.push(process, delay)
        return process

    def wake(self, process: Process) -> None:
        process.instead = None
        self.push(process, 0)

    def lapse(self, process: Process, wait: "Timeout", delay: int) -> None:
        process.instead = wait
        self.push(process, delay)

    def interrupt(self, process: Process, why: str) -> None:
        if process.fired:
            return
        waited, process.waits_for = process.waits_for, None
        if waited is not None:
            waited.forget(process)
        process.instead = ProcessInterrupted(why)
        self.push(process, 0, URGENT)

    def push(self, process: Process, delay: int, priority: int = USUAL) -> None:
        self.due[process] = number = next(self.sequence)
        heappush(self.heap, (self.now + delay, priority, number, process))

    def run(self, until: int | None = None) -> None:
        while self.heap and (until is None or self.heap[0][0] <= until):
            self.now, _, number, self.running = heappop(self.heap)
            if self.due.get(self.running) == number:
                self.resume(self.running)
        self.running = None
        self.now = max(self.now, until or 0)

    def resume(self, process: Process) -> None:
        del self.due[process]
        instead, process.instead = process.instead, None
        try:
            if isinstance(instead, Exception):
                wish = process.course.throw(instead)
            else:
                if instead is not None:
                    instead.forget(process)
                wish = next(process.course)
            while not self.suspended(process, wish):
                wish = next(process.course)
        except (StopIteration, ProcessInterrupted):
            process.fire()

    def suspended(self, process: Process, wish: "Wait") -> bool:
        """Whether the process has to wait for what it wishes."""
        if isinstance(wish, int):
            process.waits_for = None
            self.push(process, wish)
            return True
        if wish.enlist(process):
            return False
        process.waits_for = wish
        return True

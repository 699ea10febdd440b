"""`coordination.merge_queue` in virtual time: builds run in lanes and report to the queue."""

from collections import deque
from typing import TYPE_CHECKING

from remit.coordination.merge_queue import (
    Enqueue,
    MergeQueueState,
    ReportConflict,
    ReportFailure,
    ReportPass,
    apply,
    decide,
)
from remit.coordination.merge_queue_state import (
    BuildCancelled,
    BuildLanded,
    BuildStarted,
    MergeQueueRefusal,
    TaskReturned,
)
from remit_sim.engine.trace import QueueEvent
from remit_sim.world.events import EventKind, ticks_from_minutes
from remit_sim.world.tasks import SimulatedTask

if TYPE_CHECKING:
    from remit.coordination.merge_queue import Request
    from remit.coordination.merge_queue_state import Build, Event, Mode
    from remit_sim.engine import Process
    from remit_sim.engine.kernel import Coroutine
    from remit_sim.world.world import World

QUEUE = "merge queue"


class SimulatedMergeQueue:
    """The merge queue of one run.

    A task that clashes with one ahead of it comes back when that one has landed or left: to do it
    again before would be for nothing.
    """

    def __init__(self, world: "World", mode: "Mode") -> None:
        self._world = world
        self._simulation = world.simulation
        self._state = MergeQueueState("base", mode, world.scenario.checks.lanes)
        self._entries: dict[str, tuple[SimulatedTask, int]] = {}
        self._running: dict[int, Process] = {}
        self._told: deque[Request] = deque()
        self._ahead: dict[str, str] = {}  # who clashed, and with whom ahead of it in the queue
        self._held_back: dict[str, list[SimulatedTask]] = {}

    def enqueue(self, task: "SimulatedTask", base: int) -> None:
        """The task, begun on the version `base` of the trunk, wants to land."""
        name = str(task.number)
        self._entries[name] = (task, base)
        self._simulation.note(QueueEvent.ASKS, QUEUE, who=f"task-{name}")
        self._tell(Enqueue(name, f"{name}.{task.attempt}"))

    def _tell(self, request: "Request") -> None:
        """Decide about the request, then about what follows from it at this tick."""
        self._told.append(request)
        if len(self._told) > 1:
            return
        while self._told:
            for event in decide(self._state, self._told[0]):
                self._state = apply(self._state, event)
                self._happens(event)
            self._told.popleft()

    def _happens(self, event: "Event") -> None:
        match event:
            case BuildStarted(build):
                self._build(build)
            case BuildCancelled(number) if number in self._running:
                self._simulation.interrupt(self._running.pop(number), "cancelled")
            case BuildLanded(_, tasks, _):
                for name in tasks:
                    self._land(name)
            case TaskReturned(name, reason):
                self._send_back(name, reason)
            case _:
                pass

    def _build(self, build: "Build") -> None:
        merged = list[SimulatedTask]()
        for name in build.tasks:
            task, base = self._entries[name]
            other = self._world.trunk.clash(task, [*self._world.trunk.since(base), *merged])
            if other is not None:
                self._world.clashes(task, other)
                if other in merged:
                    self._ahead[name] = str(other.number)
                self._told.append(ReportConflict(build.number, name))
                return
            merged.append(task)
        self._simulation.note(EventKind.BUILDS, str(build.number), len(build.tasks))
        lane = self._simulation.start(f"build-{build.number}", self._checked(build))
        self._running[build.number] = lane

    def _checked(self, build: "Build") -> "Coroutine":
        yield ticks_from_minutes(self._world.scenario.checks.check_minutes)
        del self._running[build.number]
        green = self._green(self._state.builds[build.number])
        self._tell(
            ReportPass(build.number, f"build-{build.number}")
            if green
            else ReportFailure(build.number)
        )

    def _green(self, build: "Build") -> bool:
        """Each task passes by itself, and no two that never met break each other."""
        merged = list[SimulatedTask]()
        for name in build.tasks:
            task, base = self._entries[name]
            before = [*self._world.trunk.since(base), *merged]
            if not self._world.passes(task) or any(self._world.trunk.broken_by(task, before)):
                return False
            merged.append(task)
        return True

    def _land(self, name: str) -> None:
        task, _ = self._entries.pop(name)
        self._simulation.note(QueueEvent.GETS, QUEUE, who=f"task-{name}")
        self._simulation.note(QueueEvent.GIVES, QUEUE, who=f"task-{name}")
        self._world.trunk.land(task)
        self._world.finishes(task)
        self._let_go(name)

    def _send_back(self, name: str, reason: MergeQueueRefusal) -> None:
        task, base = self._entries.pop(name)
        self._simulation.note(QueueEvent.QUITS, QUEUE, who=f"task-{name}")
        if reason is MergeQueueRefusal.FAILED and not self._world.passes(task):
            self._simulation.note(EventKind.FAILS, name)
        elif reason is MergeQueueRefusal.FAILED:
            trunk = self._world.trunk
            for other in trunk.broken_by(task, trunk.since(base)):
                self._simulation.note(EventKind.CAUGHT, name, other.number)
        self._let_go(name)
        ahead = self._ahead.pop(name, None)
        if ahead in self._entries:
            self._held_back.setdefault(ahead, []).append(task)
        else:
            self._world.comes_back(task)

    def _let_go(self, name: str) -> None:
        """What clashed with this task can be done again: it has landed, or left the queue."""
        for task in self._held_back.pop(name, ()):
            self._world.comes_back(task)

"""The merge queue of a real run: `merge_queue` over real merges, in a process of its own.

A build is a chain of merge commits on the trunk; its check is a wait of the scenario's
`check_minutes`, and what it finds are random numbers of the scenario. The trunk moves before the
landing is kept.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.coordination.merge_queue import (
    BatchMode,
    Enqueue,
    MergeQueueState,
    ReportConflict,
    ReportFailure,
    ReportPass,
    SpeculationRounds,
    SpeculationWindow,
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
from remit_sim.live.agent import OVERHEAD, LiveAgent
from remit_sim.world.events import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.coordination.merge_queue import Request
    from remit.coordination.merge_queue_state import Build, Event, Mode
    from remit_sim.live.run_directory import RunDirectory
    from remit_sim.live.run_script import RunScript
    from remit_sim.live.time_scale import TimeScale

QUEUE = 0
"""The number of the queue's process; agents count from 1."""


class _Entry(NamedTuple):
    """A task that wants to land: its commit, and how many had landed when it was begun."""

    task: int
    attempt: int
    head: str
    base: int


class MergeQueueWorker(LiveAgent):
    """The process of the queue; it looks for new entries, and for builds whose time is over."""

    def __init__(self, ground: "RunDirectory", script: "RunScript", pace: "TimeScale") -> None:
        super().__init__(ground, script, pace, QUEUE)
        self._state = MergeQueueState(self.workshop.tip(), _mode(script), script.terms.lanes)
        self._entries = dict[str, _Entry]()
        self._due = dict[int, tuple[int, str]]()
        self._merged = dict[tuple[str, str], str | None]()

    def run(self) -> None:
        """Until every task has landed."""
        while self.tasks.unfinished():
            requests = [*self._arrived(), *self._checked()]
            for request in requests:
                self._tell(request)
            if not requests:
                self.glances()

    def _arrived(self) -> "Iterator[Request]":
        for number, attempt, head, base in self.tasks.queued():
            name = str(number)
            if name not in self._entries:
                self._entries[name] = _Entry(number, attempt, head, base)
                yield Enqueue(name, head)

    def _checked(self) -> "Iterator[Request]":
        """What the builds found whose time is over, the oldest first."""
        now = self.pace.now
        for number, (due, commit) in sorted(self._due.items()):
            if due <= now and number in self._due:
                del self._due[number]
                green = self._green(self._state.builds[number].tasks)
                yield ReportPass(number, commit) if green else ReportFailure(number)

    def _tell(self, request: "Request") -> None:
        told = [request]
        for each in told:
            for event in decide(self._state, each):
                follows = self._happens(event)
                self._state = apply(self._state, event)
                told += follows

    def _happens(self, event: "Event") -> "list[Request]":
        match event:
            case BuildStarted(build):
                return self._build(build)
            case BuildCancelled(number):
                self._due.pop(number, None)
            case BuildLanded(_, tasks, commit):
                self._land(tasks, commit)
            case TaskReturned(name, reason):
                self._send_back(self._entries.pop(name), reason)
            case _:
                pass
        return []

    def _build(self, build: "Build") -> "list[Request]":
        begun, commit = self.pace.now, build.base
        for name in build.tasks:
            merged = self._merge(commit, self._entries[name])
            if merged is None:
                self.note(EventKind.CONFLICTS, name)
                return [ReportConflict(build.number, name)]
            commit = merged
        self.note(EventKind.BUILDS, str(build.number), len(build.tasks))
        self.note(OVERHEAD, "merge", self.pace.now - begun)
        self._due[build.number] = (self.pace.now + self.script.terms.check, commit)
        return []

    def _merge(self, onto: str, entry: _Entry) -> str | None:
        """The merge commit, the same whenever it is asked for again; None where it conflicts."""
        key = (onto, entry.head)
        if key not in self._merged:
            merged = self.workshop.merge(*key)
            message = f"land task {entry.task}"
            clean = not merged.conflicted
            commit = self.workshop.record(merged.tree, message, *key) if clean else None
            self._merged[key] = commit
        return self._merged[key]

    def _green(self, names: "Iterable[str]") -> bool:
        """Each task passes by itself, and no two that never met break each other."""
        before = list[int]()
        for entry in map(self._entries.__getitem__, names):
            others = [*self.tasks.since(entry.base), *before]
            failing = entry.attempt in self.script.tasks[entry.task].fails
            if failing or any(self.broken_by(entry.task, others)):
                return False
            before.append(entry.task)
        return True

    def _land(self, names: "Iterable[str]", commit: str) -> None:
        if not self.workshop.move(commit, self._state.base):
            raise RuntimeError("somebody moved the trunk past the queue")
        for name in names:
            self.tasks.land(self._entries.pop(name).task)
            self.note(EventKind.LANDS, name)

    def _send_back(self, entry: _Entry, reason: MergeQueueRefusal) -> None:
        if (
            reason is MergeQueueRefusal.FAILED
            and entry.attempt in self.script.tasks[entry.task].fails
        ):
            self.note(EventKind.FAILS, str(entry.task))
        elif reason is MergeQueueRefusal.FAILED:
            for other in self.broken_by(entry.task, self.tasks.since(entry.base)):
                self.note(EventKind.CAUGHT, str(entry.task), other)
        self.tasks.send_back(entry.task)


def _mode(script: "RunScript") -> "Mode":
    match script.strategy:
        case "queue-batch":
            return BatchMode(script.terms.batch_size)
        case "queue-rounds":
            return SpeculationRounds(script.terms.depth)
        case "queue-speculative":
            return SpeculationWindow(script.terms.depth)
        case _:
            return BatchMode(1)

"""The merge queue as a pure state machine: what to build, what to land, whom to send back.

`decide(state, request)` answers with events, and `apply(state, event)` gives the next state. The
base only ever moves to a commit whose very content was built and passed. Making merges, running
checks and moving branches is the business of whoever runs this.
"""

from typing import TYPE_CHECKING, NamedTuple, assert_never

from remit.coordination.merge_queue_state import (
    BatchMode,
    Bisected,
    Build,
    BuildCancelled,
    BuildFailed,
    BuildLanded,
    BuildStarted,
    BuildSucceeded,
    Dequeued,
    Enqueued,
    GroupFormed,
    MergeQueueRefusal,
    MergeQueueRefused,
    MergeQueueState,
    QueueEntry,
    QueueRebased,
    SpeculationRounds,
    SpeculationWindow,
    TaskReturned,
    Tasks,
    apply,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.coordination.merge_queue_state import Event


# What may be asked of the queue, and what it may be told.


class Enqueue(NamedTuple):
    """This commit of a finished task wants to land; a new head of a queued task goes to the end."""

    task: str
    head: str


class Dequeue(NamedTuple):
    """The task does not want to land any more."""

    task: str


class ReportPass(NamedTuple):
    """The build is green; `commit` is what was built and checked."""

    number: int
    commit: str


class ReportFailure(NamedTuple):
    """The build's checks failed."""

    number: int


class ReportConflict(NamedTuple):
    """The build could not be made: `task` does not merge with those before it."""

    number: int
    task: str


class ReportBaseMove(NamedTuple):
    """Somebody else moved the base: nothing that was built is about it."""

    base: str


Request = Enqueue | Dequeue | ReportPass | ReportFailure | ReportConflict | ReportBaseMove


# The decisions: what follows from a request, until there is nothing left to do but wait.


def decide(state: MergeQueueState, request: "Request") -> "tuple[Event, ...]":
    """The events that `request` leads to, in order; `apply` each in turn.

    Tasks land in the order of the queue. A task is sent back only where a build of it alone on the
    very base failed, or where it does not merge.
    """
    events: list[Event] = []
    for event in _answer(state, request):
        state = _taken(state, event, events)
    while (further := _next(state)) is not None:
        state = _taken(state, further, events)
    return tuple(events)


def _taken(state: MergeQueueState, event: "Event", events: "list[Event]") -> MergeQueueState:
    events.append(event)
    return apply(state, event)


def _answer(state: MergeQueueState, request: "Request") -> "Iterator[Event]":
    match request:
        case Enqueue(task, head):
            yield from _enqueued(state, QueueEntry(task, head))
        case Dequeue(task) if task in state.entries:
            yield from _withdrawn(state, task)
            yield Dequeued(task)
        case ReportPass(number, commit) if _runs(state, number):
            yield BuildSucceeded(number, commit)
        case ReportFailure(number) if _runs(state, number):
            yield BuildFailed(number)
        case ReportConflict(number, task) if (
            _runs(state, number) and task in state.builds[number].tasks
        ):
            yield from _withdrawn(state, task)
            yield TaskReturned(task, MergeQueueRefusal.CLASHED)
        case ReportBaseMove(base) if base == state.base:
            pass
        case ReportBaseMove(base):
            yield from map(BuildCancelled, state.builds)
            yield QueueRebased(base)
        case Dequeue() | ReportPass() | ReportFailure() | ReportConflict():
            yield MergeQueueRefused(MergeQueueRefusal.UNKNOWN)
        case _:
            assert_never(request)


def _enqueued(state: MergeQueueState, entry: QueueEntry) -> "Iterator[Event]":
    queued = state.entries.get(entry.task)
    if queued == entry:
        yield MergeQueueRefused(MergeQueueRefusal.QUEUED)
        return
    if queued is not None:
        yield from _withdrawn(state, entry.task)
        yield Dequeued(entry.task)
    yield Enqueued(entry)


def _withdrawn(state: MergeQueueState, task: str) -> "Iterator[Event]":
    """Every build that holds the task is about something that will not be."""
    for build in state.builds.values():
        if task in build.tasks:
            yield BuildCancelled(build.number)


def _runs(state: MergeQueueState, number: int) -> bool:
    return any(build.number == number for build in state.running)


def _next(state: MergeQueueState) -> "Event | None":
    """One more thing to do, or None where only builds can bring news."""
    wanted = _wanted(state)
    if wanted is None:
        tasks = _first(state)
        return GroupFormed(tasks) if tasks else None
    return _settled(state, wanted) or _surplus(state, wanted) or _missing(state, wanted)


def _wanted(state: MergeQueueState) -> "list[Tasks] | None":
    """The contents to be built now, the shortest first; None where a new group must be taken."""
    if isinstance(state.mode, SpeculationWindow):
        return _beginnings(tuple(state.entries)[: state.mode.depth])
    if not state.groups:
        return None
    group = state.groups[0]
    return _beginnings(group) if isinstance(state.mode, SpeculationRounds) else [group]


def _beginnings(tasks: Tasks) -> list[Tasks]:
    return [tasks[: length + 1] for length in range(len(tasks))]


def _first(state: MergeQueueState) -> Tasks:
    size = state.mode.size if isinstance(state.mode, BatchMode) else state.mode.depth
    return tuple(state.entries)[: max(1, size)]


def _settled(state: MergeQueueState, wanted: "list[Tasks]") -> "Event | None":
    """What the end of the shortest build decides."""
    build = next((one for one in state.builds.values() if [one.tasks] == wanted[:1]), None)
    if build is None:
        return None
    if build.number in state.passed:
        return BuildLanded(build.number, build.tasks, state.passed[build.number])
    if build.number not in state.failed:
        return None
    others = (one.number for one in state.builds.values() if one.number != build.number)
    if (other := next(others, None)) is not None:
        return BuildCancelled(other)  # they all hold what failed
    return _failure(build)


def _failure(build: Build) -> "Event":
    half = (len(build.tasks) + 1) // 2
    left, right = build.tasks[:half], build.tasks[half:]
    return (
        Bisected(left, right) if right else TaskReturned(build.tasks[0], MergeQueueRefusal.FAILED)
    )


def _surplus(state: MergeQueueState, wanted: "list[Tasks]") -> "Event | None":
    builds = state.builds.values()
    return next(
        (BuildCancelled(build.number) for build in builds if build.tasks not in wanted), None
    )


def _missing(state: MergeQueueState, wanted: "list[Tasks]") -> "Event | None":
    if len(state.running) >= max(1, state.lanes):
        return None
    built = {build.tasks for build in state.builds.values()}
    tasks = next((tasks for tasks in wanted if tasks not in built), None)
    return BuildStarted(Build(state.next_number, state.base, tasks)) if tasks else None


__all__ = [
    "BatchMode",
    "MergeQueueState",
    "SpeculationRounds",
    "SpeculationWindow",
    "apply",
    "decide",
]

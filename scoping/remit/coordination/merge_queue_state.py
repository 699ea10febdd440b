"""Who waits to land and what is being built, as one value."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Tasks = tuple[str, ...]


class BatchMode(NamedTuple):
    """Build up to `size` tasks as one; where that fails, each half by itself. 1 is serial."""

    size: int = 1


class SpeculationRounds(NamedTuple):
    """Build the first, the first two, up to the first `depth` tasks side by side, round by round.

    A round ends with its first failure or with its last task; only then come new tasks.
    """

    depth: int


class SpeculationWindow(NamedTuple):
    """As `SpeculationRounds`, but every task that lands makes room for the next one at once."""

    depth: int


Mode = BatchMode | SpeculationRounds | SpeculationWindow


class QueueEntry(NamedTuple):
    """A finished task and the commit that wants to land."""

    task: str
    head: str


class Build(NamedTuple):
    """The checks of one content: `base` with the heads of `tasks` merged in this order.

    Where another build holds a beginning of `tasks`, its merge commits are the first of this one's,
    so that landing the beginning leaves the rest of this build good.
    """

    number: int
    base: str
    tasks: Tasks


class MergeQueueState(NamedTuple):
    """The queue, oldest first, over the commit `base`.

    `groups`: the tasks at work now, then what is left of a batch that failed. `builds` run or have
    ended; `passed` gives the commit of those that passed, `failed` are the others that ended. At
    most `lanes` run at once.
    """

    base: str
    mode: Mode = BatchMode()
    lanes: int = 1
    entries: "Mapping[str, QueueEntry]" = {}  # noqa: RUF012 - never changed: states are values
    groups: tuple[Tasks, ...] = ()
    builds: "Mapping[int, Build]" = {}  # noqa: RUF012
    passed: "Mapping[int, str]" = {}  # noqa: RUF012
    failed: frozenset[int] = frozenset()
    next_number: int = 1

    @property
    def running(self) -> tuple[Build, ...]:
        """The builds that have not ended, oldest first."""
        ended = self.passed.keys() | self.failed
        return tuple(build for build in self.builds.values() if build.number not in ended)


# What happened in the queue, and the state that follows.


class MergeQueueRefusal(StrEnum):
    """Why a request was refused, or a task sent back."""

    QUEUED = "that commit of the task is in the queue already"
    UNKNOWN = "no such task is queued, or no such build runs"
    FAILED = "its checks failed, on the base and alone"
    CLASHED = "it does not merge with the base"


class Enqueued(NamedTuple):
    """The task is last in the queue."""

    entry: QueueEntry


class Dequeued(NamedTuple):
    """The task left the queue."""

    task: str


class GroupFormed(NamedTuple):
    """These tasks are now worked on, in this order."""

    tasks: Tasks


class BuildStarted(NamedTuple):
    """This build must be made and checked."""

    build: Build


class BuildCancelled(NamedTuple):
    """The build does not matter any more; stop it, if it runs."""

    number: int


class BuildSucceeded(NamedTuple):
    """The build passed, as `commit`."""

    number: int
    commit: str


class BuildFailed(NamedTuple):
    """The build failed."""

    number: int


class Bisected(NamedTuple):
    """A batch failed: each half is built by itself."""

    left: Tasks
    right: Tasks


class BuildLanded(NamedTuple):
    """The base is now `commit`, the green build of these tasks on the base before.

    Whoever moves the branch does so before it keeps this event. Where the branch is not at the old
    base any more, it drops the event and tells `ReportBaseMove`.
    """

    number: int
    tasks: Tasks
    commit: str


class TaskReturned(NamedTuple):
    """The task left the queue without landing."""

    task: str
    reason: MergeQueueRefusal


class QueueRebased(NamedTuple):
    """The base is now a commit of somebody else."""

    base: str


class MergeQueueRefused(NamedTuple):
    """Nothing changed, for this reason."""

    reason: MergeQueueRefusal


Event = (
    Enqueued
    | Dequeued
    | GroupFormed
    | BuildStarted
    | BuildCancelled
    | BuildSucceeded
    | BuildFailed
    | Bisected
    | BuildLanded
    | TaskReturned
    | QueueRebased
    | MergeQueueRefused
)


def apply(state: MergeQueueState, event: Event) -> MergeQueueState:  # noqa: C901 - one line for each kind of event
    """The state after the event; the one before it is unchanged."""
    match event:
        case Enqueued(entry):
            state = state._replace(entries={**state.entries, entry.task: entry})
        case Dequeued(task) | TaskReturned(task):
            state = _left(state, task)
        case GroupFormed(tasks):
            state = state._replace(groups=(tasks,))
        case BuildStarted(build):
            builds = {**state.builds, build.number: build}
            state = state._replace(builds=builds, next_number=build.number + 1)
        case BuildCancelled(number):
            state = _forgotten(state, {number})
        case BuildSucceeded(number, commit):
            state = state._replace(passed={**state.passed, number: commit})
        case BuildFailed(number):
            state = state._replace(failed=state.failed | {number})
        case Bisected(left, right):
            broken = {key for key, build in state.builds.items() if build.tasks == left + right}
            groups = (left, right, *state.groups[1:])
            state = _forgotten(state, broken)._replace(groups=groups)
        case BuildLanded(number, tasks, commit):
            state = _landed(_forgotten(state, {number}), tasks, commit)
        case QueueRebased(base):
            state = state._replace(base=base, groups=())
        case MergeQueueRefused():
            pass
        case _:
            assert_never(event)
    return state


def _landed(state: MergeQueueState, tasks: Tasks, commit: str) -> MergeQueueState:
    rest = {
        number: build._replace(base=commit, tasks=build.tasks[len(tasks) :])
        for number, build in state.builds.items()
    }
    entries = {name: entry for name, entry in state.entries.items() if name not in tasks}
    groups = _without(state.groups, tasks)
    return state._replace(base=commit, builds=rest, entries=entries, groups=groups)


def _left(state: MergeQueueState, task: str) -> MergeQueueState:
    entries = {name: entry for name, entry in state.entries.items() if name != task}
    about = {key for key, build in state.builds.items() if task in build.tasks}
    new_round = isinstance(state.mode, SpeculationRounds)
    groups = () if new_round else _without(state.groups, (task,))
    return _forgotten(state, about)._replace(entries=entries, groups=groups)


def _without(groups: "Iterable[Tasks]", gone: Tasks) -> tuple[Tasks, ...]:
    left = (tuple(task for task in group if task not in gone) for group in groups)
    return tuple(filter(None, left))


def _forgotten(state: MergeQueueState, gone: set[int]) -> MergeQueueState:
    builds = {key: build for key, build in state.builds.items() if key not in gone}
    passed = {key: commit for key, commit in state.passed.items() if key not in gone}
    return state._replace(builds=builds, passed=passed, failed=state.failed - gone)

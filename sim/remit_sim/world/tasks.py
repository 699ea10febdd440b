"""The tasks of one replication: the same ones for each strategy and each number of agents."""

from math import exp
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import RandomStream
from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.file_choice import FileChooser
from remit_sim.world.hunks import HunkSampler

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.world.hunks import TaskHunk
    from remit_sim.world.scenario import FileSettings, Scenario, WorkSettings


class SimulatedTask(NamedTuple):
    """So many ticks of work on these files; `attempt` counts how often it was sent back.

    `hunks` says more about `files`, where anything is known; `reads` are files that it only reads.
    `resources` are what one task at a time can use; it may begin when those in `after` have landed.
    """

    number: int
    ticks: int
    files: tuple[int, ...]
    attempt: int = 0
    hunks: "tuple[TaskHunk, ...]" = ()
    reads: tuple[int, ...] = ()
    resources: tuple[str, ...] = ()
    after: tuple[int, ...] = ()


def sample_tasks(scenario: "Scenario", *names: int | str) -> tuple[SimulatedTask, ...]:
    """The tasks that the streams called `names` give, in the order in which they are taken up."""
    if scenario.workload is not None:
        return scenario.workload.tasks(names)
    return tuple(_tasks(scenario, names))


def file_path(file: int) -> str:
    """What the file is called wherever the library asks for a path."""
    return f"src/{file}.py"


def task_units(task: SimulatedTask, unit: str) -> tuple[int, ...]:
    """What the task reads and writes as a whole, ascending: its files, or their symbols."""
    if unit == "file" or not task.hunks:
        return task.files
    return tuple(sorted({hunk.file * _MOST_SYMBOLS + hunk.symbol for hunk in task.hunks}))


_MOST_SYMBOLS = 1000


def _tasks(scenario: "Scenario", names: tuple[int | str, ...]) -> "Iterator[SimulatedTask]":
    work = scenario.work
    lengths, sizes = RandomStream(*names, "durations"), RandomStream(*names, "sizes")
    order, needs = RandomStream(*names, "order"), RandomStream(*names, "resources")
    picks = FileChooser(scenario.files, *names)
    shapes = HunkSampler(
        scenario.hunks,
        scenario.files,
        [RandomStream(*names, each) for each in ("kinds", "lines", "symbols")],
    )
    for number in range(work.tasks):
        files = picks.files(sample_file_count(scenario.files, sizes))
        task = SimulatedTask(
            number,
            sample_length(work, lengths),
            files,
            reads=picks.reads(files),
            resources=_resources(work, needs),
            after=_after(work, order, number),
        )
        yield _shaped(task, shapes) if shapes.wanted else task


def _shaped(task: SimulatedTask, shapes: HunkSampler) -> SimulatedTask:
    hunks = shapes.of(task.files)
    return task._replace(hunks=hunks, files=tuple(sorted({hunk.file for hunk in hunks})))


def sample_length(work: "WorkSettings", stream: RandomStream) -> int:
    """The ticks of one task."""
    mean = float(ticks_from_minutes(work.task_minutes))
    if work.durations == "exponential":
        mean = stream.exponential(mean)
    elif work.durations == "lognormal":
        mean *= exp(work.sigma * stream.normal() - work.sigma * work.sigma / 2)
    return max(1, round(mean))


def sample_file_count(files: "FileSettings", stream: RandomStream) -> int:
    """How many files one task changes."""
    count = (
        stream.geometric(files.per_task) if files.sizes == "geometric" else round(files.per_task)
    )
    most = files.most_per_task if files.choice == "own" else min(files.most_per_task, files.total)
    return max(1, min(count, most))


def _resources(work: "WorkSettings", stream: RandomStream) -> tuple[str, ...]:
    if not work.resources or not work.resource_share:
        return ()
    needs, which = stream.uniform() < work.resource_share, stream.below(work.resources)
    return (f"resource-{which}",) if needs else ()


def _after(work: "WorkSettings", stream: RandomStream, number: int) -> tuple[int, ...]:
    if not work.after_share:
        return ()
    waits, back = stream.uniform() < work.after_share, 1 + int(stream.exponential(work.after_tasks))
    return (number - back,) if waits and back <= number else ()

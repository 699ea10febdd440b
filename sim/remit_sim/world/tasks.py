"""The tasks of one replication: the same ones for each strategy and each number of agents."""

from math import exp
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import Stream
from remit_sim.world.events import ticks
from remit_sim.world.file_choice import Picks
from remit_sim.world.hunks import Shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.world.hunks import Hunk
    from remit_sim.world.scenario import Files, Scenario, Work


class Task(NamedTuple):
    """So many ticks of work on these files; `attempt` counts how often it was sent back.

    `hunks` says more about `files`, where anything is known; `reads` are files that it only reads.
    `resources` are what one task at a time can use; it may begin when those in `after` have landed.
    """

    number: int
    ticks: int
    files: tuple[int, ...]
    attempt: int = 0
    hunks: "tuple[Hunk, ...]" = ()
    reads: tuple[int, ...] = ()
    resources: tuple[str, ...] = ()
    after: tuple[int, ...] = ()


def drawn(scenario: "Scenario", *names: int | str) -> tuple[Task, ...]:
    """The tasks that the streams called `names` give, in the order in which they are taken up."""
    if scenario.workload is not None:
        return scenario.workload.tasks(names)
    return tuple(_tasks(scenario, names))


def path(file: int) -> str:
    """What the file is called wherever the library asks for a path."""
    return f"src/{file}.py"


def units(task: Task, unit: str) -> tuple[int, ...]:
    """What the task reads and writes as a whole, ascending: its files, or their symbols."""
    if unit == "file" or not task.hunks:
        return task.files
    return tuple(sorted({hunk.file * _MOST_SYMBOLS + hunk.symbol for hunk in task.hunks}))


_MOST_SYMBOLS = 1000


def _tasks(scenario: "Scenario", names: tuple[int | str, ...]) -> "Iterator[Task]":
    work = scenario.work
    lengths, sizes = Stream(*names, "durations"), Stream(*names, "sizes")
    order, needs = Stream(*names, "order"), Stream(*names, "resources")
    picks = Picks(scenario.files, *names)
    shapes = Shapes(
        scenario.hunks,
        scenario.files,
        [Stream(*names, each) for each in ("kinds", "lines", "symbols")],
    )
    for number in range(work.tasks):
        files = picks.files(size(scenario.files, sizes))
        task = Task(
            number,
            length(work, lengths),
            files,
            reads=picks.reads(files),
            resources=_resources(work, needs),
            after=_after(work, order, number),
        )
        yield _shaped(task, shapes) if shapes.wanted else task


def _shaped(task: Task, shapes: Shapes) -> Task:
    hunks = shapes.of(task.files)
    return task._replace(hunks=hunks, files=tuple(sorted({hunk.file for hunk in hunks})))


def length(work: "Work", stream: Stream) -> int:
    """The ticks of one task."""
    mean = float(ticks(work.task_minutes))
    if work.durations == "exponential":
        mean = stream.exponential(mean)
    elif work.durations == "lognormal":
        mean *= exp(work.sigma * stream.normal() - work.sigma * work.sigma / 2)
    return max(1, round(mean))


def size(files: "Files", stream: Stream) -> int:
    """How many files one task changes."""
    count = (
        stream.geometric(files.per_task) if files.sizes == "geometric" else round(files.per_task)
    )
    most = files.most_per_task if files.choice == "own" else min(files.most_per_task, files.total)
    return max(1, min(count, most))


def _resources(work: "Work", stream: Stream) -> tuple[str, ...]:
    if not work.resources or not work.resource_share:
        return ()
    needs, which = stream.uniform() < work.resource_share, stream.below(work.resources)
    return (f"resource-{which}",) if needs else ()


def _after(work: "Work", stream: Stream, number: int) -> tuple[int, ...]:
    if not work.after_share:
        return ()
    waits, back = stream.uniform() < work.after_share, 1 + int(stream.exponential(work.after_tasks))
    return (number - back,) if waits and back <= number else ()

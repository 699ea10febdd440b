"""The tasks of one replication: the same ones for each strategy and each number of agents."""

from bisect import bisect
from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import Stream
from remit_sim.world.happenings import ticks

if TYPE_CHECKING:
    from remit_sim.world.scenario import Files, Scenario, Work


class Task(NamedTuple):
    """So many ticks of work on these files; `attempt` counts how often it was sent back."""

    number: int
    ticks: int
    files: tuple[int, ...]
    attempt: int = 0


def drawn(scenario: "Scenario", *names: int | str) -> tuple[Task, ...]:
    """The tasks that the streams called `names` give, in the order in which they are taken up."""
    if scenario.workload is not None:
        return scenario.workload.tasks(names)
    lengths, sizes = Stream(*names, "durations"), Stream(*names, "sizes")
    picks = _Picks(scenario.files, Stream(*names, "files"), Stream(*names, "recency"))
    return tuple(
        Task(number, length(scenario.work, lengths), picks.files(size(scenario.files, sizes)))
        for number in range(scenario.work.tasks)
    )


def path(file: int) -> str:
    """What the file is called wherever the library asks for a path."""
    return f"src/{file}.py"


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


class _Picks:
    """Chooses the files of one task after the other."""

    def __init__(self, files: "Files", stream: Stream, recency: Stream) -> None:
        self._parameters = files
        self._stream, self._recency = stream, recency
        self._past: list[tuple[int, ...]] = []

    def files(self, size: int) -> tuple[int, ...]:
        """The files of the next task, ascending."""
        choice = self._parameters.choice
        if choice == "own":
            first = sum(map(len, self._past))
            picked = set(range(first, first + size))
        elif choice == "same":
            picked = set(range(size))
        else:
            picked = set[int]()
            while len(picked) < size:
                picked.add(self._one())
            self._remember(picked)
        self._past.append(tuple(sorted(picked)))
        return self._past[-1]

    def _one(self) -> int:
        files = self._parameters
        if files.choice == "uniform":
            return self._stream.below(files.total)
        weights = _cumulated(files.total, files.zipf_exponent)
        return min(bisect(weights, self._stream.uniform() * weights[-1]), files.total - 1)

    def _remember(self, picked: set[int]) -> None:
        """With some chance, one file is swapped for one of a task not long ago."""
        files, stream = self._parameters, self._recency
        swaps = stream.uniform() < files.recency_share
        back, dropped, taken = 1 + int(stream.exponential(files.recency_tasks)), *_two(stream)
        if swaps and back <= len(self._past):
            earlier = self._past[-back]
            new = earlier[int(taken * len(earlier))]
            if new not in picked:
                picked.remove(sorted(picked)[int(dropped * len(picked))])
                picked.add(new)


def _two(stream: Stream) -> tuple[float, float]:
    return stream.uniform(), stream.uniform()


@lru_cache(maxsize=8)
def _cumulated(count: int, exponent: float) -> tuple[float, ...]:
    return tuple(accumulate(rank**-exponent for rank in range(1, count + 1)))

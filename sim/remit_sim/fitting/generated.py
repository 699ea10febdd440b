"""The curves that drawn tasks have: what a simulation on a workload from history is made of."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_sim.fitting.clash import Clash
    from remit_sim.fitting.workload import Bootstrap

_TASKS = 4096
_DRAWS = (1, "curves")


class Shares(NamedTuple):
    """Of the tasks after the first of their window."""

    conflict: float
    same_file: float


def windowed(workload: "Bootstrap", clash: "Clash", widths: "Sequence[int]") -> dict[int, Shares]:
    """The expected shares for each width, over some thousand drawn tasks."""
    files = workload.files(_TASKS, *_DRAWS)
    return {width: _shares([*_incidences(files, width)], clash) for width in widths}


def _shares(incidences: "Sequence[int]", clash: "Clash") -> Shares:
    count = len(incidences) or 1
    conflicts = sum(map(clash.share, incidences))
    return Shares(conflicts / count, sum(each > 0 for each in incidences) / count)


def _incidences(files: "Sequence[tuple[int, ...]]", width: int) -> "Iterator[int]":
    for base in range(0, len(files) - width + 1, width):
        used: dict[int, int] = {}
        for place, each in enumerate(files[base : base + width]):
            if place:
                yield sum(used.get(file, 0) for file in each)
            for file in each:
                used[file] = used.get(file, 0) + 1

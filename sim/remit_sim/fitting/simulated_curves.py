"""The curves that drawn tasks have: what a simulation on a workload from history is made of."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.hunks import touching

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_sim.fitting.bootstrap import Bootstrap
    from remit_sim.fitting.conflict_rate import Clash
    from remit_sim.fitting.file_sets import Picked

_TASKS = 4096
_DRAWS = (1, "curves")


class Shares(NamedTuple):
    """Of the tasks after the first of their window."""

    conflict: float
    same_file: float


class _Met(NamedTuple):
    """How many earlier tasks of the window have a file in common, counted for each file.

    `clashing` are those among them that can conflict: whose edits touch, where that is known.
    """

    sharing: int
    clashing: int


def windowed(workload: "Bootstrap", clash: "Clash", widths: "Sequence[int]") -> dict[int, Shares]:
    """The expected shares for each width, over some thousand drawn tasks."""
    tasks = workload.picked(_TASKS, *_DRAWS)
    return {width: _shares([*_met(workload, tasks, width)], clash) for width in widths}


def _shares(met: "Sequence[_Met]", clash: "Clash") -> Shares:
    count = len(met) or 1
    conflicts = sum(clash.share(each.clashing) for each in met)
    return Shares(conflicts / count, sum(each.sharing > 0 for each in met) / count)


def _met(
    workload: "Bootstrap", tasks: "Sequence[tuple[Picked, ...]]", width: int
) -> "Iterator[_Met]":
    sets = workload.sets
    for base in range(0, len(tasks) - width + 1, width):
        used: dict[int, list[Picked]] = {}
        for place, task in enumerate(tasks[base : base + width]):
            if place:
                before = [(own, each) for own in task for each in used.get(own.file, ())]
                clashing = (
                    sum(touching(sets.spots(own), sets.spots(each)) for own, each in before)
                    if sets.placed
                    else len(before)
                )
                yield _Met(len(before), clashing)
            for own in task:
                used.setdefault(own.file, []).append(own)

"""The curves that drawn tasks have: what a simulation on a workload from history is made of."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.hunks import edits_conflict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_sim.fitting.bootstrap import BootstrapWorkload
    from remit_sim.fitting.conflict_rate import ConflictShares
    from remit_sim.fitting.file_sets import PickedFile

_TASKS = 4096
_DRAWS = (1, "curves")


class WindowShares(NamedTuple):
    """Of the tasks after the first of their window."""

    conflict: float
    same_file: float


class _Met(NamedTuple):
    """How many earlier tasks of the window have a file in common, counted for each file.

    `clashing` are those among them that can conflict: whose edits touch, where that is known.
    """

    sharing: int
    clashing: int


def simulate_window_shares(
    workload: "BootstrapWorkload", clash: "ConflictShares", widths: "Sequence[int]"
) -> dict[int, WindowShares]:
    """The expected shares for each width, over some thousand drawn tasks."""
    tasks = workload.picked(_TASKS, *_DRAWS)
    return {width: _shares([*_met(workload, tasks, width)], clash) for width in widths}


def _shares(met: "Sequence[_Met]", clash: "ConflictShares") -> WindowShares:
    count = len(met) or 1
    conflicts = sum(clash.share(each.clashing) for each in met)
    return WindowShares(conflicts / count, sum(each.sharing > 0 for each in met) / count)


def _met(
    workload: "BootstrapWorkload", tasks: "Sequence[tuple[PickedFile, ...]]", width: int
) -> "Iterator[_Met]":
    sets = workload.sets
    for base in range(0, len(tasks) - width + 1, width):
        used: dict[int, list[PickedFile]] = {}
        for place, task in enumerate(tasks[base : base + width]):
            if place:
                before = [(own, each) for own in task for each in used.get(own.file, ())]
                clashing = (
                    sum(edits_conflict(sets.spots(own), sets.spots(each)) for own, each in before)
                    if sets.placed
                    else len(before)
                )
                yield _Met(len(before), clashing)
            for own in task:
                used.setdefault(own.file, []).append(own)

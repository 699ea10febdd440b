"""Windows: w consecutive changes, all begun on the state before the first, merged in order.

A change whose text needs an earlier one of its window does not apply there ("pick"); one that
applies may still not merge with what its window has landed so far ("merge"). What conflicts does
not land. A window of w changes begins with the window of every smaller width on the same base, so
one chain of merges for each base serves all widths.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.replay.merge_outcome import CLEAN, ConflictKind, MergeOutcome
from remit_sim.replay.merger import AT_ONCE, TreeMerge, open_merger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit.git.repository import Repository
    from remit_sim.replay.first_parent_changes import LandedChange
    from remit_sim.replay.merger import ScratchMerger


class WindowTask(NamedTuple):
    """One change of a chain: the base it was put on, and its own place in the line."""

    base: int
    at: int


def chain_lengths(count: int, widths: "Sequence[int]") -> dict[int, int]:
    """How many changes are put on each base, so that every whole window of each width is there.

    Windows of one width do not overlap; the first begins with the first change.

    >>> chain_lengths(5, (2, 4))
    {0: 4, 2: 2}
    """
    found: dict[int, int] = {}
    for width in sorted(widths):
        for base in range(0, count - width + 1, width):
            found[base] = width
    return dict(sorted(found.items()))


def replay_windows(
    repository: "Repository",
    changes: "Sequence[LandedChange]",
    widths: "Sequence[int]",
    told: "Callable[[int], None]",
) -> "Mapping[WindowTask, MergeOutcome]":
    """The fate of each task of each chain."""
    found: dict[WindowTask, MergeOutcome] = {}
    for group in _groups(chain_lengths(len(changes), widths)):
        with open_merger(repository, told) as merging:
            found |= _chained(merging, changes, group)
    return found


def _groups(found: "Mapping[int, int]") -> "Iterator[dict[int, int]]":
    group: dict[int, int] = {}
    for base, length in found.items():
        if group and sum(group.values()) + length > AT_ONCE:
            yield group
            group = {}
        group[base] = length
    if group:
        yield group


def _chained(
    merging: "ScratchMerger", changes: "Sequence[LandedChange]", group: "Mapping[int, int]"
) -> dict[WindowTask, MergeOutcome]:
    tasks = [WindowTask(b, b + n) for b, length in group.items() for n in range(1, length)]
    asked = [
        TreeMerge(changes[at].before, changes[base].before, changes[at].after) for base, at in tasks
    ]
    picked = dict(zip(tasks, merging.merge(ConflictKind.PICK, asked), strict=True))
    fates = {WindowTask(base, base): CLEAN for base in group}
    fates |= {task: fate for task, (_, fate) in picked.items()}
    tips = {base: changes[base].after for base in group}
    for place in range(1, max(group.values())):
        here = (WindowTask(base, base + place) for base, length in group.items() if place < length)
        level = [task for task in here if fates[task].how is ConflictKind.CLEAN]
        asked = [TreeMerge(changes[t.base].before, tips[t.base], picked[t][0]) for t in level]
        for task, (tree, fate) in zip(level, merging.merge(ConflictKind.MERGE, asked), strict=True):
            fates[task] = fate
            if fate.how is ConflictKind.CLEAN:
                tips[task.base] = tree
    return fates

"""Windows: w consecutive changes, all begun on the state before the first, merged in order.

A change whose text needs an earlier one of its window does not apply there ("pick"); one that
applies may still not merge with what its window has landed so far ("merge"). What conflicts does
not land. A window of w changes begins with the window of every smaller width on the same base, so
one chain of merges for each base serves all widths.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.replay.merge_outcome import CLEAN, Fate, How
from remit_sim.replay.merger import AT_ONCE, Asked, merger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit.git.repository import Repository
    from remit_sim.replay.first_parent_changes import Landed
    from remit_sim.replay.merger import Merger


class Task(NamedTuple):
    """One change of a chain: the base it was put on, and its own place in the line."""

    base: int
    at: int


def chains(count: int, widths: "Sequence[int]") -> dict[int, int]:
    """How many changes are put on each base, so that every whole window of each width is there.

    Windows of one width do not overlap; the first begins with the first change.

    >>> chains(5, (2, 4))
    {0: 4, 2: 2}
    """
    found: dict[int, int] = {}
    for width in sorted(widths):
        for base in range(0, count - width + 1, width):
            found[base] = width
    return dict(sorted(found.items()))


def replayed(
    repository: "Repository",
    changes: "Sequence[Landed]",
    widths: "Sequence[int]",
    told: "Callable[[int], None]",
) -> "Mapping[Task, Fate]":
    """The fate of each task of each chain."""
    found: dict[Task, Fate] = {}
    for group in _groups(chains(len(changes), widths)):
        with merger(repository, told) as merging:
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
    merging: "Merger", changes: "Sequence[Landed]", group: "Mapping[int, int]"
) -> dict[Task, Fate]:
    tasks = [Task(b, b + n) for b, length in group.items() for n in range(1, length)]
    asked = [
        Asked(changes[at].before, changes[base].before, changes[at].after) for base, at in tasks
    ]
    picked = dict(zip(tasks, merging.merge(How.PICK, asked), strict=True))
    fates = {Task(base, base): CLEAN for base in group}
    fates |= {task: fate for task, (_, fate) in picked.items()}
    tips = {base: changes[base].after for base in group}
    for place in range(1, max(group.values())):
        here = (Task(base, base + place) for base, length in group.items() if place < length)
        level = [task for task in here if fates[task].how is How.CLEAN]
        asked = [Asked(changes[t.base].before, tips[t.base], picked[t][0]) for t in level]
        for task, (tree, fate) in zip(level, merging.merge(How.MERGE, asked), strict=True):
            fates[task] = fate
            if fate.how is How.CLEAN:
                tips[task.base] = tree
    return fates

"""Staleness: a change as it would have been, had it begun k landed changes earlier.

It is put on the older state ("pick") and then merged with the one it really landed on ("merge").
Most such merges need no git, see `is_trivially_clean`.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.replay.merge_outcome import CLEAN, ConflictKind, MergeOutcome
from remit_sim.replay.merger import AT_ONCE, TreeMerge, open_merger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from remit.git.repository import Repository
    from remit_sim.replay.first_parent_changes import LandedChange
    from remit_sim.replay.merger import ScratchMerger


class StaleChange(NamedTuple):
    """The change at this place in the line, begun so many changes too early."""

    at: int
    behind: int


def list_stale_changes(
    changes: "Sequence[LandedChange]", first: int, behind: "Sequence[int]"
) -> list[StaleChange]:
    """Every change from `first` on, with each staleness that the line is long enough for."""
    return [StaleChange(at, k) for at in range(first, len(changes)) for k in behind if k <= at]


def replay_stale_changes(
    repository: "Repository",
    changes: "Sequence[LandedChange]",
    tasks: "Sequence[StaleChange]",
    told: "Callable[[int], None]",
) -> "Mapping[StaleChange, MergeOutcome]":
    """The fate of each."""
    found = dict.fromkeys(tasks, CLEAN)
    open_ = [task for task in tasks if not is_trivially_clean(changes, task)]
    told(2 * (len(tasks) - len(open_)))
    return {**found, **merge_stale_changes(repository, changes, open_, told)}


def merge_stale_changes(
    repository: "Repository",
    changes: "Sequence[LandedChange]",
    tasks: "Sequence[StaleChange]",
    told: "Callable[[int], None]",
) -> "Mapping[StaleChange, MergeOutcome]":
    """The fate of each as git has it, without asking whether it is plain."""
    found: dict[StaleChange, MergeOutcome] = {}
    for start in range(0, len(tasks), AT_ONCE):
        some = tasks[start : start + AT_ONCE]
        with open_merger(repository, told) as merging:
            found |= _merged(merging, changes, some)
    return found


def cherry_pick_stale_changes(
    repository: "Repository",
    changes: "Sequence[LandedChange]",
    tasks: "Sequence[StaleChange]",
    told: "Callable[[int], None]",
) -> "Mapping[StaleChange, MergeOutcome]":
    """The fate of each when it is put on the older state, merging with what came since left out.

    Less than half the work of `replay_windows`, which hardly ever finds more.
    """
    found = dict.fromkeys(tasks, CLEAN)
    for start in range(0, len(tasks), AT_ONCE):
        some = tasks[start : start + AT_ONCE]
        with open_merger(repository, told) as merging:
            trees = merging.merge(ConflictKind.PICK, [_pick(changes, task) for task in some])
        found |= {task: fate for task, (_, fate) in zip(some, trees, strict=True)}
    return found


def is_trivially_clean(changes: "Sequence[LandedChange]", task: StaleChange) -> bool:
    """Whether a three-way merge has nothing to do: no path in common and no name that may move.

    Without a path in common, only files that the change adds can be moved or be in the way. What
    others removed still stands on the older state: a directory in the place of such a file, or a
    file in that of its directory. A rename needs a side that adds and removes (gitdiffcore(7)); one
    of a directory takes along what the other side adds (git-config(1), merge.directoryRenames).
    """
    own, between = changes[task.at], changes[task.at - task.behind : task.at]
    if own.adds and any(c.removes or (c.adds and own.removes) for c in between):
        return False
    return all(own.touched.isdisjoint(c.touched) for c in between)


def _merged(
    merging: "ScratchMerger", changes: "Sequence[LandedChange]", tasks: "Sequence[StaleChange]"
) -> dict[StaleChange, MergeOutcome]:
    found: dict[StaleChange, MergeOutcome] = {}
    olds = {task: changes[task.at - task.behind].before for task in tasks}
    picks = [_pick(changes, task) for task in tasks]
    applied: dict[StaleChange, str] = {}
    for task, (tree, fate) in zip(tasks, merging.merge(ConflictKind.PICK, picks), strict=True):
        found[task] = fate
        if fate.how is ConflictKind.CLEAN:
            applied[task] = tree
    merges = [TreeMerge(olds[t], changes[t.at].before, tree) for t, tree in applied.items()]
    for task, (_, fate) in zip(applied, merging.merge(ConflictKind.MERGE, merges), strict=True):
        found[task] = fate
    return found


def _pick(changes: "Sequence[LandedChange]", task: StaleChange) -> TreeMerge:
    own = changes[task.at]
    return TreeMerge(own.before, changes[task.at - task.behind].before, own.after)

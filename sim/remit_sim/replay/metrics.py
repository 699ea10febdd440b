"""What replayed windows and stale changes come to: three readings of a conflict, never one.

- lower: both changes apply on the base and do not merge. Almost nothing, since what stacks in
  history and also applies apart commutes.
- middle: all partners of a conflict are changes of other authors.
- upper: every change that did not see its predecessors and does not merge.
"""

from typing import TYPE_CHECKING

from remit_sim.engine import RandomStream
from remit_sim.replay.merge_outcome import ConflictKind
from remit_sim.replay.proportion import ProportionPoint, estimate_proportion
from remit_sim.replay.windows import WindowTask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from remit_sim.replay.first_parent_changes import LandedChange
    from remit_sim.replay.merge_outcome import MergeOutcome
    from remit_sim.replay.staleness import StaleChange

_SHUFFLES = 8
_TOGETHER = 32
"""Neighbours in the line that one cluster of stale changes takes; they resemble each other."""
_Seen = tuple["MergeOutcome", "LandedChange", "Sequence[LandedChange]"]
READINGS: "Mapping[str, Callable[[MergeOutcome, LandedChange, Sequence[LandedChange]], bool]]" = {
    "lower": lambda fate, _own, _before: fate.how is ConflictKind.MERGE,
    "middle": lambda fate, own, before: fate.conflicts and conflicts_with_others(fate, own, before),
    "upper": lambda fate, _own, _before: fate.conflicts,
    "code_only": lambda fate, _own, _before: fate.in_code,
    "textual": lambda fate, _own, _before: fate.conflicts and not fate.structural,
    "structural": lambda fate, _own, _before: fate.conflicts and bool(fate.structural),
    "same_file": lambda _fate, own, before: shares_file(own, before),
}


def shares_file(own: "LandedChange", before: "Iterable[LandedChange]") -> bool:
    """Whether a change touches a file that one before it touches too."""
    return any(not own.paths.isdisjoint(each.paths) for each in before)


def conflicts_with_others(
    fate: "MergeOutcome", own: "LandedChange", before: "Sequence[LandedChange]"
) -> bool:
    """Whether everybody else who touched what conflicts is another author."""
    partners = [each for each in before if not fate.paths.isdisjoint(each.paths)]
    partners = partners or [each for each in before if not own.paths.isdisjoint(each.paths)]
    return bool(partners) and all(each.author != own.author for each in partners)


def window_curves(
    changes: "Sequence[LandedChange]",
    fates: "Mapping[WindowTask, MergeOutcome]",
    widths: "Sequence[int]",
) -> dict[str, tuple[ProportionPoint, ...]]:
    """Each reading for each width, as a share of the tasks after the first of their window.

    `any_conflict` and `any_same_file` are shares of the windows.
    """
    found: dict[str, list[ProportionPoint]] = {}
    for width in widths:
        bases = range(0, len(changes) - width + 1, width)
        seen = [_window(changes, fates, base, width) for base in bases]
        for name, reads in READINGS.items():
            clusters = [
                [reads(*each) for each in window if each[0].how is not ConflictKind.FAILED]
                for window in seen
            ]
            found.setdefault(name, []).append(estimate_proportion(width, clusters))
            if name in {"upper", "same_file"}:
                whole = "any_conflict" if name == "upper" else "any_same_file"
                found.setdefault(whole, []).append(
                    estimate_proportion(width, [[any(c)] for c in clusters])
                )
    found["same_file_shuffled"] = [_shuffled(changes, width) for width in widths]
    return {name: tuple(points) for name, points in found.items()}


def staleness_curves(
    changes: "Sequence[LandedChange]",
    fates: "Mapping[StaleChange, MergeOutcome]",
    behind: "Sequence[int]",
) -> dict[str, tuple[ProportionPoint, ...]]:
    """Each reading for each staleness."""
    found: dict[str, list[ProportionPoint]] = {name: [] for name in READINGS}
    for k in behind:
        tasks = [
            task
            for task in fates
            if task.behind == k and fates[task].how is not ConflictKind.FAILED
        ]
        seen = [(fates[t], changes[t.at], changes[t.at - k : t.at]) for t in tasks]
        for name, reads in READINGS.items():
            hits = [reads(*each) for each in seen]
            found[name].append(estimate_proportion(k, _clusters(hits)))
    return {name: tuple(points) for name, points in found.items()}


def _clusters(hits: "Sequence[bool]") -> "list[Sequence[bool]]":
    return [hits[start : start + _TOGETHER] for start in range(0, len(hits), _TOGETHER)]


def _window(
    changes: "Sequence[LandedChange]",
    fates: "Mapping[WindowTask, MergeOutcome]",
    base: int,
    width: int,
) -> list[_Seen]:
    places = range(base + 1, base + width)
    return [(fates[WindowTask(base, at)], changes[at], changes[base:at]) for at in places]


def _shuffled(changes: "Sequence[LandedChange]", width: int) -> ProportionPoint:
    """The share of changes that share a file with one before them, in windows of shuffled order."""
    clusters = list[list[bool]]()
    for turn in range(_SHUFFLES):
        stream = RandomStream(1, "shuffle", turn)
        mixed = [changes[at] for _, at in sorted((stream.bits(), at) for at in range(len(changes)))]
        for base in range(0, len(mixed) - width + 1, width):
            window = mixed[base : base + width]
            clusters.append([shares_file(window[n], window[:n]) for n in range(1, width)])
    found = estimate_proportion(width, clusters)
    return found._replace(tasks=found.tasks // _SHUFFLES)

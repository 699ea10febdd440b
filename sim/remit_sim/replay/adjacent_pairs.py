"""Neighbours in the line, by the same author and by different ones: how often do they collide?"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.replay.merge_outcome import ConflictKind
from remit_sim.replay.metrics import shares_file
from remit_sim.replay.proportion import ProportionPoint, estimate_proportion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit_sim.replay.first_parent_changes import LandedChange
    from remit_sim.replay.merge_outcome import MergeOutcome
    from remit_sim.replay.staleness import StaleChange


class AdjacentPairShares(NamedTuple):
    """Shares of one kind of pairs; the last is the share of those with a file in common."""

    same_file: ProportionPoint
    conflict: ProportionPoint
    conflict_of_same_file: ProportionPoint


def measure_adjacent_pairs(
    changes: "Sequence[LandedChange]", fates: "Mapping[StaleChange, MergeOutcome]"
) -> "dict[str, AdjacentPairShares]":
    """Changes that began one landed change too early, by who made that one."""
    found: dict[str, list[tuple[bool, bool]]] = {"same_author": [], "different_authors": []}
    for task, fate in fates.items():
        if task.behind == 1 and fate.how is not ConflictKind.FAILED:
            own, before = changes[task.at], changes[task.at - 1]
            kind = "same_author" if own.author == before.author else "different_authors"
            found[kind].append((shares_file(own, [before]), fate.conflicts))
    return {kind: _pairs(seen) for kind, seen in found.items()}


def _pairs(seen: "Sequence[tuple[bool, bool]]") -> AdjacentPairShares:
    return AdjacentPairShares(
        estimate_proportion(1, [[same] for same, _ in seen]),
        estimate_proportion(1, [[conflict] for _, conflict in seen]),
        estimate_proportion(1, [[conflict] for same, conflict in seen if same]),
    )

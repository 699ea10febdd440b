"""Neighbours in the line, by the same author and by different ones: how often do they collide?"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.replay.merge_outcome import How
from remit_sim.replay.metrics import shares
from remit_sim.replay.proportion import Point, point

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from remit_sim.replay.first_parent_changes import Landed
    from remit_sim.replay.merge_outcome import Fate
    from remit_sim.replay.staleness import Late


class Pairs(NamedTuple):
    """Shares of one kind of pairs; the last is the share of those with a file in common."""

    same_file: Point
    conflict: Point
    conflict_of_same_file: Point


def pairs(changes: "Sequence[Landed]", fates: "Mapping[Late, Fate]") -> "dict[str, Pairs]":
    """Changes that began one landed change too early, by who made that one."""
    found: dict[str, list[tuple[bool, bool]]] = {"same_author": [], "different_authors": []}
    for task, fate in fates.items():
        if task.behind == 1 and fate.how is not How.FAILED:
            own, before = changes[task.at], changes[task.at - 1]
            kind = "same_author" if own.author == before.author else "different_authors"
            found[kind].append((shares(own, [before]), fate.conflicts))
    return {kind: _pairs(seen) for kind, seen in found.items()}


def _pairs(seen: "Sequence[tuple[bool, bool]]") -> Pairs:
    return Pairs(
        point(1, [[same] for same, _ in seen]),
        point(1, [[conflict] for _, conflict in seen]),
        point(1, [[conflict] for same, conflict in seen if same]),
    )

"""What a split could have been, had it known the held-out changes: bounds that nobody reaches."""

from collections import Counter
from typing import TYPE_CHECKING

from remit.split import graph
from remit.split.backtest.figures import containment
from remit.split.partition import kahypar
from remit.split.partition.problem import Problem
from remit.split.partition.solver import parted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.split.backtest.figures import Changes
    from remit.split.material import Material

ORACLE, BOUND = "oracle", "bound"
_TIES = (0.0, 0.05)  # of a change; a little of the tree decides where the changes do not
_TRIES = 4


def bounds(
    material: "Material", changes: "Changes", scopes: int, balance: float, seed: int
) -> dict[str, tuple[int, ...]]:
    """Splits made from the held-out `changes` alone.

    The oracle is the better of two, without and with some of the tree of directories; the bound is
    the best of several such pairs, from other starts. Both are heuristic, so slightly low, and
    overfit the sample, so nobody can reach them.
    """
    found: list[tuple[float, tuple[int, ...]]] = []
    for start in range(seed, seed + (_TRIES if kahypar.installed() else 1)):
        found += [
            (containment(changes, labels, material.shared) or 0.0, labels)
            for labels in _pair(material, changes, scopes, balance, start)
        ]
    oracle, bound = (max(some, key=lambda each: each[0])[1] for some in (found[:2], found))
    return {ORACLE: oracle, BOUND: bound}


def _pair(
    material: "Material", changes: "Changes", scopes: int, balance: float, seed: int
) -> "Iterator[tuple[int, ...]]":
    together = Counter(_free(material, changes))
    for tie in _TIES:
        folders, ties = graph.tree(material.files, graph.FRESH * tie) if tie else ((), {})
        nets = graph.summed([ties, {net: graph.FRESH * n for net, n in together.items()}])
        weights = (*material.weights, *(0 for _ in folders))
        yield parted(Problem(weights, nets, scopes, balance), seed)[: len(material.files)]


def _free(material: "Material", changes: "Changes") -> "Iterator[tuple[int, ...]]":
    """The files of each change without the shared ones, where several are left."""
    for change in changes:
        free = tuple(sorted(file for file in change if file not in material.shared))
        if len(free) > 1:
            yield free

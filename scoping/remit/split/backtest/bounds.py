"""What a split could have been, had it known the held-out changes: bounds that nobody reaches."""

from collections import Counter
from typing import TYPE_CHECKING

from remit.split import hypergraph
from remit.split.methods.codeowners import file_owners
from remit.split.methods.packing import longest_processing_time
from remit.split.metrics import containment_share
from remit.split.partition import kahypar
from remit.split.partition.problem import PartitionProblem
from remit.split.partition.solver import partition_hypergraph

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from remit.split.input import SplitInput
    from remit.split.metrics import Changes


ORACLE, BOUND = "oracle", "bound"
_TIES = (0.0, 0.05)  # of a change; a little of the tree decides where the changes do not
_TRIES = 4


def hindsight_splits(
    material: "SplitInput", changes: "Changes", scopes: int, balance: float, seed: int
) -> dict[str, tuple[int, ...]]:
    """Splits made from the held-out `changes` alone.

    The oracle is the better of two, without and with some of the tree of directories; the bound is
    the best of several such pairs, from other starts. Both are heuristic, so slightly low, and
    overfit the sample, so nobody can reach them.
    """
    found: list[tuple[float, tuple[int, ...]]] = []
    for start in range(seed, seed + (_TRIES if kahypar.is_installed() else 1)):
        found += [
            (containment_share(changes, labels, material.shared) or 0.0, labels)
            for labels in _pair(material, changes, scopes, balance, start)
        ]
    oracle, bound = (max(some, key=lambda each: each[0])[1] for some in (found[:2], found))
    return {ORACLE: oracle, BOUND: bound}


def _pair(
    material: "SplitInput", changes: "Changes", scopes: int, balance: float, seed: int
) -> "Iterator[tuple[int, ...]]":
    together = Counter(_free(material, changes))
    for tie in _TIES:
        folders, ties = (
            hypergraph.directory_nets(material.files, hypergraph.FRESH * tie) if tie else ((), {})
        )
        nets = hypergraph.sum_nets(
            [ties, {net: hypergraph.FRESH * n for net, n in together.items()}]
        )
        weights = (*material.weights, *(0 for _ in folders))
        yield partition_hypergraph(PartitionProblem(weights, nets, scopes, balance), seed)[
            : len(material.files)
        ]


def _free(material: "SplitInput", changes: "Changes") -> "Iterator[tuple[int, ...]]":
    """The files of each change without the shared ones, where several are left."""
    for change in changes:
        free = tuple(sorted(file for file in change if file not in material.shared))
        if len(free) > 1:
            yield free


# Splits that a person could make by hand: what a method has to beat.


def pathcut(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """Paths sorted by component and cut into runs of equal weight; may break the balance."""
    del balance, seed
    total = sum(material.weights) or 1
    labels, before = [0] * len(material.files), 0.0
    for index in sorted(range(len(labels)), key=lambda i: material.files[i].split(b"/")):
        middle = before + material.weights[index] / 2
        labels[index] = min(scopes - 1, int(middle * scopes / total))
        before += material.weights[index]
    return tuple(labels)


def top_directories(
    material: "SplitInput", scopes: int, *, balance: float, seed: int
) -> tuple[int, ...]:
    """First path components, packed whole; cannot keep a balance."""
    del balance, seed
    return pack_whole_groups(
        material, scopes, lambda index: material.files[index].partition(b"/")[:2]
    )


def owners(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
    """Owners of CODEOWNERS, packed whole; cannot keep a balance. Raises `CouldNotCheck`."""
    del balance, seed
    owned = file_owners(material)
    return pack_whole_groups(material, scopes, lambda index: owned[index])


def pack_whole_groups(
    material: "SplitInput", scopes: int, group: "Callable[[int], Hashable]"
) -> tuple[int, ...]:
    """Groups of files packed by longest processing time, none cut."""
    groups: dict[Hashable, list[int]] = {}
    for index in range(len(material.files)):
        groups.setdefault(group(index), []).append(index)
    members = list(groups.values())
    bins = longest_processing_time(
        [sum(material.weights[i] for i in files) for files in members], scopes
    )
    labels = [0] * len(material.files)
    for scope, (_, items) in enumerate(bins):
        for index in (index for item in items for index in members[item]):
            labels[index] = scope
    return tuple(labels)

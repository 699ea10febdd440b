"""Units of files into scopes: the heaviest first, cut finer until the balance holds."""

import math
from heapq import heapreplace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from remit.split.input import SplitInput, SplitMethod

LOOSE = -1
"""The depth of a unit that is no directory: its files come apart one by one, and last."""


_PART = 1 / 8


class PackingUnit(NamedTuple):
    """Files that stay together, as indices in path order; `depth` directories from the root."""

    files: tuple[int, ...]
    depth: int = 0


class ScopeBin(NamedTuple):
    """A scope while it is filled: its weight and the places of its items."""

    load: int
    items: list[int]


def pack_units(
    material: "SplitInput",
    units: "Iterable[PackingUnit]",
    scopes: int,
    balance: float,
    cut: "Callable[[SplitInput, PackingUnit, float], list[PackingUnit]] | None" = None,
) -> tuple[int, ...]:
    """The scope of each file: `units` packed by longest processing time, cut finer until it holds.

    While a scope weighs more than `balance` times the mean, the heaviest unit that comes apart is
    replaced by what `cut(material, unit, mean)` makes of it, directories before loose files.
    """
    split = cut or open_directories
    mean = sum(material.weights) / scopes
    pieces = [(_weight(material, unit), unit) for unit in units]
    while True:
        bins = longest_processing_time([weight for weight, _ in pieces], scopes)
        heaviest = max(range(len(pieces)), key=lambda at: _urgency(pieces[at]), default=None)
        if heaviest is None or max(load for load, _ in bins) <= balance * mean:
            break
        _, unit = pieces.pop(heaviest)
        if len(unit.files) == 1:  # the heaviest does not come apart, so none does
            pieces.insert(heaviest, (_weight(material, unit), unit))
            break
        pieces += [(_weight(material, part), part) for part in split(material, unit, mean)]
    return _labels(len(material.files), [unit for _, unit in pieces], bins)


def longest_processing_time(weights: "Sequence[int]", scopes: int) -> list[ScopeBin]:
    """The bins when the heaviest item left always goes into the lightest bin.

    R. L. Graham, "Bounds on multiprocessing timing anomalies", SIAM J. Appl. Math. 17 (1969).
    """
    heap = [(0, scope) for scope in range(scopes)]
    items: list[list[int]] = [[] for _ in range(scopes)]
    for item in sorted(range(len(weights)), key=lambda item: -weights[item]):
        load, scope = heap[0]
        items[scope].append(item)
        heapreplace(heap, (load + weights[item], scope))
    loads = {scope: load for load, scope in heap}
    return [ScopeBin(loads[scope], items[scope]) for scope in range(scopes)]


def open_directories(material: "SplitInput", unit: PackingUnit, mean: float) -> list[PackingUnit]:
    """The subdirectories of a unit in sorted order, and its loose files: one unit while light."""
    if unit.depth == LOOSE:
        return [PackingUnit((file,), LOOSE) for file in unit.files]
    below: dict[bytes, list[int]] = {}
    loose: list[int] = []
    for file in unit.files:
        parts = material.files[file].split(b"/", unit.depth + 1)
        if len(parts) == unit.depth + 2:
            below.setdefault(parts[unit.depth], []).append(file)
        else:
            loose.append(file)
    units = [PackingUnit(tuple(below[name]), unit.depth + 1) for name in sorted(below)]
    rest = PackingUnit(tuple(loose), LOOSE)
    if _weight(material, rest) > mean / 2:
        return [*units, *open_directories(material, rest, mean)]
    return [*units, rest] if loose else units


def split_heaviest(material: "SplitInput", unit: PackingUnit, mean: float) -> list[PackingUnit]:
    """The same, but of loose files only the heaviest come off, an eighth of the weight at a time.

    So a directory without subdirectories keeps most of its files together, and few rules say it.
    """
    if unit.depth != LOOSE:
        return open_directories(material, unit, math.inf)
    del mean
    rest = sorted(unit.files, key=lambda file: material.weights[file])
    enough, off, singles = _weight(material, unit) * _PART, 0, list[PackingUnit]()
    while len(rest) > 1 and (off < enough or not singles):
        heaviest = rest.pop()
        off += material.weights[heaviest]
        singles.append(PackingUnit((heaviest,), LOOSE))
    return [*singles, PackingUnit(tuple(sorted(rest)), LOOSE)]


def halve_unit(material: "SplitInput", unit: PackingUnit, mean: float) -> list[PackingUnit]:
    """The files of a unit in path order, cut where half of their weight is reached."""
    del mean
    half, before = _weight(material, unit) / 2, 0
    for place, file in enumerate(unit.files[:-1], 1):
        before += material.weights[file]
        if before >= half or place == len(unit.files) - 1:
            return [
                unit._replace(files=unit.files[:place]),
                unit._replace(files=unit.files[place:]),
            ]
    return [unit]


def _urgency(piece: tuple[int, PackingUnit]) -> tuple[bool, bool, int]:
    weight, unit = piece
    return len(unit.files) > 1, unit.depth != LOOSE, weight


def _weight(material: "SplitInput", unit: PackingUnit) -> int:
    return sum(material.weights[file] for file in unit.files)


def _labels(
    files: int, units: "Sequence[PackingUnit]", bins: "Sequence[ScopeBin]"
) -> tuple[int, ...]:
    labels = [0] * files
    for scope, (_, items) in enumerate(bins):
        for item in items:
            for file in units[item].files:
                labels[file] = scope
    return tuple(labels)


# A scope for everybody: where a method leaves one empty, the heaviest other one is cut in two.


def fill_empty_scopes(
    material: "SplitInput", labels: "Sequence[int]", scopes: int
) -> tuple[int, ...]:
    """The labels, each scope with a file that is not shared as long as there are so many.

    A search under a loose balance may find that fewer scopes cut less. The heaviest scope of
    several files is cut in path order, where half of its weight is reached.
    """
    members: list[list[int]] = [[] for _ in range(scopes)]
    for file, label in enumerate(labels):
        if file not in material.shared:
            members[label].append(file)
    for empty in (scope for scope in range(scopes) if not members[scope]):
        fullest = max(range(scopes), key=lambda scope: _fill_weight(material, members[scope]))
        if len(members[fullest]) < 2:  # noqa: PLR2004 - one file comes apart no further
            break
        kept, given = halve_unit(material, PackingUnit(tuple(members[fullest])), 0.0)
        members[fullest], members[empty] = [*kept.files], [*given.files]
    found = list(labels)
    for scope, files in enumerate(members):
        for file in files:
            found[file] = scope
    return tuple(found)


def with_filled_scopes(method: "SplitMethod") -> "SplitMethod":
    """The method, with its empty scopes filled."""

    def split(material: "SplitInput", scopes: int, *, balance: float, seed: int) -> tuple[int, ...]:
        return fill_empty_scopes(
            material, method(material, scopes, balance=balance, seed=seed), scopes
        )

    return split


def _fill_weight(material: "SplitInput", files: "Sequence[int]") -> tuple[bool, int]:
    return len(files) > 1, sum(material.weights[file] for file in files)

"""Fewer rules for little: files that hardly anybody touches go with the directory around them.

What a past change of a file says about its place is worth a rule; a file without changes is not.
The labels are chosen anew on the tree: a rule costs one, and a file that goes against its label
costs its share of the churn, measured by what a rule is worth.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.split.globs.folders import SHARED, folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.split.globs.folders import Folder

WORTH = 0.001
"""The share of all churn that is given up for one rule less."""


class _Costs(NamedTuple):
    """For each label in force: the cost inside the folder, and the best label anew with its."""

    kept: list[float]
    anew: float
    best: int


def simplified(  # noqa: PLR0913 - one for each thing that is weighed
    files: "Sequence[bytes]",
    labels: "Sequence[int]",
    weights: "Sequence[int]",
    scopes: int,
    *,
    balance: float,
    worth: float = WORTH,
) -> tuple[int, ...]:
    """Labels near `labels` (`SHARED` for a shared file) that take fewer rules to say.

    No scope gets heavier than `balance` times the mean, unless it was before and does not grow.
    Linear in files, and in directories times scopes.
    """
    total = sum(weights)
    if not total or worth <= 0:
        return tuple(labels)
    prices = [weight / (worth * total) for weight in weights]
    wished = _wished(files, labels, prices, scopes)
    return _balanced(labels, wished, weights, balance * total / scopes)


def _wished(
    files: "Sequence[bytes]", labels: "Sequence[int]", prices: list[float], scopes: int
) -> list[int]:
    """The cheapest labels, whatever the scopes then weigh."""
    tree = folders(files, labels)
    places = _places(tree, files)
    costs: dict[bytes, _Costs] = {}
    for folder in reversed(tree):
        costs[folder.path] = _costs(folder, places[folder.path], prices, costs, scopes)
    force = {b"": costs[b""].best}
    wished = list(labels)
    for folder in tree:
        label = force.pop(folder.path)
        for number in places[folder.path]:
            if labels[number] != SHARED and prices[number] < 1:
                wished[number] = label
        for inner in folder.folders:
            cost = costs[inner.path]
            force[inner.path] = cost.best if cost.anew < cost.kept[label] else label
    return wished


def _places(tree: "Sequence[Folder]", files: "Sequence[bytes]") -> dict[bytes, list[int]]:
    """The numbers of the files right in each folder."""
    found: dict[bytes, list[int]] = {folder.path: [] for folder in tree}
    for number, path in enumerate(files):
        found[path[: path.rfind(b"/") + 1]].append(number)
    return found


def _costs(
    folder: "Folder",
    numbers: list[int],
    prices: list[float],
    costs: "dict[bytes, _Costs]",
    scopes: int,
) -> _Costs:
    kept = [0.0] * scopes
    for number, (_, label) in zip(numbers, folder.files, strict=True):
        if label != SHARED:
            kept[label] -= min(1.0, prices[number])
    every = -sum(kept)
    kept = [every + mine for mine in kept]
    for inner in folder.folders:
        below = costs[inner.path]
        kept = [mine + min(below.anew, one) for mine, one in zip(kept, below.kept, strict=True)]
    best = min(range(scopes), key=lambda label: (kept[label], label))
    return _Costs(kept, 1 + kept[best], best)


def _balanced(
    labels: "Sequence[int]", wished: list[int], weights: "Sequence[int]", most: float
) -> tuple[int, ...]:
    """The wishes that leave no scope too heavy: the heaviest moves into such a scope go back."""
    loads: dict[int, int] = {}
    for label, weight in zip(wished, weights, strict=True):
        loads[label] = loads.get(label, 0) + weight
    moves = {
        scope: sorted(_moved_into(scope, labels, wished), key=lambda number: weights[number])
        for scope in loads
    }
    while over := [scope for scope in loads if loads[scope] > most and moves[scope]]:
        for scope in over:
            while loads[scope] > most and moves[scope]:
                number = moves[scope].pop()
                back = wished[number] = labels[number]
                loads[scope] -= weights[number]
                loads[back] = loads.get(back, 0) + weights[number]
                moves.setdefault(back, [])
    return tuple(wished)


def _moved_into(scope: int, labels: "Sequence[int]", wished: list[int]) -> "Iterator[int]":
    return (
        number
        for number, (old, new) in enumerate(zip(labels, wished, strict=True))
        if old != new == scope
    )

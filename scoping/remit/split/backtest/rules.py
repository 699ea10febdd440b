"""How many path rules a split takes to write down, at least."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = -1


def fewest_rules(files: "Sequence[bytes]", labels: "Sequence[int]", scopes: int) -> int:
    """The fewest nested path rules, the last match winning, that give every file its label.

    Sankoff's recursion on the tree of directories: for the label that a directory hands down, the
    files that differ and, for each subdirectory, the cheaper of handing down and one rule more.
    Linear in files and directories times `scopes`. Source: D. Sankoff, "Minimal mutation trees of
    sequences", SIAM Journal on Applied Mathematics 28 (1975).

    >>> fewest_rules((b"a/x", b"a/y", b"b/x"), (0, 0, 1), 2)
    2
    """
    costs: dict[bytes, list[int]] = {b"": [0] * scopes}
    for path, label in zip(files, labels, strict=True):
        cost = _made(costs, path.rpartition(b"/")[0], scopes)
        for other in range(scopes):
            cost[other] += label not in (other, _ANY)
    for folder in sorted(costs, key=lambda name: -_depth(name)):
        if folder:
            above, cost = costs[folder.rpartition(b"/")[0]], costs[folder]
            renamed = 1 + min(cost)
            for label in range(scopes):
                above[label] += min(cost[label], renamed)
    return 1 + min(costs[b""])


def _made(costs: dict[bytes, list[int]], folder: bytes, scopes: int) -> list[int]:
    """The costs of `folder`, with an entry for every directory above it."""
    if folder not in costs:
        costs[folder] = [0] * scopes
        _made(costs, folder.rpartition(b"/")[0], scopes)
    return costs[folder]


def _depth(folder: bytes) -> int:
    return folder.count(b"/") + 1 if folder else 0

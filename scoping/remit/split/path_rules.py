"""The fewest nested path rules, the last match winning, that say a split; how to have fewer.

Sankoff's recursion on the tree of directories: for the label that a directory hands down, the files
that differ and, for each subdirectory, the cheaper of handing down and one rule more. Linear in
files and directories times labels. Source: D. Sankoff, "Minimal mutation trees of sequences", SIAM
Journal on Applied Mathematics 28 (1975).
"""

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ANY = -1


class LabelMove(NamedTuple):
    """Files that could get another label all together, and how many rules that saves, at least.

    `place` is a file, or a directory whose files are moved as far as no rule below it has them.
    """

    place: bytes
    files: tuple[int, ...]
    label: int
    saved: int


def count_fewest_rules(files: "Sequence[bytes]", labels: "Sequence[int]", scopes: int) -> int:
    """How many there are; a negative label may be anything.

    >>> count_fewest_rules((b"a/x", b"a/y", b"b/x"), (0, 0, 1), 2)
    2
    """
    return 1 + min(_costs(files, labels, scopes)[b""])


def find_label_moves(
    files: "Sequence[bytes]", labels: "Sequence[int]", scopes: int
) -> tuple[int, tuple[LabelMove, ...]]:
    """How many rules there are, and the moves that save some.

    >>> find_label_moves((b"a/x", b"a/y", b"b/x"), (0, 0, 1), 2)[1]
    (LabelMove(place=b'b/x', files=(2,), label=0, saved=1),)
    """
    costs = _costs(files, labels, scopes)
    read = _Reading(costs)
    singles = [
        LabelMove(path, (file,), around, 1)
        for file, (path, label) in enumerate(zip(files, labels, strict=True))
        if label != _ANY and (around := read.found(file, path, label)) != label
    ]
    return 1 + min(costs[b""]), (*singles, *read.moves())


class RuleHolders(NamedTuple):
    """The rule that has each file and each directory, by its place, and the label of each rule."""

    files: tuple[bytes, ...]
    folders: dict[bytes, bytes]
    labels: dict[bytes, int]


def assign_rules(files: "Sequence[bytes]", labels: "Sequence[int]", scopes: int) -> RuleHolders:
    """Which of the fewest rules has what; a negative label may be anything.

    A file that a rule of its own has is named by its path, as a directory is.

    >>> assign_rules((b"a/x", b"a/y", b"b/x"), (0, 0, 1), 2).files
    (b'', b'', b'b/x')
    """
    read = _Reading(_costs(files, labels, scopes))
    folders = {b"": b""}
    for folder in sorted(read.force, key=_depth):
        if folder:
            folders[folder] = folder if read.own[folder] else folders[_parent(folder)]
    held = {rule: read.force[rule] for rule in folders.values()}
    found: list[bytes] = []
    for path, label in zip(files, labels, strict=True):
        alone = label not in {_ANY, read.force[_parent(path)]}
        found.append(path if alone else folders[_parent(path)])
        if alone:
            held[path] = label
    return RuleHolders(tuple(found), folders, held)


class _Inside(NamedTuple):
    """What a rule has in a directory: files, and exceptions by their label."""

    files: list[int]
    exceptions: dict[int, int]


class _Reading:
    """The labels in force, read off the costs from the root down, and what is inside each."""

    def __init__(self, costs: "dict[bytes, list[int]]") -> None:
        at_root = costs[b""]
        self.force = {b"": at_root.index(min(at_root))}
        self.own = dict[bytes, bool]()
        for folder in sorted(costs, key=_depth):
            if folder:
                around, cost = self.force[_parent(folder)], costs[folder]
                least = min(cost)
                self.own[folder] = cost[around] > 1 + least
                self.force[folder] = cost.index(least) if self.own[folder] else around
        self._inside = {folder: _Inside([], defaultdict(int)) for folder in costs}

    def found(self, file: int, path: bytes, label: int) -> int:
        """Note a file; the label that is in force around it."""
        folder = _parent(path)
        inside, around = self._inside[folder], self.force[folder]
        if label == around:
            inside.files.append(file)
        else:
            inside.exceptions[label] += 1
        return around

    def moves(self) -> "Iterator[LabelMove]":
        """Those of whole directories, the deepest first; all files have to be noted before."""
        for folder in sorted(self.own, key=lambda name: -_depth(name)):
            above, own, label = _parent(folder), self.own[folder], self.force[folder]
            files, exceptions = self._inside[folder]
            saved = dict(exceptions)
            if own:
                saved[self.force[above]] = saved.get(self.force[above], 0) + 1
            for other in sorted(saved):
                if saved[other] > (not own):
                    yield LabelMove(folder, tuple(files), other, saved[other] - (not own))
            outer = self._inside[above]
            if own:
                outer.exceptions[label] += 1
            else:
                outer.files.extend(files)
                for other, count in exceptions.items():
                    outer.exceptions[other] += count


def _costs(
    files: "Sequence[bytes]", labels: "Sequence[int]", scopes: int
) -> dict[bytes, list[int]]:
    """The rules needed inside each folder, by the label that is in force there."""
    costs: dict[bytes, list[int]] = {b"": [0] * scopes}
    for path, label in zip(files, labels, strict=True):
        cost = _made(costs, _parent(path), scopes)
        if label != _ANY:
            for other in range(scopes):
                cost[other] += 1
            cost[label] -= 1
    for folder in sorted(costs, key=lambda name: -_depth(name)):
        if folder:
            above, cost = costs[_parent(folder)], costs[folder]
            anew = 1 + min(cost)
            for label in range(scopes):
                above[label] += min(cost[label], anew)
    return costs


def _made(costs: dict[bytes, list[int]], folder: bytes, scopes: int) -> list[int]:
    """The costs of `folder`, with an entry for every directory above it."""
    if folder not in costs:
        costs[folder] = [0] * scopes
        _made(costs, _parent(folder), scopes)
    return costs[folder]


def _parent(path: bytes) -> bytes:
    return path.rpartition(b"/")[0]


def _depth(folder: bytes) -> int:
    return folder.count(b"/") + 1 if folder else 0

"""The trees behind a set of changes, as `ports.Trees` asks for them; read only when asked."""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import SYMLINK
from remit.git import diff, limits, merge
from remit.paths import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.changes import Change
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository


class GitTrees:
    """The result is the index, or the tree-ish `result`; `base` is the trusted commit.

    `parents` are the commits that the commit under judgement has or will have.
    """

    def __init__(
        self,
        repository: "Repository",
        objects: "ObjectReader",
        base: str,
        parents: tuple[str, ...],
        result: str | None = None,
    ) -> None:
        """Remember where to ask."""
        self._repository, self._objects = repository, objects
        self._base, self._parents, self._result = base, parents, result

    def links(self) -> "Mapping[bytes, bytes]":
        """Every symlink in the result: its path and the bytes it points to."""
        return self._links

    def paths(self) -> "tuple[bytes, ...]":
        """Every path in the result."""
        return self._paths

    def since_base(self) -> "Mapping[bytes, Change]":
        """The changes that lead from the base to the result, by path."""
        return self._since_base

    def since_fork(self) -> "Mapping[bytes, Change]":
        """The changes from the newest commit of the base that the result contains, by path."""
        return self._since_fork

    def blob(self, oid: str) -> bytes:
        """The content of a blob; raises `CouldNotCheck` where it is not here."""
        return self._objects.blob(oid)

    @cached_property
    def _links(self) -> dict[bytes, bytes]:
        targets: dict[str, bytes] = {}
        size = 0
        for oid in set(self._symlinks.values()):
            targets[oid] = self._objects.beginning(oid, LONGEST)
            size += len(targets[oid])
            if size > limits.LINKS:
                raise limits.too_much_of_links()
        return {path: targets[oid] for path, oid in self._symlinks.items()}

    @cached_property
    def _since_base(self) -> "dict[bytes, Change]":
        return self._since(self._base)

    @cached_property
    def _since_fork(self) -> "dict[bytes, Change]":
        if not self._parents:
            return self._since_base
        forks = merge.merge_bases(self._repository, self._base, *self._parents)
        if len(forks) != 1 or forks[0] == self._base:
            return self._since_base
        return self._since(forks[0])

    def _since(self, commit: str) -> "dict[bytes, Change]":
        if self._result is None:
            changes = diff.diff_index(self._repository, commit)
        else:
            changes = diff.diff_trees(self._repository, commit, self._result)
        return {change.path: change for change in changes}

    @property
    def _paths(self) -> tuple[bytes, ...]:
        return self._listed[0]

    @property
    def _symlinks(self) -> dict[bytes, str]:
        """The object id of each symlink in the result, by path."""
        return self._listed[1]

    @cached_property
    def _listed(self) -> tuple[tuple[bytes, ...], dict[bytes, str]]:
        paths: list[bytes] = []
        symlinks: dict[bytes, str] = {}
        for mode, oid, path in list_tree_entries(self._repository, self._result):
            paths.append(path)
            if mode == SYMLINK:
                symlinks[path] = oid
        return tuple(paths), symlinks


def list_tree_entries(
    repository: "Repository", tree: str | None
) -> "Iterator[tuple[int, str, bytes]]":
    """Mode, object id and path of every entry of `tree`, or of the index where it is None.

    Raises `LimitExceeded` for more of them than a judgement looks at.
    """
    if tree is None:
        running = repository.flow("ls-files", "-s", "-z", *repository.whole())
    else:
        running = repository.flow("ls-tree", "-r", "-z", "--full-tree", tree)
    # `MODE OID STAGE` from the index, `MODE KIND OID` from a tree
    place = 1 if tree is None else 2
    for count, line in enumerate(_lines(running.portions())):
        if count == limits.ENTRIES:
            raise limits.too_many_entries()
        head, _, path = line.partition(b"\t")
        words = head.split(b" ")
        yield int(words[0], 8), words[place].decode("ascii"), path


def _lines(portions: "Iterator[bytes]") -> "Iterator[bytes]":
    """What stands before each NUL."""
    rest = b""
    for portion in portions:
        *whole, rest = (rest + portion).split(b"\0")
        yield from whole

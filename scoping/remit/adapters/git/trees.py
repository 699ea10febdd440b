"""The trees behind a set of changes, as `ports.Trees` asks for them; read only when asked."""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.adapters.git import merges, reading
from remit.changes import SYMLINK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.adapters.git.objects import Objects
    from remit.adapters.git.repository import Repository
    from remit.changes import Change


class GitTrees:
    """The result is the index, or the tree-ish `result`; `base` is the trusted commit.

    `parents` are the commits that the commit under judgement has or will have.
    """

    def __init__(
        self,
        repository: "Repository",
        objects: "Objects",
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
        return tuple(path for _, _, path in self._entries)

    def since_base(self) -> "Mapping[bytes, Change]":
        """The changes that lead from the base to the result, by path."""
        return self._since_base

    def since_fork(self) -> "Mapping[bytes, Change]":
        """The changes from the newest commit of the base that the result contains, by path."""
        return self._since_fork

    def blob(self, oid: str) -> bytes:
        """The content of a blob; raises `CouldNotJudge` where it is not here."""
        return self._objects.blob(oid)

    @cached_property
    def _links(self) -> dict[bytes, bytes]:
        links = ((path, oid) for mode, oid, path in self._entries if mode == SYMLINK)
        return {path: self._objects.blob(oid) for path, oid in links}

    @cached_property
    def _since_base(self) -> "dict[bytes, Change]":
        return self._since(self._base)

    @cached_property
    def _since_fork(self) -> "dict[bytes, Change]":
        if not self._parents:
            return self._since_base
        forks = merges.bases(self._repository, self._base, *self._parents)
        if len(forks) != 1 or forks[0] == self._base:
            return self._since_base
        return self._since(forks[0])

    def _since(self, commit: str) -> "dict[bytes, Change]":
        if self._result is None:
            changes = reading.index(self._repository, commit)
        else:
            changes = reading.trees(self._repository, commit, self._result)
        return {change.path: change for change in changes}

    @cached_property
    def _entries(self) -> list[tuple[int, str, bytes]]:
        return list(entries(self._repository, self._result))


def entries(repository: "Repository", tree: str | None) -> "Iterator[tuple[int, str, bytes]]":
    """Mode, object id and path of every entry of `tree`, or of the index where it is None."""
    if tree is None:
        listing = repository.run("ls-files", "-s", "-z", *repository.whole())
    else:
        listing = repository.run("ls-tree", "-r", "-z", "--full-tree", tree)
    for line in listing.split(b"\0")[:-1]:
        head, _, path = line.partition(b"\t")
        words = head.split(b" ")
        # `MODE OID STAGE` from the index, `MODE KIND OID` from a tree
        yield int(words[0], 8), words[1 if tree is None else 2].decode("ascii"), path

"""What the judge asks about the trees behind a change, each question only when it matters."""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.ports import Trees


class Evidence:
    """Answers about the result, the base's tip and the newest commit of the base it contains."""

    def __init__(self, trees: "Trees") -> None:
        self._trees = trees

    def restored(self, path: bytes) -> bool:
        """Whether the result has at `path` just what the base has, or had where this work began."""
        return path not in self._trees.since_base() or path not in self._trees.since_fork()

    def stands_on_base(self, path: bytes) -> bool:
        """Whether there is an entry at `path` on the base's tip."""
        change = self._trees.since_base().get(path)
        return change.old_mode != ABSENT if change else self.in_result(path)

    def versions(self, change: "Change") -> "Iterator[tuple[int, str]]":
        """Mode and object id of what the result may be measured by: before, base, and fork.

        Absence before the change says nothing (the file may have been deleted first and is now
        added anew); absence on the base says that the file is the task's own.
        """
        if change.old_mode != ABSENT:
            yield change.old_mode, change.old_oid
        for since in (self._trees.since_base, self._trees.since_fork):
            trusted = since().get(change.path)
            if trusted:
                yield trusted.old_mode, trusted.old_oid

    def blob(self, oid: str) -> bytes:
        """The content of a blob."""
        return self._trees.blob(oid)

    def links(self) -> "Mapping[bytes, bytes]":
        """Every symlink in the result and the bytes it points to."""
        return self._trees.links()

    def in_result(self, path: bytes) -> bool:
        """Whether there is an entry at `path` in the result."""
        from bisect import bisect_left

        place = bisect_left(self._sorted, path)
        return self._sorted[place : place + 1] == [path]

    def links_through(self, place: bytes) -> "Sequence[bytes]":
        """The other symlinks in the result whose way steps on `place`."""
        return self._through.get(place, ())

    def paths(self) -> "Sequence[bytes]":
        """Every path in the result, sorted."""
        return self._sorted

    def below(self, directory: bytes) -> "Iterator[bytes]":
        """Every path in the result below `directory`."""
        from bisect import bisect_left

        start = directory + b"/"
        place = bisect_left(self._sorted, start)
        while place < len(self._sorted) and self._sorted[place].startswith(start):
            yield self._sorted[place]
            place += 1

    @cached_property
    def _through(self) -> "dict[bytes, list[bytes]]":
        from remit.boundary.links import follow

        through: dict[bytes, list[bytes]] = {}
        for link in sorted(self.links()):
            for place in set(follow(link, self.links()).places) - {link}:
                through.setdefault(place, []).append(link)
        return through

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted(self._trees.paths())

"""What the judge asks about the trees behind a change, each question only when it matters.

Where the policy folds case, a name means what a system finds that ignores case and normal form: a
link, an entry and what is below a directory are looked up so. What was put back is not: there the
very names count.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import ABSENT, SYMLINK
from remit.errors import LimitExceeded
from remit.paths import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.boundary.budget import Budget
    from remit.boundary.links import Ways
    from remit.changes import Change
    from remit.ports import Trees


class Evidence:
    """Answers about the result, the base's tip and the newest commit of the base it contains."""

    def __init__(self, trees: "Trees", *, fold: bool) -> None:
        self._trees, self._fold = trees, fold
        self.inside: dict[bytes, bool] = {}
        """Whether the task may write all at the end of a link, as far as it was asked."""

    def restored(self, path: bytes) -> bool:
        """Whether the result has at `path` just what the base has, or had where this work began."""
        return path not in self._trees.since_base() or path not in self._trees.since_fork()

    def stands_on_base(self, path: bytes) -> bool:
        """Whether there is an entry at `path` on the base's tip."""
        if self._fold:
            return folded(path) in self._folded_base
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

        names, _ = self._by_name
        name = self._name(path)
        place = bisect_left(names, name)
        return names[place : place + 1] == [name]

    def paths(self) -> "Sequence[bytes]":
        """Every path in the result, sorted."""
        return self._sorted

    def below(self, directory: bytes) -> "Iterator[bytes]":
        """Every path in the result below `directory`."""
        from bisect import bisect_left

        names, paths = self._by_name
        start = self._name(directory) + b"/"
        place = bisect_left(names, start)
        while place < len(names) and names[place].startswith(start):
            self._visits.spend(1)
            yield paths[place]
            place += 1

    def _name(self, path: bytes) -> bytes:
        """What `path` is compared by."""
        return folded(path) if self._fold else path

    @cached_property
    def ways(self) -> "Ways":
        """Where the symlinks in the result lead."""
        from remit.boundary.links import Ways

        return Ways(self.links(), self._steps, folded if self._fold else None)

    def ways_before(self, change: "Change") -> "Ways":
        """Where the symlinks would lead if there were at the change's path what was there before.

        A target from before that is too large to be read is one that no system follows.
        """
        from remit.boundary.links import Ways

        links = dict(self.links())
        self._steps.spend(len(links))
        links.pop(change.path, None)
        if change.old_mode == SYMLINK:
            links[change.path] = self._target(change.old_oid)
        return Ways(links, self._steps, folded if self._fold else None)

    def _target(self, oid: str) -> bytes:
        try:
            return self._trees.blob(oid)
        except LimitExceeded:
            return b"\0"

    @cached_property
    def _steps(self) -> "Budget":
        from remit.boundary.links import steps

        return steps()

    @cached_property
    def _visits(self) -> "Budget":
        from remit.boundary.links import visits

        return visits()

    @cached_property
    def _folded_base(self) -> frozenset[bytes]:
        since = self._trees.since_base()
        kept = (path for path in self._sorted if path not in since)
        gone = (change.path for change in since.values() if change.old_mode != ABSENT)
        return frozenset(map(folded, (*kept, *gone)))

    @cached_property
    def _by_name(self) -> tuple[list[bytes], list[bytes]]:
        """What every path of the result is compared by, sorted, and the paths in that order."""
        if not self._fold:
            return self._sorted, self._sorted
        paths = sorted(self._sorted, key=folded)
        return [*map(folded, paths)], paths

    @cached_property
    def _sorted(self) -> list[bytes]:
        return sorted(self._trees.paths())

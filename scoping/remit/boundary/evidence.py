"""What the judge asks about the trees behind a change, each question only when it matters.

Where the policy folds case, a name means what a system finds that ignores case and normal form: a
link, an entry and what is below a directory are looked up so. What was put back is not: there the
very names count.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import ABSENT
from remit.paths import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.changes import Change
    from remit.ports import Trees


class Evidence:
    """Answers about the result, the base's tip and the newest commit of the base it contains."""

    def __init__(self, trees: "Trees", *, fold: bool) -> None:
        self._trees, self._fold = trees, fold

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

    def links(self) -> Mapping[bytes, bytes]:
        """Every symlink in the result and the bytes it points to, as `found` finds them."""
        return self._links

    def found(self, links: Mapping[bytes, bytes]) -> Mapping[bytes, bytes]:
        """These links, as a system finds them by their paths."""
        return FoldedLinks(links) if self._fold else links

    def in_result(self, path: bytes) -> bool:
        """Whether there is an entry at `path` in the result."""
        from bisect import bisect_left

        names, _ = self._by_name
        name = self._name(path)
        place = bisect_left(names, name)
        return names[place : place + 1] == [name]

    def links_through(self, place: bytes) -> "Sequence[bytes]":
        """The other symlinks in the result whose way steps on `place`."""
        return self._through.get(self._name(place), ())

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
            yield paths[place]
            place += 1

    def _name(self, path: bytes) -> bytes:
        """What `path` is compared by."""
        return folded(path) if self._fold else path

    @cached_property
    def _links(self) -> Mapping[bytes, bytes]:
        return self.found(self._trees.links())

    @cached_property
    def _through(self) -> "dict[bytes, list[bytes]]":
        from remit.boundary.links import follow

        through: dict[bytes, list[bytes]] = {}
        for link in sorted(self._links):
            places = map(self._name, follow(link, self._links).places)
            for place in set(places) - {self._name(link)}:
                through.setdefault(place, []).append(link)
        return through

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


class FoldedLinks(Mapping[bytes, bytes]):
    """Links by path: the one of just that name, or else one whose name only looks different."""

    def __init__(self, links: Mapping[bytes, bytes]) -> None:
        self._links = links
        self._alike = {folded(path): links[path] for path in sorted(links, reverse=True)}

    def __getitem__(self, path: bytes) -> bytes:
        target = self._links.get(path)
        return self._alike[folded(path)] if target is None else target

    def __iter__(self) -> "Iterator[bytes]":
        return iter(self._links)

    def __len__(self) -> int:
        return len(self._links)

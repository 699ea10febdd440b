"""One directory that several agents write: the last one to write a file wins, silently."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Content = frozenset[int]
"""The tasks whose updates a file holds."""


class FilesRead(NamedTuple):
    """What a task read."""

    contents: dict[int, Content]


class SimulatedDirectory:
    """Who writes a file writes what it had read, and its own update: what came between is gone."""

    def __init__(self) -> None:
        self._contents: dict[int, Content] = {}
        self._written: list[tuple[int, int]] = []

    def read(self, files: "Iterable[int]") -> FilesRead:
        """What the files hold now."""
        return FilesRead({file: self._contents.get(file, Content()) for file in files})

    def write(self, task: int, seen: FilesRead) -> int:
        """Write the files that were read; the number of files that lose an update by it."""
        clobbered = 0
        for file, content in seen.contents.items():
            clobbered += not self._contents.get(file, Content()) <= content
            self._contents[file] = content | {task}
            self._written.append((task, file))
        return clobbered

    def lost(self) -> "Iterator[tuple[int, int]]":
        """Each task and file whose update the file does not hold any more."""
        for task, file in self._written:
            if task not in self._contents[file]:
                yield task, file

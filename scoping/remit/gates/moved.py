"""Where the base moved its files to, looked up by where they are now."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Moved:
    """The renames between two commits, by the new place of each file and of its directories.

    Looking up a path takes one step for each directory above it, however much was moved.
    """

    __slots__ = ("_directories", "_files")

    def __init__(self, renames: "Mapping[bytes, bytes]") -> None:
        """Index renames that are given by where a file was."""
        self._files: dict[bytes, list[bytes]] = {}
        self._directories: dict[bytes, set[bytes]] = {}
        for old, new in renames.items():
            self._files.setdefault(new, []).append(old)
            for before, after in _directories(old, new):
                self._directories.setdefault(after, set()).add(before)

    def files(self, path: bytes) -> "Sequence[bytes]":
        """Where the file that is at `path` now was before it was moved there."""
        return self._files.get(path, ())

    def along(self, path: bytes) -> "Iterator[tuple[bytes, bytes]]":
        """Each directory of which a file went to one above `path`, and what `path` was in it."""
        end = path.rfind(b"/")
        while end > 0:
            for before in self._directories.get(path[:end], ()):
                yield before, before + path[end:]
            end = path.rfind(b"/", 0, end)


def _directories(old: bytes, new: bytes) -> "Iterator[tuple[bytes, bytes]]":
    """Each pair of directories below which both paths are called alike."""
    was, now = old.split(b"/"), new.split(b"/")
    for depth in range(1, min(len(was), len(now))):
        if was[-depth:] != now[-depth:]:
            return
        yield b"/".join(was[:-depth]), b"/".join(now[:-depth])

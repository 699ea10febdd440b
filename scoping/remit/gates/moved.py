"""Where the base moved its files to, looked up by where they are now."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet


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
        for at in _slashes(path):
            for before in self._directories.get(path[:at], ()):
                yield before, before + path[at:]


class MayHaveMoved:
    """Where something may have been moved to, as far as names tell: no contents are compared.

    A directory counts where `is_gone` says that nothing is left of the one it may have been.
    """

    __slots__ = ("_directories", "_files")

    def __init__(
        self,
        came: "AbstractSet[bytes]",
        went: "AbstractSet[bytes]",
        is_gone: "Callable[[bytes], bool]",
    ) -> None:
        """Take the paths that are new, and those that are no longer there."""
        inside = {path[at:] for path in went for at in _slashes(path) if is_gone(path[:at])}
        self._files = came if went else frozenset[bytes]()
        self._directories = {
            path[:at] for path in came for at in _slashes(path) if path[at:] in inside
        }

    def leads_to(self, path: bytes) -> bool:
        """Whether a file may have been moved to `path`, or a directory to one above it."""
        above = (path[:at] for at in _slashes(path))
        return path in self._files or any(each in self._directories for each in above)


def _slashes(path: bytes) -> "Iterator[int]":
    """The places at which a path goes on below a directory, the longest name first."""
    at = path.rfind(b"/")
    while at > 0:
        yield at
        at = path.rfind(b"/", 0, at)


def _directories(old: bytes, new: bytes) -> "Iterator[tuple[bytes, bytes]]":
    """Each pair of directories below which both paths are called alike."""
    was, now = old.split(b"/"), new.split(b"/")
    for depth in range(1, min(len(was), len(now))):
        if was[-depth:] != now[-depth:]:
            return
        yield b"/".join(was[:-depth]), b"/".join(now[:-depth])

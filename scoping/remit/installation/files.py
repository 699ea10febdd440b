"""File operations that happen whole or not at all, and can be undone together."""

import os
import stat
import tempfile
from typing import TYPE_CHECKING

from remit.installation.places import InstallError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class Undoing:
    """A block of file operations: if it does not end well, all of them are undone, last first."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def __enter__(self) -> "Undoing":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _: "TracebackType | None",
    ) -> None:
        if kind is None:
            return
        for undo in reversed(self._undo):
            undo()
        if isinstance(error, OSError):
            where = f" ({error.filename})" if error.filename else ""
            reason = error.strerror or str(error)
            raise InstallError(
                f"nothing was changed: {reason}{where}.",
                "make room or get the permission, then run it again.",
            ) from error

    def afterwards(self, undo: "Callable[[], object]") -> None:
        """Remember how to undo something that has just been done."""
        self._undo.append(undo)

    def write(self, path: str, content: bytes, mode: int = 0o755) -> None:
        """Put a file there, replacing one that is there."""
        before = content_of(path)
        if before is None:
            self.directory(os.path.dirname(path))
            replaced(path, content, mode)
            self.afterwards(lambda: _unlink(path))
        else:
            old_mode = stat.S_IMODE(os.stat(path).st_mode)
            replaced(path, content, mode)
            self.afterwards(lambda: replaced(path, before, old_mode))

    def move(self, source: str, target: str) -> None:
        """Rename a file, links and modes as they are; a file at `target` is replaced."""
        if os.path.lexists(target):
            self.remove(target)
        os.rename(source, target)
        self.afterwards(lambda: os.rename(target, source))

    def remove(self, path: str) -> None:
        """Take a file away."""
        if os.path.islink(path):
            link = os.readlink(path)
            os.unlink(path)
            self.afterwards(lambda: os.symlink(link, path))
            return
        content = content_of(path) or b""
        mode = stat.S_IMODE(os.stat(path).st_mode)
        os.unlink(path)
        self.afterwards(lambda: replaced(path, content, mode))

    def directory(self, path: str) -> None:
        """Make a directory and those above it, where they are missing."""
        if os.path.isdir(path):
            return
        self.directory(os.path.dirname(path))
        os.mkdir(path)
        self.afterwards(lambda: os.rmdir(path))

    def remove_directory(self, path: str) -> None:
        """Take an empty directory away; one that is missing or holds something is left."""
        if os.path.isdir(path) and not os.listdir(path):
            os.rmdir(path)
            self.afterwards(lambda: os.mkdir(path))


def replaced(path: str, content: bytes, mode: int | None = None) -> None:
    """Put `content` at `path` in one step: readers see the old file or the new one, never a part.

    A link is written through. `mode` None keeps the mode of the file that was there.
    """
    path = os.path.realpath(path)
    if mode is None:
        mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else 0o644
    handle, scratch = tempfile.mkstemp(prefix=".remit-", dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(scratch, mode)
        os.rename(scratch, path)
    except BaseException:
        _unlink(scratch)
        raise


def content_of(path: str) -> bytes | None:
    """The bytes of a file, through links; None where there is none."""
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _unlink(path: str) -> None:
    if os.path.lexists(path):
        os.unlink(path)

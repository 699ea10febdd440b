"""File operations that happen whole or not at all, and can be undone together."""

import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from remit.installation.places import InstallError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType


class Undoing:
    """A block of file operations: if it does not end well, all of them are undone, last first.

    An `OSError` leaves it as an `InstallError` with a sentence.
    """

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        if kind is None:
            return
        for undo in reversed(self._undo):
            undo()
        if isinstance(error, OSError):
            where = f" ({error.filename})" if error.filename else ""
            raise InstallError(
                f"nothing was changed: {error.strerror or error}{where}.",
                "make room or get the permission, then run it again.",
            ) from error

    def afterwards(self, undo: "Callable[[], object]") -> None:
        """Remember how to undo something that has just been done."""
        self._undo.append(undo)

    def write(self, path: Path, content: bytes, mode: int = 0o755) -> None:
        """Put a file there, replacing one that is there."""
        before = content_of(path)
        if before is None:
            self.directory(path.parent)
            replaced(path, content, mode)
            self.afterwards(path.unlink)
        else:
            old_mode = stat.S_IMODE(path.stat().st_mode)
            replaced(path, content, mode)
            self.afterwards(lambda: replaced(path, before, old_mode))

    def move(self, source: Path, target: Path) -> None:
        """Rename a file, links and modes as they are; a file at `target` is replaced."""
        if os.path.lexists(target):
            self.remove(target)
        source.rename(target)
        self.afterwards(lambda: target.rename(source))

    def remove(self, path: Path) -> None:
        """Take a file away."""
        if path.is_symlink():
            link = path.readlink()
            path.unlink()
            self.afterwards(lambda: path.symlink_to(link))
            return
        content = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
        path.unlink()
        self.afterwards(lambda: replaced(path, content, mode))

    def directory(self, path: Path) -> None:
        """Make a directory and those above it, where they are missing."""
        if path.is_dir():
            return
        self.directory(path.parent)
        path.mkdir()
        self.afterwards(path.rmdir)

    def remove_directory(self, path: Path) -> None:
        """Take an empty directory away; one that is missing or holds something is left."""
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
            self.afterwards(path.mkdir)

    def keep(self, path: Path) -> None:
        """Remember a file as it is now, for a change that somebody else (git) will make."""
        content = content_of(path)
        if content is None:
            self.afterwards(lambda: path.unlink(missing_ok=True))
        else:
            self.afterwards(lambda: replaced(path, content))


def replaced(path: Path, content: bytes, mode: int | None = None) -> None:
    """Put `content` at `path` in one step: readers see the old file or the new one, never a part.

    A link is written through. `mode` None keeps the mode of the file that was there.
    """
    path = path.resolve()
    if mode is None:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
    handle, name = tempfile.mkstemp(prefix=".remit-", dir=path.parent)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        scratch.chmod(mode)
        scratch.rename(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise


def content_of(path: Path) -> bytes | None:
    """The bytes of a file, through links; None where there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None

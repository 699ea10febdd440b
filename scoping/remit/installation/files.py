"""File operations that happen whole or not at all, and can be undone together."""

import os
import signal
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from remit.installation.places import InstallError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType


_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Undoing:
    """A block of file operations: if it does not end well, all of them are undone, last first.

    What is replaced or taken away stays beside its place under another name until the block ends,
    so that undoing needs no room on the disk. An `OSError` leaves the block as an `InstallError`.
    A signal that would end the process waits for the end of the block, and then all is undone.
    """

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []
        self._kept: list[Path] = []
        self._emptied: list[Path] = []
        self._unblocked: Iterable[int] = ()

    def __enter__(self) -> Self:
        self._unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        try:
            if kind is not None or _told_to_end():
                self._undo_all()
            else:
                self._finish()
        finally:  # a signal that has waited strikes here
            signal.pthread_sigmask(signal.SIG_SETMASK, self._unblocked)
        if isinstance(error, OSError):
            where = f" ({error.filename})" if error.filename else ""
            raise InstallError(
                f"nothing was changed: {error.strerror or error}{where}.",
                "make room or get the permission, then run it again.",
            ) from error

    def _undo_all(self) -> None:
        """Undo every step, the others too where one cannot be undone; then say which."""
        failures: list[OSError] = []
        for undo in reversed(self._undo):
            try:
                undo()
            except OSError as failure:
                failures.append(failure)
        self._take_spares_away()
        if failures:
            raise InstallError(
                f"not everything could be taken back: {failures[0]}.",
                "run `remit install` again: it heals what is there.",
            )

    def _finish(self) -> None:
        self._take_spares_away()
        for path in self._emptied:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()

    def _take_spares_away(self) -> None:
        for path in self._kept:
            path.unlink(missing_ok=True)

    def write(self, path: Path, content: bytes, mode: int = 0o755) -> None:
        """Put a file there, replacing one that is there."""
        if os.path.lexists(path):
            self.keep(path)
            replaced(path, content, mode)
        else:
            self.directory(path.parent)
            replaced(path, content, mode)
            self._undo.append(path.unlink)

    def keep(self, path: Path) -> None:
        """Remember a file as it is now, for a change that is made by writing it anew."""
        path = path.resolve()
        if path.exists():
            spare = self._spare(path)
            spare.hardlink_to(path)
            self._undo.append(lambda: spare.replace(path))
        else:
            self._undo.append(lambda: path.unlink(missing_ok=True))

    def move(self, source: Path, target: Path) -> None:
        """Rename a file, links and modes as they are; a file at `target` is replaced."""
        if os.path.lexists(target):
            self.remove(target)
        source.rename(target)
        self._undo.append(lambda: target.rename(source))

    def remove(self, path: Path) -> None:
        """Take a file away."""
        spare = self._spare(path)
        path.rename(spare)
        self._undo.append(lambda: spare.rename(path))

    def directory(self, path: Path) -> None:
        """Make a directory and those above it, where they are missing."""
        if path.is_dir():
            return
        self.directory(path.parent)
        path.mkdir()
        self._undo.append(path.rmdir)

    def remove_directory(self, path: Path) -> None:
        """Take a directory away when the block has ended well, if it is empty by then."""
        self._emptied.append(path)

    def _spare(self, path: Path) -> Path:
        spare = path.with_name(f".remit-{os.getpid()}-{len(self._kept)}")
        self._kept.append(spare)
        return spare


def _told_to_end() -> bool:
    """Whether a signal is waiting that would end this process; one that is ignored would not."""
    waiting = signal.sigpending().intersection(_ENDING)
    return any(signal.getsignal(number) != signal.SIG_IGN for number in waiting)


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

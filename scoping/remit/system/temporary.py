"""Folders for temporary files: where they may be, private to a process, and gone when it ends.

A check must not write into the tree that it checks, so the place is never the current directory, as
it can be with Python's `tempfile`, and nothing is made that `TMPDIR` names and is not there.
"""

import os
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_PLACES = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - what is made there is private
_PREFIX = "remit-scratch-"
_left: set[str] = set()


def temporary_directory(*preferred: str | None, folder: str = "") -> str:
    """The first directory that is absolute, there, writable and outside of the checked tree.

    That is the tree around `folder`, or around the current directory. Looked at are `preferred`,
    `TMPDIR`, then the system's own. Raises `CouldNotCheck` where none will do.
    """
    tree = os.path.realpath(_tree_around(folder or os.getcwd()))  # noqa: PTH109 - pathlib costs 9 ms here
    for found in (*preferred, os.environ.get("TMPDIR"), *_PLACES):
        if found and os.path.isabs(found) and _serves(found, tree):  # noqa: PTH117 - as above
            return found
    raise CouldNotCheck(
        "there is no directory for temporary files.",
        "name one in TMPDIR: an absolute path, writable, outside of the working tree",
    )


class PrivateFolder:
    """A context: a new folder of this process alone, removed at the end.

    An interruption may come while it is made or removed: `remove_own_leftovers` then removes it.
    What a process left that was killed is removed by the next one: its lock is free.
    """

    __slots__ = ("_lock", "_parent", "_seen_from", "path")

    def __init__(self, parent: str | None = None, seen_from: str = "") -> None:
        """The folder is made on entry, in `parent` or where others go: see `place`."""
        self._parent, self._seen_from = parent, seen_from
        self._lock = -1
        self.path = ""

    def __enter__(self) -> str:
        parent = self._parent or temporary_directory(folder=self._seen_from)
        sweep_stale_folders(parent)
        while self._lock < 0:
            self.path = f"{parent}/{_PREFIX}{os.getpid()}-{os.urandom(8).hex()}"
            _left.add(self.path)  # first, for it may come to nothing more
            os.mkdir(self.path, 0o700)  # noqa: PTH102 - as above
            self._lock = _locked(self.path)
        return self.path

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        remove_folder(self.path)
        _left.discard(self.path)
        os.close(self._lock)


def remove_own_leftovers() -> None:
    """Remove what an interruption has left of this process's folders; it must not come again."""
    for folder in tuple(_left):
        remove_folder(folder)
        _left.discard(folder)


def sweep_stale_folders(parent: str) -> None:
    """Remove the folders of processes that were killed; those of running ones are locked."""
    try:
        names = os.listdir(parent)  # noqa: PTH208 - as above
    except OSError:
        return
    for name in names:
        if name.startswith(_PREFIX):
            _sweep_one(f"{parent}/{name}")


def remove_folder(folder: str) -> None:
    """Remove a folder of our own, as far as it can be; `shutil` costs 2 ms here."""
    for where, folders, files in os.walk(folder, topdown=False):
        for name in files:
            _attempt(os.unlink, f"{where}/{name}")
        for name in folders:
            path = f"{where}/{name}"
            _attempt(os.unlink if os.path.islink(path) else os.rmdir, path)  # noqa: PTH114 - as above
    _attempt(os.rmdir, folder)


def _tree_around(start: str) -> str:
    """The nearest directory from `start` upwards that git has its own in, or else `start`."""
    folder = start
    while not os.path.lexists(f"{folder}/.git"):
        above = os.path.dirname(folder)  # noqa: PTH120 - as above
        if above == folder:
            return start
        folder = above
    return folder


def _serves(folder: str, tree: str) -> bool:
    real = os.path.realpath(folder)
    if f"{real}/".startswith(f"{tree.rstrip('/')}/") or not os.path.isdir(real):  # noqa: PTH112 - as above
        return False
    effective = os.access in os.supports_effective_ids
    return os.access(real, os.W_OK | os.X_OK, effective_ids=effective)


def _locked(folder: str) -> int:
    """A handle that locks a new folder; -1 where somebody swept it before it was locked."""
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return -1

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), os.stat(folder)):  # noqa: PTH116 - as above
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:  # a file system without locks: nobody sweeps there
        return handle
    os.close(handle)
    return -1


def _sweep_one(folder: str) -> None:
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        if os.fstat(handle).st_uid == os.geteuid():
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_folder(folder)
    except OSError:
        return
    finally:
        os.close(handle)


def _attempt(act: "Callable[[str], None]", path: str) -> None:
    try:
        act(path)
    except OSError:
        return

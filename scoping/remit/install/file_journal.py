"""The journal of a transaction: what is about to be changed, on the disk before it is.

It is a file of JSON lines, `journal` beside remit's other records, that exists only while a
transaction is at work or after it was killed. Its lock is held by the process at work and goes with
that process, so a journal without a holder is one to recover from. How that is done: see
`file_transaction`.
"""

# See decision 0225.

import fcntl
import json
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from remit.install.git_config import ConfigEdit
from remit.install.repository_paths import InstallError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST = 1 << 24  # bytes; an installation writes some ten thousand
_NAME = r"\.remit-[0-9a-f]{8}-[0-9]{1,6}"
_DONE = "done"
HALF = ".half"
"""What the name of a file ends with while it is copied."""


class JournalPlace(Protocol):
    """Where a transaction may change files: below `root`, with its journal in the folder `own`."""

    @property
    def root(self) -> Path:
        """The directory that all paths of the transaction are below, absolute."""
        ...

    @property
    def own(self) -> Path:
        """The directory of the journal; the one that it is in exists."""
        ...


class JournalStep(NamedTuple):
    """One change of one path: a directory that is made where it has no `name`, else a file's.

    `name` is what the file beside the path is called that keeps what is there now, if something is
    `there`. `after` is the state that the path is about to have, see `path_state`. An `edit` is
    that of a configuration file, which is changed where links to it lead.
    """

    path: Path
    name: str = ""
    after: str = ""
    edit: ConfigEdit | None = None
    there: bool = False

    @property
    def target(self) -> Path:
        """The path that really changes."""
        return self.path.resolve() if self.edit else self.path

    @property
    def spare(self) -> Path:
        """Where the file before the step is kept."""
        return self.target.with_name(self.name)

    @property
    def scratch(self) -> Path:
        """Where the file after the step is made."""
        return self.target.with_name(f"{self.name}.new")

    @property
    def leftovers(self) -> tuple[Path, ...]:
        """Every file beside the path that the step may have made."""
        made = (self.spare, self.scratch) if self.name else ()
        return (*made, *(path.with_name(path.name + HALF) for path in made))


class FileJournal:
    """The steps of one transaction, on the disk; made by `acquire`, ended by `release`."""

    def __init__(self, places: JournalPlace, handle: int) -> None:
        """Take over an open and locked file; call `acquire` instead."""
        self._root, self._own, self._handle = places.root, places.own, handle
        self.scratch = places.own / "scratch"
        self.steps: list[JournalStep] = []
        self.emptied: tuple[Path, ...] = ()
        self.committed = False
        self._read()

    @staticmethod
    def path_of(places: JournalPlace) -> Path:
        """Where the journal is while there is one."""
        return places.own / "journal"

    @classmethod
    def acquire(cls, places: JournalPlace) -> "FileJournal":
        """The journal, locked, with what an interrupted transaction left in it.

        Raises `InstallError` where another process holds it, or it cannot be read.
        """
        path = cls.path_of(places)
        while True:
            with suppress(FileNotFoundError):  # another process took the directory away just now
                path.parent.mkdir(parents=True, exist_ok=True)
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
                try:
                    _lock(handle)
                    if _is_at(handle, path):
                        return cls(places, handle)
                except BaseException:
                    os.close(handle)
                    raise
                os.close(handle)

    def append(self, step: JournalStep) -> None:
        """Write a step down; it is on the disk when this returns."""
        self.steps.append(step)
        edit = step.edit and {**step.edit._asdict(), "file": self._short(Path(step.edit.file))}
        self._write({**step._asdict(), "path": self._short(step.path), "edit": edit})

    def commit(self, emptied: "Sequence[Path]") -> OSError | None:
        """From here on the transaction has happened; `emptied` are directories to go if empty.

        Where that cannot be written down, the failure, and it has not happened.
        """
        before = os.fstat(self._handle).st_size
        try:
            for folder in {step.target.parent for step in self.steps}:
                _sync(folder)
            self._write({_DONE: [self._short(path) for path in emptied]})
        except OSError as failure:
            os.ftruncate(self._handle, before)
            return failure
        self.emptied, self.committed = tuple(emptied), True
        return None

    def clear(self) -> None:
        """Forget the steps of a transaction that was brought to an end; the lock stays."""
        self.scratch.unlink(missing_ok=True)
        _lock_of(self.scratch).unlink(missing_ok=True)
        os.ftruncate(self._handle, 0)
        self.steps, self.emptied, self.committed = [], (), False

    def release(self) -> None:
        """Take the file away, or leave it where the transaction could not be brought to an end."""
        if not self.steps:
            with suppress(OSError):
                (self._own / "journal").unlink()
                self._own.rmdir()
        os.close(self._handle)

    def _write(self, fields: "dict[str, object]") -> None:
        line = json.dumps(fields).encode("ascii") + b"\n"
        while line:
            line = line[os.write(self._handle, line) :]
        os.fsync(self._handle)

    def _read(self) -> None:
        """Take in what is there; a last line without its end was never acted on."""
        state = os.fstat(self._handle)
        if not stat.S_ISREG(state.st_mode) or state.st_size > _MOST:
            raise self._unreadable()
        lines = os.pread(self._handle, state.st_size, 0).split(b"\n")[:-1]
        try:
            for line in lines:
                fields = require_table(json.loads(line))
                if _DONE in fields:
                    self.emptied = tuple(map(self._whole, require_list(fields[_DONE])))
                    self.committed = True
                else:
                    self.steps.append(self._step(fields))
        except (ValueError, KeyError, TypeError, RecursionError):
            raise self._unreadable() from None
        if lines or state.st_size:
            os.ftruncate(self._handle, sum(len(line) + 1 for line in lines))

    def _unreadable(self) -> InstallError:
        path = self._own / "journal"
        return InstallError(
            f"{path} cannot be read, so what an interrupted installation changed is not known.",
            "look at core.hooksPath and the hooks, then delete that file and run this again.",
        )

    def _step(self, fields: "dict[str, object]") -> JournalStep:
        name = require_text(fields["name"])
        if name and not re.fullmatch(_NAME, name):
            raise ValueError(name)
        return JournalStep(
            self._whole(fields["path"]),
            name,
            require_text(fields["after"]),
            None if fields["edit"] is None else self._edit(require_table(fields["edit"])),
            fields["there"] is True,
        )

    def _edit(self, fields: "dict[str, object]") -> ConfigEdit:
        file, key, was, now = (require_text(fields[name]) for name in ConfigEdit._fields)
        return ConfigEdit(str(self._whole(file)), key, was, now)

    def _short(self, path: Path) -> str:
        return str(path.relative_to(self._root))

    def _whole(self, name: object) -> Path:
        """A path below the root, wherever that has been moved to since."""
        return resolve_inside(self._root, require_text(name))


def resolve_inside(root: Path, name: str) -> Path:
    """The path `name` below `root`; raises `ValueError` for one that leads out of it."""
    if Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name:
        raise ValueError(name)
    return root / name


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise InstallError(
            "another `remit install` or `remit uninstall` is at work in this repository.",
            "wait until it has ended, then run this again.",
        ) from None


def _is_at(handle: int, path: Path) -> bool:
    """Whether the open file is still the one at `path`: whoever held the lock may have ended."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False


def _sync(folder: Path) -> None:
    """Let the names in a directory reach the disk, where the file system can say so."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lock_of(scratch: Path) -> Path:
    """The lock that git makes beside a configuration file that it edits."""
    return scratch.with_name(f"{scratch.name}.lock")


def require_table(value: object) -> dict[str, object]:
    """A table that JSON held; raises `TypeError` for anything else."""
    if not isinstance(value, dict):
        raise TypeError("not a table")
    return cast("dict[str, object]", value)


def require_list(value: object) -> list[object]:
    """A list that JSON held; raises `TypeError` for anything else."""
    if not isinstance(value, list):
        raise TypeError("not a list")
    return cast("list[object]", value)


def require_text(value: object) -> str:
    """A text that JSON held; raises `TypeError` for anything else."""
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value

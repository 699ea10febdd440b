"""The store of a repository: one SQLite database in the common git directory.

All worktrees and processes of one machine share it. Who keeps something in it makes its own table,
with `CREATE TABLE IF NOT EXISTS` in its own transaction. Whoever can write the git directory can
write the store: what it holds coordinates, and proves nothing.
"""

# See decision 0310.

import os
import sqlite3
import time
from contextlib import contextmanager
from stat import S_ISREG
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.paths import quote_path

if TYPE_CHECKING:
    from collections.abc import Generator

FILE = "remit/state.sqlite3"
PATIENCE = 10.0  # seconds that a process waits for the others


def store_path(common_git_directory: str) -> str:
    """Where the store of a repository is."""
    return f"{common_git_directory}/{FILE}"


def open_store(common_git_directory: str) -> sqlite3.Connection:
    """The store of a repository, made where there is none; raises `CouldNotCheck`.

    Statements outside of `transaction` and `snapshot` count at once, one by one.
    """
    path = store_path(common_git_directory)
    with _explained(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - hot path
        _require_file(path, os.O_RDWR | os.O_CREAT)
        store = _connect(path, "rw")
        try:
            _write_ahead(store)
            # a process that dies loses nothing; a power cut may lose the last transactions
            store.execute("PRAGMA synchronous = NORMAL")
        except BaseException:
            store.close()
            raise
    return store


def open_store_to_read(common_git_directory: str) -> sqlite3.Connection | None:
    """The store of a repository, for reading only; None where there is none.

    Raises `CouldNotCheck`. Nothing has to be writable.
    """
    path = store_path(common_git_directory)
    if not os.path.lexists(path):
        return None
    with _explained(path):
        _require_file(path, os.O_RDONLY)
        store = _connect(path, "ro")
        try:
            store.execute("PRAGMA schema_version")
        except sqlite3.OperationalError:
            store.close()
            if os.path.lexists(f"{path}-wal"):
                raise
            # nobody writes, and the files beside it that readers share cannot be made here
            store = _connect(path, "ro&immutable=1")
    return store


@contextmanager
def transaction(store: sqlite3.Connection) -> "Generator[None]":
    """All that is done within counts at its end, or nothing of it; nobody else writes meanwhile.

    Raises `CouldNotCheck` where the store fails, or others use it for too long.
    """
    with _begun(store, "BEGIN IMMEDIATE"):
        yield


@contextmanager
def snapshot(store: sqlite3.Connection) -> "Generator[None]":
    """All that is read within is of one moment; raises `CouldNotCheck` where the store fails."""
    with _begun(store, "BEGIN"):
        yield


@contextmanager
def _begun(store: sqlite3.Connection, statement: str) -> "Generator[None]":
    with _explained(_path(store)):
        store.execute(statement)
        try:
            yield
            store.execute("COMMIT")
        except BaseException:
            if store.in_transaction:  # some failures have ended it already
                store.execute("ROLLBACK")
            raise


def _connect(path: str, mode: str) -> sqlite3.Connection:
    from urllib.parse import quote

    where = f"file:{quote(os.fsencode(path))}?mode={mode}"
    store = sqlite3.connect(where, timeout=PATIENCE, isolation_level=None, uri=True)
    store.execute("PRAGMA trusted_schema = OFF")
    return store


def _require_file(path: str, flags: int) -> None:
    """Raise `OSError` where something else than a file is, which SQLite might wait for."""
    handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600)
    try:
        if not S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is no file", path)
    finally:
        os.close(handle)


def _write_ahead(store: sqlite3.Connection) -> None:
    """Keep a write-ahead log; SQLite does not wait by itself where others begin with it too."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            store.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _path(store: sqlite3.Connection) -> str:
    return str(store.execute("PRAGMA database_list").fetchone()[2])


# What a failure means to a person.


@contextmanager
def _explained(path: str) -> "Generator[None]":
    try:
        yield
    except sqlite3.Error as error:
        raise _failure(path, error) from error
    except OSError as error:
        raise _not_usable(path, (error.strerror or "").lower()) from error


def _failure(path: str, error: sqlite3.Error) -> CouldNotCheck:
    shown = quote_path(path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without the extended part
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return CouldNotCheck(
            f"another process has used the store {shown} for more than {PATIENCE:.0f} s.",
            "try again; if it stays so, `fuser` with that path names the process",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}:
        return CouldNotCheck(
            f"the store {shown} is damaged, or another program wrote it: {error}.",
            f"set it aside, and a new one is made: {set_aside_command(path)}",
        )
    return _not_usable(path, str(error))


def _not_usable(path: str, why: str) -> CouldNotCheck:
    return CouldNotCheck(
        f"the store {quote_path(path)} cannot be used: {why}.",
        "it must be a file that you may read and write, in a directory that you may write, on a "
        "local disk with room left",
    )


def set_aside_command(path: str) -> str:
    """A command that moves the database, with the files beside it, into a directory of its own."""
    from shlex import quote

    aside = quote(path.removesuffix(".sqlite3") + ".damaged.XXXXXX")
    return f'd=$(mktemp -d {aside}) && mv {quote(path)}* "$d"'

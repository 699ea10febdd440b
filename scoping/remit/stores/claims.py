"""The claims of a repository in its store: those that a question is about, and what became of them.

What comes back was written by whoever can write the git directory: it is taken for claims only
where it has their form.
"""

import os
from typing import TYPE_CHECKING, Any

from remit.coordination.claims import (
    Claim,
    ClaimEnded,
    ClaimState,
    ClaimTaken,
    Place,
    claim_key,
    directories_above,
)
from remit.errors import CouldNotCheck
from remit.stores.sqlite import set_aside_command

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

    from remit.coordination.claims import Event

_TABLE = """CREATE TABLE IF NOT EXISTS claims (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, path BLOB NOT NULL,
    task TEXT NOT NULL, branch BLOB NOT NULL, head TEXT NOT NULL, worktree BLOB NOT NULL,
    since INTEGER NOT NULL, renewed INTEGER NOT NULL
)"""  # AUTOINCREMENT, so that no number comes back
_COLUMNS = "number, key, path, task, branch, head, worktree, since, renewed"
_TYPES = (int, bytes, bytes, str, bytes, str, bytes, int, int)
_NEAR = f"SELECT {_COLUMNS} FROM claims WHERE key = ? OR key > ? AND key < ?"  # noqa: S608
_AT = f"SELECT {_COLUMNS} FROM claims WHERE key = ?"  # noqa: S608 - names of our own
_ALL = f"SELECT {_COLUMNS} FROM claims ORDER BY key"  # noqa: S608
_WRITE = f"INSERT OR REPLACE INTO claims ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def make_table(store: "sqlite3.Connection") -> None:
    """Make room for claims, where there is none yet."""
    store.execute(_TABLE)


def read_claims(store: "sqlite3.Connection", paths: "Iterable[bytes]", *, fold: bool) -> ClaimState:
    """The claims at `paths`, above and below them; to be asked in a transaction or a snapshot.

    The cost grows with the paths, not with all claims. Raises `CouldNotCheck` for what is no claim.
    """
    keys = dict.fromkeys(claim_key(path, fold=fold) for path in paths)
    above = dict.fromkeys(each for key in keys for each in directories_above(key))
    rows = [row for key in keys for row in store.execute(_NEAR, (key, key + b"/", key + b"0"))]
    rows += [row for key in above for row in store.execute(_AT, (key,))]
    known = store.execute("SELECT seq FROM sqlite_sequence WHERE name = 'claims'").fetchone()
    claims = {row[1]: _claim(row, store) for row in rows}
    return ClaimState(fold, claims, (known[0] if known else 0) + 1)


def read_all_claims(store: "sqlite3.Connection", *, fold: bool) -> ClaimState:
    """Every claim, by path; to be asked in a transaction or a snapshot."""
    known = store.execute("SELECT 1 FROM sqlite_master WHERE name = 'claims'").fetchone()
    rows = store.execute(_ALL).fetchall() if known else ()
    return ClaimState(fold, {row[1]: _claim(row, store) for row in rows})


def write_events(store: "sqlite3.Connection", events: "Iterable[Event]", *, fold: bool) -> None:
    """Make `events` last; to be asked in the transaction in which they were decided."""
    for event in events:
        if isinstance(event, ClaimTaken):
            store.execute(_WRITE, tuple(_row(event.claim, fold=fold)))
        elif isinstance(event, ClaimEnded):
            store.execute("DELETE FROM claims WHERE number = ?", (event.claim.number,))


def _row(claim: Claim, *, fold: bool) -> "Iterator[object]":
    number, path, task, (branch, head, worktree), since, renewed = claim
    yield from (number, claim_key(path, fold=fold), path, task, branch, head, worktree)
    yield from (since, renewed)


def _claim(row: tuple[Any, ...], store: "sqlite3.Connection") -> Claim:
    if tuple(map(type, row)) != _TYPES:
        path = os.fsdecode(store.execute("PRAGMA database_list").fetchone()[2])
        raise CouldNotCheck(
            "the store of claims holds what is no claim.",
            f"set it aside, and a new one is made: {set_aside_command(path)}",
        )
    number, _, path, task, branch, head, worktree, since, renewed = row
    return Claim(number, path, task, Place(branch, head, worktree), since, renewed)

"""What the processes of a run share, in SQLite: whoever changes it does so in one transaction.

Leases are a log of events, decided by `coordination.lease` and read again by everybody; the list of
tasks and what has landed are plain tables.
"""

import json
import sqlite3
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

from remit.coordination.lease import LeaseState, apply, decide
from remit.coordination.lease_state import (
    Event,
    Lease,
    LeaseEnded,
    LeaseGranted,
    LeaseQueued,
    LeaseRefusal,
    LeaseRefused,
    LeaseRenewed,
    PoolUnits,
    Ticket,
    TicketWithdrawn,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from remit.coordination.lease import Request

_PATIENCE_SECONDS = 60.0
_TABLES = """
CREATE TABLE task (
    number INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,    -- lower is taken first
    attempt INTEGER NOT NULL DEFAULT 0,
    agent INTEGER,             -- who has or had it
    state TEXT NOT NULL DEFAULT 'open',  -- open, working, held, queued, landed
    head TEXT NOT NULL DEFAULT '',
    base INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE landed (version INTEGER PRIMARY KEY, task INTEGER NOT NULL);
CREATE TABLE lease_event (number INTEGER PRIMARY KEY, event TEXT NOT NULL);
"""


class SharedStore:
    """One process's way into the shared state."""

    def __init__(self, file: "Path") -> None:
        self._file = sqlite3.connect(file, timeout=_PATIENCE_SECONDS, isolation_level=None)
        self._file.execute("PRAGMA synchronous = OFF")  # a run that crashed is not taken up again

    @classmethod
    def begin(cls, file: "Path", tasks: int) -> "SharedStore":
        """A new one, with every task open."""
        store = cls(file)
        store._file.execute("PRAGMA journal_mode = WAL")
        store._file.executescript(_TABLES)
        rows = ((number, number) for number in range(tasks))
        with store.change() as file_:
            file_.executemany("INSERT INTO task (number, place) VALUES (?, ?)", rows)
        return store

    @contextmanager
    def change(self) -> "Generator[sqlite3.Connection]":
        """A transaction that nobody else writes in; undone where it ends by an exception."""
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield self._file
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    def rows(self, query: str, *values: int | str) -> list[tuple[int | str | None, ...]]:
        """What is there now."""
        return self._file.execute(query, values).fetchall()

    def number(self, query: str, *values: int | str) -> int:
        """The one number that the query asks for."""
        found = self._file.execute(query, values).fetchone()
        return int(found[0] or 0) if found else 0


class StoredLeases:
    """`coordination.lease`, decided inside a transaction over the log of its events."""

    def __init__(self, store: SharedStore, pools: "Mapping[str, int]") -> None:
        self._store = store
        self._state = LeaseState(pools)
        self._read = 0

    def tell(self, request: "Request", now: int) -> "tuple[Event, ...]":
        """The events that the request leads to, kept for everybody."""
        with self._store.change() as file:
            events = decide(self.state(), request, now)
            for event in events:
                self._read += 1
                file.execute(
                    "INSERT INTO lease_event VALUES (?, ?)", (self._read, encode_event(event))
                )
                self._state = apply(self._state, event)
        return events

    def state(self) -> LeaseState:
        """What all events so far lead to."""
        query = "SELECT number, event FROM lease_event WHERE number > ? ORDER BY number"
        for number, event in self._store.rows(query, self._read):
            self._state = apply(self._state, decode_event(str(event)))
            self._read = int(number or 0)
        return self._state


# The events of the leases as JSON and back; any other value is a fault of ours.


_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        LeaseEnded,
        LeaseGranted,
        TicketWithdrawn,
        LeaseQueued,
        LeaseRefused,
        LeaseRenewed,
        Lease,
        Ticket,
        PoolUnits,
    )
}


def encode_event(event: Event) -> str:
    """The event as text."""
    return json.dumps(_plain(event))


def decode_event(text: str) -> Event:
    """The event that `encode_event` wrote."""
    event = _value(json.loads(text))
    if not isinstance(event, Event):
        raise TypeError(f"no event of the leases: {text}")
    return event


def _plain(value: Any) -> object:
    if isinstance(value, Enum):
        return {"reason": value.name}
    if not isinstance(value, tuple):
        return value
    fields = [_plain(field) for field in cast("tuple[object, ...]", value)]
    kind = type(cast("object", value)).__name__
    return {"kind": kind, "fields": fields} if kind in _KINDS else fields


def _value(plain: Any) -> Any:
    match plain:
        case {"reason": name}:
            return LeaseRefusal[name]
        case {"kind": kind, "fields": fields}:
            return _KINDS[kind](*map(_value, fields))
        case [*values]:
            return tuple(map(_value, values))
        case _:
            return plain

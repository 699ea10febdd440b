"""The runs of a sweep in a file of SQLite: one row for each, there whole or not at all.

A run is known by its cell (a hash of remit's version, the scenario, strategy, agents and seed) and
its replication. A file belongs to one scenario, one version, and one list of swept parameters.
"""

import sqlite3
from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import RemitError, UsageError
from remit_sim.experiment.cluster import version
from remit_sim.outcome.metrics import FIGURES
from remit_sim.world.scenario import ExperimentSettings

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from remit_sim.experiment.design import SweepAxis, Value
    from remit_sim.experiment.jobs import ExperimentCell, Row
    from remit_sim.world.scenario import Scenario

FORMAT = 1
KEYS = ("strategy", "agents", "seed", "replication")
_TYPES = {"number": "REAL", "whole": "INTEGER", "boolean": "INTEGER"}
_WHAT = ("format", "version of remit", "", "scenario", "list of parameters", "list of figures")
_NAME = 2  # the one that may differ
_PATIENCE = 30  # seconds, for another process that writes
_WAY_OUT = "give another --out, or remove that file to begin anew"


class StoredRun(NamedTuple):
    """A run as it is kept: its replication, then its figures in the order of `FIGURES`."""

    replication: int
    row: "Row"


class RunStore:
    """The runs that are there, and those that are added; made by `opened`."""

    def __init__(
        self, connection: sqlite3.Connection, scenario: "Scenario", over: "Sequence[SweepAxis]"
    ) -> None:
        self._connection = connection
        self._tasks = workload_fingerprint(scenario)
        self._swept = [place for place, axis in enumerate(over) if axis.name not in KEYS]
        marks = ", ".join("?" * (1 + len(KEYS) + len(self._swept) + len(FIGURES)))
        self._insert = f"INSERT OR IGNORE INTO runs VALUES ({marks})"  # noqa: S608 - marks alone

    def there(self, cell: "ExperimentCell") -> set[int]:
        """The replications of the cell that are there."""
        asked = "SELECT replication FROM runs WHERE cell = ?"
        return {number for (number,) in self._connection.execute(asked, (self._digest(cell),))}

    def add(
        self, cell: "ExperimentCell", values: "Sequence[Value]", rows: "Iterable[tuple[int, Row]]"
    ) -> None:
        """Keep the rows of these replications: all of them, or none."""
        name, own = self._digest(cell), [values[place] for place in self._swept]
        whole = [
            (name, cell.strategy, cell.agents, cell.seed, number, *own, *row)
            for number, row in rows
        ]
        with _said(), self._connection:
            self._connection.executemany(self._insert, whole)

    def rows(self, cell: "ExperimentCell", replications: int) -> "Iterator[StoredRun]":
        """The first replications of the cell, in order."""
        which = " FROM runs WHERE cell = ? AND replication < ? ORDER BY replication"
        asked = "SELECT replication, " + ", ".join(FIGURES) + which
        for number, *row in self._connection.execute(asked, (self._digest(cell), replications)):
            yield StoredRun(number, tuple(row))

    def _digest(self, cell: "ExperimentCell") -> str:
        """What a cell is known by; names and descriptions do not count."""
        plain = cell._replace(scenario=_plain(cell.scenario))
        return _hashed(f"{version()} {self._tasks} {plain!r}")


@contextmanager
def open_run_store(
    file: str, scenario: "Scenario", over: "Sequence[SweepAxis]", *, must_exist: bool = False
) -> "Generator[RunStore]":
    """The store in `file` (`:memory:` for none); raises `UsageError` where it is another's."""
    mode = "rw" if must_exist else "rwc"
    uri = ":memory:" if file == ":memory:" else f"file:{_escaped(file)}?mode={mode}"
    try:
        connection = sqlite3.connect(uri, timeout=_PATIENCE, uri=True)
    except sqlite3.OperationalError as error:
        hint = "without --resume it is begun" if must_exist else ""
        raise UsageError(f"{file} could not be opened: {error}.", hint) from None
    try:
        try:
            _belongs(connection, file, scenario, over)
        except sqlite3.DatabaseError as error:
            raise UsageError(f"{file} is no store of a sweep: {error}.", _WAY_OUT) from None
        yield RunStore(connection, scenario, over)
    finally:
        connection.close()


def workload_fingerprint(scenario: "Scenario") -> str:
    """Tasks that come from elsewhere are known by those that they give first."""
    return _hashed(repr(scenario.workload.tasks((0, 0)))) if scenario.workload else ""


def _plain(scenario: "Scenario") -> "Scenario":
    return scenario._replace(name="", about="", experiment=ExperimentSettings(), workload=None)


def _hashed(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _escaped(file: str) -> str:
    from urllib.parse import quote

    return quote(file)


def _belongs(
    connection: sqlite3.Connection, file: str, scenario: "Scenario", over: "Sequence[SweepAxis]"
) -> None:
    """Make the tables where there are none; raise where they are those of something else."""
    names = ",".join(sorted(axis.name for axis in over))
    whose = _hashed(workload_fingerprint(scenario) + repr(_plain(scenario)))
    ours = (FORMAT, version(), scenario.name, whose, names, _hashed(",".join(FIGURES)))
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            _begin(connection, over, ours)
            return
    if not {"sweep", "runs"} <= tables:
        raise UsageError(f"{file} holds something else than a sweep.", _WAY_OUT)
    theirs = connection.execute("SELECT * FROM sweep").fetchone()
    for name, old, new in zip(_WHAT, theirs, ours, strict=True):
        if name and old != new:
            shown = f" ({theirs[_NAME]})" if name == "scenario" else f": {old}, not {new}"
            raise UsageError(f"{file} is of another {name}{shown}.", _WAY_OUT)


def _begin(
    connection: sqlite3.Connection, over: "Sequence[SweepAxis]", ours: "tuple[object, ...]"
) -> None:
    swept = [
        f'"{axis.name}" {_TYPES.get(axis.parameter.kind, "TEXT")}'
        for axis in over
        if axis.name not in KEYS
    ]
    figures = [f"{name} REAL NOT NULL" for name in FIGURES]
    keys = ["cell TEXT", "strategy TEXT", "agents INTEGER", "seed INTEGER", "replication INTEGER"]
    columns = ", ".join([*(f"{key} NOT NULL" for key in keys), *swept, *figures])
    connection.execute(
        "CREATE TABLE sweep"
        " (format INTEGER, remit TEXT, name TEXT, scenario TEXT, parameters TEXT, figures TEXT)"
    )
    connection.execute("INSERT INTO sweep VALUES (?, ?, ?, ?, ?, ?)", ours)
    connection.execute(
        f"CREATE TABLE runs ({columns}, PRIMARY KEY (cell, replication)) WITHOUT ROWID"
    )


@contextmanager
def _said() -> "Generator[None]":
    """A full disk, or a file that another process holds for long, as a sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        hint = "what had been added before is kept; call it again"
        raise RemitError(f"the results could not be kept: {error}.", hint) from None

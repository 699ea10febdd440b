"""The store of a repository: transactions are whole, processes wait, failures are explained."""

import multiprocessing
import os
import sqlite3
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mortal import mortal

from remit.errors import CouldNotCheck
from remit.stores import sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.synchronize import Barrier

PROCESSES, TIMES = 16, 5


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """A common git directory."""
    return str(tmp_path)


@pytest.fixture
def store(folder: str) -> "Iterator[sqlite3.Connection]":
    opened = sqlite.open_store(folder)
    opened.execute("CREATE TABLE numbers (number INTEGER)")
    yield opened
    opened.close()


def numbers(store: sqlite3.Connection) -> list[int]:
    with sqlite.snapshot(store):
        return [number for (number,) in store.execute("SELECT number FROM numbers")]


def test_a_transaction_counts_at_its_end(store: sqlite3.Connection, folder: str) -> None:
    other = sqlite.open_store(folder)
    with sqlite.transaction(store):
        store.execute("INSERT INTO numbers VALUES (1)")
        assert numbers(other) == []
    assert numbers(other) == [1]
    other.close()


def test_nothing_remains_of_a_transaction_that_fails(store: sqlite3.Connection) -> None:
    with pytest.raises(KeyboardInterrupt):
        _count_and_be_interrupted(store)
    assert numbers(store) == []


def _count_and_be_interrupted(store: sqlite3.Connection) -> None:
    with sqlite.transaction(store):
        store.execute("INSERT INTO numbers VALUES (1)")
        raise KeyboardInterrupt


def test_the_store_is_for_its_owner_alone(store: sqlite3.Connection, folder: str) -> None:
    with sqlite.transaction(store):
        store.execute("INSERT INTO numbers VALUES (1)")
    modes = {file.name: file.stat().st_mode & 0o777 for file in Path(folder, "remit").iterdir()}
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_a_process_that_dies_leaves_nothing_half_done(
    store: sqlite3.Connection, folder: str
) -> None:
    done = multiprocessing.get_context("fork").Process(target=_die_within, args=(folder,))
    done.start()
    done.join()
    assert done.exitcode == 9
    assert numbers(store) == [1]


def _die_within(folder: str) -> None:
    store = sqlite.open_store(folder)
    store.execute("INSERT INTO numbers VALUES (1)")
    with sqlite.transaction(store):
        store.execute("INSERT INTO numbers VALUES (2)")
        os._exit(9)


def test_many_processes_make_one_store_and_wait_for_each_other(folder: str) -> None:
    forks = multiprocessing.get_context("fork")
    start = forks.Barrier(PROCESSES)
    workers = [forks.Process(target=_count_up, args=(folder, start)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    store = sqlite.open_store(folder)
    assert numbers(store) == [PROCESSES * TIMES]
    store.close()


def _count_up(folder: str, start: "Barrier") -> None:
    start.wait()
    store = sqlite.open_store(folder)
    for _ in range(TIMES):
        with sqlite.transaction(store):
            store.execute("CREATE TABLE IF NOT EXISTS numbers (number INTEGER)")
            number = store.execute("SELECT max(number) FROM numbers").fetchone()[0] or 0
            store.execute("DELETE FROM numbers")
            store.execute("INSERT INTO numbers VALUES (?)", (number + 1,))
    store.close()


# Reading only.


def test_without_a_store_there_is_nothing_to_read(folder: str) -> None:
    assert sqlite.open_store_to_read(folder) is None
    assert not Path(folder, "remit").exists()


def test_what_others_wrote_can_be_read_and_not_changed(
    store: sqlite3.Connection, folder: str
) -> None:
    store.execute("INSERT INTO numbers VALUES (1)")
    reader = sqlite.open_store_to_read(folder)
    assert reader is not None
    assert numbers(reader) == [1]
    with pytest.raises(CouldNotCheck, match="readonly"), sqlite.transaction(reader):
        reader.execute("INSERT INTO numbers VALUES (2)")
    reader.close()


def test_a_store_in_a_directory_that_is_read_only_can_be_read(
    store: sqlite3.Connection, folder: str
) -> None:
    store.execute("INSERT INTO numbers VALUES (1)")
    store.close()
    Path(folder, "remit").chmod(0o500)
    with mortal():
        reader = sqlite.open_store_to_read(folder)
        assert reader is not None
        assert numbers(reader) == [1]
        reader.close()
        with pytest.raises(CouldNotCheck, match="cannot be used"):
            sqlite.open_store(folder)


# What a failure says.


@pytest.mark.parametrize("make", ["mkdir", "mkfifo", "ln -s elsewhere"])
def test_what_is_no_file_is_neither_followed_nor_waited_for(folder: str, make: str) -> None:
    path = Path(folder, sqlite.FILE)
    path.parent.mkdir()
    subprocess.run([*make.split(), path], check=True)
    for opening in (sqlite.open_store, sqlite.open_store_to_read):
        with pytest.raises(CouldNotCheck, match="cannot be used"):
            opening(folder)


def test_a_damaged_store_can_be_set_aside_with_the_command_of_the_hint(tmp_path: Path) -> None:
    folder = str(tmp_path / "it's here")
    path = Path(folder, sqlite.FILE)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(CouldNotCheck, match="damaged") as caught:
        sqlite.open_store(folder)
    subprocess.run(["sh", "-c", caught.value.hint.partition(": ")[2]], check=True)
    assert [file.name for file in path.parent.glob("state.damaged.*/*")] == ["state.sqlite3"]
    sqlite.open_store(folder).close()


def test_a_store_that_others_use_too_long_is_named(
    store: sqlite3.Connection, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0.01)
    other = sqlite.open_store(folder)
    said = pytest.raises(CouldNotCheck, match=r"another process .*state\.sqlite3")
    with sqlite.transaction(store), said, sqlite.transaction(other):
        pass
    other.close()

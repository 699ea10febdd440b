"""Claims in the store are those of the decider, whatever else is in it."""

import multiprocessing
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.coordination.claims import (
    ClaimRefused,
    ClaimState,
    End,
    Place,
    Release,
    Request,
    Take,
    apply,
    decide,
)
from remit.errors import CouldNotCheck
from remit.stores import sqlite
from remit.stores.claims import make_table, read_all_claims, read_claims, write_events

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Barrier

PLACE = Place(b"agent/\xff", "1" * 40, b"/w/\xff")
PATHS = st.sampled_from([b"a", b"A", b"a/b", b"a/b/c", b"a0", b"a.b", b"\xff/x", b"\xff", b"a/B"])
SETS = st.lists(PATHS, min_size=1, max_size=3, unique=True).map(tuple)
TASKS = st.sampled_from(["ann", "bob"])
REQUESTS: st.SearchStrategy[Request] = st.one_of(
    st.builds(Take, TASKS, st.just(PLACE), SETS),
    st.builds(Release, PATHS, TASKS | st.none()),
    st.builds(End, st.frozensets(st.integers(1, 9), max_size=3)),
)


@pytest.fixture
def store(tmp_path: Path) -> "Iterator[sqlite3.Connection]":
    opened = sqlite.open_store(str(tmp_path))
    yield opened
    opened.close()


def answered(
    store: sqlite3.Connection, request: Request, now: int, *, fold: bool
) -> tuple[object, ...]:
    """A request decided on what the store has of it."""
    with sqlite.transaction(store):
        make_table(store)
        state = (
            read_claims(store, request.paths, fold=fold)
            if isinstance(request, Take)
            else read_all_claims(store, fold=fold)
        )
        events = decide(state, request, now)
        write_events(store, events, fold=fold)
    return events


@given(st.lists(REQUESTS, max_size=12), st.booleans())
def test_a_store_answers_like_the_state_in_memory(requests: list[Request], fold: bool) -> None:  # noqa: FBT001 - drawn
    store = sqlite3.connect(":memory:", isolation_level=None)
    state = ClaimState(fold)
    for now, request in enumerate(requests):
        events = decide(state, request, now)
        for event in events:
            state = apply(state, event)
        assert answered(store, request, now, fold=fold) == events
    with sqlite.snapshot(store):
        assert read_all_claims(store, fold=fold).claims == state.claims
    store.close()


PROCESSES, TIMES = 16, 8


def test_of_processes_that_ask_at_once_one_holds_each_path(tmp_path: Path) -> None:
    """Each takes sets that overlap those of others, and checks what it holds while it holds it."""
    forks = multiprocessing.get_context("fork")
    start, failures = forks.Barrier(PROCESSES), forks.Queue()
    workers = [
        forks.Process(target=_take_in_turn, args=(str(tmp_path), number, start, failures))
        for number in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    found = [failures.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert all(wrong == [] for _, wrong in found), found
    assert sum(taken for taken, _ in found) >= PROCESSES  # each was served at last


def _take_in_turn(
    folder: str, number: int, start: "Barrier", failures: "Queue[tuple[int, list[str]]]"
) -> None:
    start.wait()
    store, task, taken, wrong = sqlite.open_store(folder), f"t{number}", 0, list[str]()
    paths = tuple(b"shared/%d" % ((number + step) % 4) for step in range(2))
    while taken < TIMES:
        if any(
            isinstance(event, ClaimRefused)
            for event in answered(store, Take(task, PLACE, paths), 0, fold=False)
        ):
            continue
        taken += 1
        with sqlite.snapshot(store):
            state = read_claims(store, paths, fold=False)
        wrong += [each.task for each in state.claims.values() if each.task != task]
        answered(store, Release(b"", task), 0, fold=False)
    store.close()
    failures.put((taken, wrong))


def test_a_claim_of_another_form_is_damage_with_a_way_out(store: sqlite3.Connection) -> None:
    answered(store, Take("ann", PLACE, (b"a",)), 0, fold=False)
    store.execute("UPDATE claims SET task = x'00'")
    with sqlite.snapshot(store), pytest.raises(CouldNotCheck, match="no claim") as caught:
        read_claims(store, [b"a"], fold=False)
    assert "mktemp" in caught.value.hint


def test_before_the_first_claim_there_is_none(store: sqlite3.Connection) -> None:
    with sqlite.snapshot(store):
        assert read_all_claims(store, fold=False) == ClaimState()

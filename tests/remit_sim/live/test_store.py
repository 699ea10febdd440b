"""What the processes of a real run share: leases and the list of tasks, whoever asks."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.coordination.lease import Acquire, Release, Tick
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
from remit_sim.live.run_script import ScriptTask
from remit_sim.live.store import SharedStore, StoredLeases, decode_event, encode_event
from remit_sim.live.tasklist import TaskList

_NUMBERS = st.integers(0, 1 << 60)
_WANTS = st.lists(st.builds(PoolUnits, st.text(), _NUMBERS)).map(tuple)
_EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        LeaseQueued, _NUMBERS, st.builds(Ticket, _NUMBERS, st.text(), _WANTS, _NUMBERS, _NUMBERS)
    ),
    st.builds(
        LeaseGranted,
        _NUMBERS,
        st.builds(Lease, _NUMBERS, st.text(), _WANTS, _NUMBERS, _NUMBERS, _NUMBERS),
    ),
    st.builds(LeaseRenewed, _NUMBERS, _NUMBERS, _NUMBERS),
    st.builds(LeaseEnded, _NUMBERS, _NUMBERS, st.booleans()),
    st.builds(TicketWithdrawn, _NUMBERS, _NUMBERS, st.booleans()),
    st.builds(
        LeaseRefused, _NUMBERS, st.sampled_from(LeaseRefusal), st.lists(st.text()).map(tuple)
    ),
)


@given(_EVENTS)
def test_an_event_is_read_as_it_was_kept(event: Event) -> None:
    if isinstance(event, LeaseQueued):
        event = event._replace(behind=tuple(event.behind))
    assert decode_event(encode_event(event)) == event


def test_what_is_no_event_is_refused() -> None:
    with pytest.raises(TypeError, match="no event"):
        decode_event('{"kind": "PoolUnits", "fields": ["a", 1]}')


@pytest.fixture
def file(tmp_path: Path) -> Path:
    SharedStore.begin(tmp_path / "state", 3)
    return tmp_path / "state"


def _acquired(leases: StoredLeases, holder: str, now: int) -> tuple[Event, ...]:
    return leases.tell(Acquire(holder, (PoolUnits("a"),), 10, 100), now)


def test_two_processes_never_hold_one_thing(file: Path) -> None:
    ours, theirs = StoredLeases(SharedStore(file), {}), StoredLeases(SharedStore(file), {})
    (granted,) = _acquired(ours, "we", 0)
    (queued,) = _acquired(theirs, "they", 1)
    assert isinstance(granted, LeaseGranted)
    assert isinstance(queued, LeaseQueued)
    assert ours.state() == theirs.state()
    ours.tell(Release(granted.lease.number, granted.lease.fence), 2)
    assert [lease.holder for lease in theirs.state().leases.values()] == ["they"]


def test_a_lease_that_nobody_renews_passes_on(file: Path) -> None:
    ours, theirs = StoredLeases(SharedStore(file), {}), StoredLeases(SharedStore(file), {})
    _acquired(ours, "we", 0)
    _acquired(theirs, "they", 1)
    theirs.tell(Tick(), 10)
    assert [lease.holder for lease in ours.state().leases.values()] == ["they"]


def _first(tasks: Sequence[int], _held: frozenset[int]) -> int | None:
    return tasks[0]


def test_a_task_is_taken_once(file: Path) -> None:
    one, other = TaskList(SharedStore(file)), TaskList(SharedStore(file))
    taken = [tasks.take(agent, _first) for agent, tasks in enumerate([one, other, one, other])]
    assert [each.number if each else None for each in taken] == [0, 1, 2, None]
    assert one.agents() == {0: 0, 1: 1, 2: 2}


def test_a_task_waits_for_those_before_it_and_for_what_it_needs(file: Path) -> None:
    plain = ScriptTask(0, 1, (), (), False, (), (), ("x",))
    after = plain._replace(number=1, after=(0,), resources=())
    tasks = TaskList(SharedStore(file), (plain, after, plain._replace(number=2)))
    assert tasks.take(1, _first) == (0, 0, "")
    assert tasks.take(2, _first) is None
    tasks.enqueue(0, "", 0)
    assert tasks.take(2, _first) == (2, 0, "")
    tasks.land(0)
    assert tasks.take(3, _first) == (1, 0, "")


def test_what_was_sent_back_comes_first_and_knows_its_attempt(file: Path) -> None:
    tasks = TaskList(SharedStore(file))
    tasks.take(1, _first)
    tasks.enqueue(0, "a commit", 0)
    assert tasks.queued() == [(0, 0, "a commit", 0)]
    tasks.send_back(0)
    assert tasks.take(2, _first) == (0, 1, "a commit")


def test_versions_count_what_landed(file: Path) -> None:
    tasks = TaskList(SharedStore(file))
    for number in (1, 0):
        tasks.land(number)
    assert (tasks.version(), tasks.since(0), tasks.since(1)) == (2, [1, 0], [0])
    assert (tasks.unfinished(), tasks.opened()) == (1, 1)

"""One agent of a real run: its time, its notes, and the tools that every strategy needs."""

import fcntl
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from remit.coordination.lease import Acquire, Release, Renew, Tick
from remit.coordination.lease_state import (
    Lease,
    LeaseGranted,
    LeaseQueued,
    PoolUnits,
    is_lease_valid,
    next_lease_deadline,
)
from remit_sim.engine import TraceNote
from remit_sim.live.edit_placement import apply_edit
from remit_sim.live.store import SharedStore, StoredLeases
from remit_sim.live.tasklist import TaskList
from remit_sim.world.events import Activity, EventKind
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from pathlib import Path

    from remit_sim.live.run_directory import RunDirectory
    from remit_sim.live.run_script import RunScript, ScriptTask
    from remit_sim.live.time_scale import TimeScale

OVERHEAD = "overhead"
"""A note of a real run alone: `amount` ticks that the scenario knows nothing of, for `about`."""

_GLANCE_SECONDS = 0.004
_PATIENCE = 1 << 50


class TraceWriter:
    """Writes the notes of one process, each with the tick at which it was made."""

    def __init__(self, ground: "RunDirectory", pace: "TimeScale", name: str) -> None:
        self.name, self._pace = name, pace
        self._file = ground.notes(name).open("w", encoding="utf-8", buffering=1)

    def note(self, what: str, about: str = "", amount: int = 0) -> None:
        """Something happened now."""
        self._file.write(
            json.dumps(TraceNote(self._pace.now, self.name, what, about, amount)) + "\n"
        )


class LiveAgent:
    """What an agent does with its time, and with what it shares with others."""

    def __init__(
        self, ground: "RunDirectory", script: "RunScript", pace: "TimeScale", number: int
    ) -> None:
        self.ground, self.script, self.number = ground, script, number
        self.workshop = ground.workshop()
        self.pace = pace
        self.note = TraceWriter(ground, pace, f"agent-{number}").note
        self._store = SharedStore(ground.database)
        self.tasks = TaskList(self._store, script.tasks)
        pools = {"review": max(1, script.terms.reviewers)}
        self.leases = StoredLeases(self._store, pools)
        self._door = ground.door.open("w", encoding="utf-8")

    @property
    def name(self) -> str:
        """What leases call it."""
        return f"agent-{self.number}"

    @contextmanager
    def phase(self, spending: Activity, ticks: int = 0, real: str = "") -> "Generator[None]":
        """Do what is inside, then wait until `ticks` are over; what took longer is noted as `real`.

        The whole is booked as `spending`.
        """
        begun = self.pace.now
        yield
        self.pace.sleep_until(begun + ticks)
        took = self.pace.now - begun
        self.note(EventKind.SPENDS, spending, took)
        if real:
            self.note(OVERHEAD, real, max(0, took - ticks))

    def glances(self) -> None:
        """Let a moment pass before one looks again."""
        self.pace.sleep_until(self.pace.now + self.pace.ticks(_GLANCE_SECONDS))

    def waits_until(self, is_so: "Callable[[], bool]") -> None:
        """Look again and again, and book the time as waiting."""
        with self.phase(Activity.WAITING):
            while not is_so():
                self.glances()

    @contextmanager
    def at_the_door(self) -> "Generator[None]":
        """Nobody else merges meanwhile."""
        with self.phase(Activity.WAITING):
            fcntl.flock(self._door, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)

    def acquire(self, names: "Iterable[str]", ttl: int) -> Lease:
        """All of `names` at once, as soon as the leases grant them."""
        wants = tuple(map(PoolUnits, names))
        begun = self.pace.now
        events = self.leases.tell(Acquire(self.name, wants, ttl, _PATIENCE), begun)
        number = next(_begun(event, self.name) for event in events if _begun(event, self.name))
        while number not in (state := self.leases.state()).leases:
            self.glances()
            if (next_lease_deadline(state) or _PATIENCE) <= self.pace.now:
                self.leases.tell(Tick(), self.pace.now)  # what is due lets the next one go ahead
        lease = state.leases[number]
        self.note(OVERHEAD, "lease", self.pace.now - max(begun, lease.expires - lease.ttl))
        return lease

    def release(self, lease: Lease) -> None:
        """Give it back; nothing where it has ended."""
        self.leases.tell(Release(lease.number, lease.fence), self.pace.now)

    def renew(self, lease: Lease) -> None:
        """Heartbeat."""
        self.leases.tell(Renew(lease.number, lease.fence), self.pace.now)

    def guarded(self, lease: Lease, act: "Callable[[], None]") -> bool:
        """Do it while the lease certainly holds, fence and all; else False, and nothing is done."""
        with self._store.change():
            if not is_lease_valid(self.leases.state(), lease.number, lease.fence, self.pace.now):
                return False
            act()
        return True

    def is_reviewed(self) -> None:
        """Wait for a reviewer and for the review, where the scenario has any."""
        terms = self.script.terms
        if not terms.reviewers:
            return
        with self.phase(Activity.REVIEW):
            lease = self.acquire(("review",), _PATIENCE)
        with self.phase(Activity.REVIEW, terms.review):
            pass
        self.release(lease)

    def edits(self, folder: "Path", task: "ScriptTask", attempt: int) -> None:
        """The task's edit of each of its files, on top of what the folder has."""
        for file in task.files:
            place = folder / file_path(file)
            place.write_text(self.edit(place.read_text("utf-8"), task, attempt), "utf-8")

    def edit(self, content: str, task: "ScriptTask", attempt: int) -> str:
        """The task's edit of one file; an agent never collides with what it did itself."""
        own = (other for other, agent in self.tasks.agents().items() if agent == self.number)
        return apply_edit(
            content, task.number, attempt, (each for each in own if each != task.number)
        )

    def starts(self, task: "ScriptTask") -> None:
        """Somebody works on the task for the first time."""
        self.note(EventKind.STARTS, str(task.number), task.ticks)

    def lands(self, task: "ScriptTask", attempt: int, base: int) -> None:
        """The task, begun on the version `base`, is on the trunk, with what that breaks."""
        for other in self.broken_by(task.number, self.tasks.since(base)):
            self.note(EventKind.BREAKS, str(task.number), other)
        if attempt in task.fails:
            self.note(EventKind.BROKEN, str(task.number))
        self.tasks.land(task.number)
        self.note(EventKind.LANDS, str(task.number))

    def broken_by(self, task: int, others: "Iterable[int]") -> "Iterator[int]":
        """Each of `others` that the task merges with and does not work with."""
        agents = self.tasks.agents()
        pairs = self.script.breaks
        for other in others:
            pair = (min(task, other), max(task, other))
            if pair in pairs and agents.get(task) != agents.get(other):
                yield other


def _begun(event: object, holder: str) -> int:
    """The number under which the holder's own request goes on; 0 for any other event."""
    match event:
        case LeaseQueued(_, ticket):
            return ticket.number
        case LeaseGranted(_, lease) if lease.holder == holder:
            return lease.number
        case _:
            return 0

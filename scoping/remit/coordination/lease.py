"""Exclusive, expiring holds on path sets and named resources, as a pure state machine.

`decide(state, request, now)` answers with events, and `apply(state, event)` gives the next state.
What runs them (a simulator in virtual time, a store on disk) lives elsewhere.
"""

from typing import TYPE_CHECKING, NamedTuple, assert_never

from remit.coordination.lease_state import (
    Lease,
    LeaseEnded,
    LeaseGranted,
    LeaseQueued,
    LeaseRefusal,
    LeaseRefused,
    LeaseRenewed,
    LeaseState,
    Ticket,
    TicketWithdrawn,
    apply,
    blocked_wants,
    is_grantable,
    is_lease_valid,
    next_lease_deadline,
    wants_conflict,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.coordination.lease_state import Event, Wants


# What may be asked of the leases.


class Acquire(NamedTuple):
    """Hold everything in `wants` at once for `ttl` ticks, waiting up to `patience` ticks for it.

    Asking for all at once never deadlocks. Asking for more while holding is granted, queued, or
    refused where waiting would close a circle, as asking again for what one holds does.
    """

    holder: str
    wants: "Wants"
    ttl: int
    patience: int = 0


class Renew(NamedTuple):
    """Heartbeat: the lease shall end its `ttl` from now."""

    number: int
    fence: int


class Release(NamedTuple):
    """Give the lease back."""

    number: int
    fence: int


class Withdraw(NamedTuple):
    """Leave the queue."""

    number: int
    holder: str


class Tick(NamedTuple):
    """Nothing is asked: time has passed."""


Request = Acquire | Renew | Release | Withdraw | Tick


# Who waits for whom: the order of grants, and the circles that must not close.


class WaitsFor(NamedTuple):
    """What a ticket waits for: holders of leases, and holders of tickets before it."""

    ticket: "Ticket"
    leases: frozenset[str]
    before: frozenset[str]

    @property
    def behind(self) -> frozenset[str]:
        """Every holder that this ticket waits for; empty where it can be granted."""
        return self.leases | self.before


def find_waits(state: "LeaseState", tickets: "Iterable[Ticket]") -> list[WaitsFor]:
    """What each ticket waits for, in the order of the tickets.

    A later ticket never overtakes an earlier one that wants the same, with one exception: an
    earlier one that waits, however indirectly, for the holder of the later cannot be served first
    anyway, so it does not count as before it.
    """
    found: list[WaitsFor] = []
    for ticket in tickets:
        graph = wait_for_graph(found)
        before = [one.ticket for one in found if ticket.holder not in _reached(graph, one)]
        found.append(_standing(state, ticket, before))
    return found


def wait_for_graph(found: "Iterable[WaitsFor]") -> dict[str, frozenset[str]]:
    """The holders that each waiting holder waits for directly."""
    graph: dict[str, frozenset[str]] = {}
    for one in found:
        graph[one.ticket.holder] = graph.get(one.ticket.holder, frozenset()) | one.behind
    return graph


def would_deadlock(found: list[WaitsFor]) -> bool:
    """Whether the last ticket waits, however indirectly, for its own holder."""
    last = found[-1]
    return last.ticket.holder in _reached(wait_for_graph(found), last)


def _standing(state: "LeaseState", ticket: "Ticket", before: "list[Ticket]") -> WaitsFor:
    """Only what cannot be had makes it wait: not a pool in which units are left.

    Nobody waits for what it has itself, unless that alone is in its way.
    """
    leases = tuple(state.leases.values())
    every: list[Lease | Ticket] = [*leases, *before]
    lacks = blocked_wants(ticket.wants, [one.wants for one in every], state.pools)
    own = [one.wants for one in every if one.holder == ticket.holder]
    itself = (
        frozenset[str]() if blocked_wants(lacks, own, state.pools) else frozenset([ticket.holder])
    )
    return WaitsFor(ticket, _holding(lacks, leases) - itself, _holding(lacks, before) - itself)


def _holding(lacks: "Wants", others: "Iterable[Lease | Ticket]") -> frozenset[str]:
    return frozenset(one.holder for one in others if wants_conflict(lacks, one.wants))


def _reached(graph: dict[str, frozenset[str]], start: WaitsFor) -> set[str]:
    """Every holder that `start` waits for, directly or through others."""
    seen: set[str] = set()
    open_ = list(start.behind)
    while open_:
        holder = open_.pop()
        if holder not in seen:
            seen.add(holder)
            open_ += graph.get(holder, ())
    return seen


# The decisions: what a request leads to, and whom that lets go ahead.


def decide(state: LeaseState, request: "Request", now: int) -> "tuple[Event, ...]":
    """The events that `request` leads to at the time `now`, in order; `apply` each in turn.

    Whatever is due happens first: leases expire, tickets lapse, and the first in the queue are
    granted what became free. Time does not run backwards: an earlier `now` counts as the latest.
    """
    now = max(now, state.clock)
    course = _Course(state, now)
    course.settle()
    course.take(_answer(course.state, request, now))
    course.settle()
    return tuple(course.events)


class _Course:
    """The events so far and the state that they lead to."""

    def __init__(self, state: LeaseState, now: int) -> None:
        self.state, self.events = state, list["Event"]()
        self._now = now

    def take(self, event: "Event | None") -> None:
        if event is not None:
            self.events.append(event)
            self.state = apply(self.state, event)

    def settle(self) -> None:
        """End what is due, then grant until nobody more can be."""
        for event in list(_due(self.state, self._now)):
            self.take(event)
        while ticket := _next(self.state):
            self.take(_granted(self.state, ticket, self._now))


def _due(state: LeaseState, now: int) -> "Iterator[Event]":
    for lease in state.leases.values():
        if lease.expires <= now:
            yield LeaseEnded(now, lease.number, expired=True)
    for ticket in state.waiting.values():
        if ticket.until <= now:
            yield TicketWithdrawn(now, ticket.number, lapsed=True)


def _next(state: LeaseState) -> Ticket | None:
    found = find_waits(state, state.waiting.values())
    return next((one.ticket for one in found if not one.behind), None)


def _granted(state: LeaseState, ticket: Ticket, now: int) -> LeaseGranted:
    number, holder, wants, ttl, _ = ticket
    return LeaseGranted(now, Lease(number, holder, wants, ttl, state.next_fence, now + ttl))


def _answer(state: LeaseState, request: "Request", now: int) -> "Event | None":
    match request:
        case Acquire():
            return _acquired(state, request, now)
        case Renew(number, fence) if is_lease_valid(state, number, fence, now):
            return LeaseRenewed(now, number, now + state.leases[number].ttl)
        case Release(number, fence) if is_lease_valid(state, number, fence, now):
            return LeaseEnded(now, number, expired=False)
        case Withdraw(number, holder) if _waits(state, number, holder):
            return TicketWithdrawn(now, number, lapsed=False)
        case Renew() | Release() | Withdraw():
            return LeaseRefused(now, LeaseRefusal.STALE)
        case Tick():
            return None
    assert_never(request)


def _waits(state: LeaseState, number: int, holder: str) -> bool:
    ticket = state.waiting.get(number)
    return ticket is not None and ticket.holder == holder


def _acquired(state: LeaseState, asked: Acquire, now: int) -> "Event":
    if asked.ttl <= 0 or not is_grantable(asked.wants, state.pools):
        return LeaseRefused(now, LeaseRefusal.IMPOSSIBLE)
    holder, wants, ttl, patience = asked
    ticket = Ticket(state.next_number, holder, wants, ttl, now + patience)
    found = find_waits(state, (*state.waiting.values(), ticket))
    behind = tuple(sorted(found[-1].behind))
    if not behind:
        return _granted(state, ticket, now)
    if would_deadlock(found):
        return LeaseRefused(now, LeaseRefusal.CIRCLE, behind)
    return (
        LeaseQueued(now, ticket, behind)
        if patience > 0
        else LeaseRefused(now, LeaseRefusal.BUSY, behind)
    )


__all__ = ["LeaseState", "apply", "decide", "is_lease_valid", "next_lease_deadline"]

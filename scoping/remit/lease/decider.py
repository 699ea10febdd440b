"""The decisions: what a request leads to, and whom that lets go ahead."""

from typing import TYPE_CHECKING, assert_never

from remit.lease.events import Ended, Granted, Left, Queued, Reason, Refused, Renewed, apply
from remit.lease.requests import Acquire, Release, Renew, Tick, Withdraw
from remit.lease.resources import possible
from remit.lease.state import Lease, State, Ticket, valid
from remit.lease.waiting import closes_a_circle, standings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.lease.events import Event
    from remit.lease.requests import Request


def decide(state: State, request: "Request", now: int) -> "tuple[Event, ...]":
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

    def __init__(self, state: State, now: int) -> None:
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


def _due(state: State, now: int) -> "Iterator[Event]":
    for lease in state.leases.values():
        if lease.expires <= now:
            yield Ended(now, lease.number, expired=True)
    for ticket in state.waiting.values():
        if ticket.until <= now:
            yield Left(now, ticket.number, lapsed=True)


def _next(state: State) -> Ticket | None:
    found = standings(state, state.waiting.values())
    return next((one.ticket for one in found if not one.behind), None)


def _granted(state: State, ticket: Ticket, now: int) -> Granted:
    number, holder, wants, ttl, _ = ticket
    return Granted(now, Lease(number, holder, wants, ttl, state.next_fence, now + ttl))


def _answer(state: State, request: "Request", now: int) -> "Event | None":
    match request:
        case Acquire():
            return _acquired(state, request, now)
        case Renew(number, fence) if valid(state, number, fence, now):
            return Renewed(now, number, now + state.leases[number].ttl)
        case Release(number, fence) if valid(state, number, fence, now):
            return Ended(now, number, expired=False)
        case Withdraw(number, holder) if _waits(state, number, holder):
            return Left(now, number, lapsed=False)
        case Renew() | Release() | Withdraw():
            return Refused(now, Reason.STALE)
        case Tick():
            return None
    assert_never(request)


def _waits(state: State, number: int, holder: str) -> bool:
    ticket = state.waiting.get(number)
    return ticket is not None and ticket.holder == holder


def _acquired(state: State, asked: Acquire, now: int) -> "Event":
    if asked.ttl <= 0 or not possible(asked.wants, state.pools):
        return Refused(now, Reason.IMPOSSIBLE)
    holder, wants, ttl, patience = asked
    ticket = Ticket(state.next_number, holder, wants, ttl, now + patience)
    found = standings(state, (*state.waiting.values(), ticket))
    behind = tuple(sorted(found[-1].behind))
    if not behind:
        return _granted(state, ticket, now)
    if closes_a_circle(found):
        return Refused(now, Reason.CIRCLE, behind)
    return Queued(now, ticket, behind) if patience > 0 else Refused(now, Reason.BUSY, behind)

"""The decisions: what a request about messages leads to."""

from typing import TYPE_CHECKING, assert_never

from remit.messages.events import (
    Acknowledged,
    Delivered,
    Forgotten,
    Reason,
    Refused,
    Revived,
    Sent,
    SetAside,
)
from remit.messages.requests import Acknowledge, Fetch, Forget, Revive, Send
from remit.messages.state import Message, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.messages.events import Event
    from remit.messages.requests import Request


def decide(state: State, request: "Request", now: int) -> "tuple[Event, ...]":
    """The events that `request` leads to at the time `now`, in order; `apply` each in turn.

    Time does not run backwards: an earlier `now` counts as the latest.
    """
    now = max(now, state.clock)
    if isinstance(request, Fetch):
        return tuple(_fetched(state, request, now))
    return (_answer(state, request, now),)


def _fetched(state: State, asked: Fetch, now: int) -> "Iterator[Event]":
    room = asked.limit
    for message, attempts, visible in state.pending.values():
        if message.recipient != asked.recipient or visible > now:
            continue
        if attempts >= state.terms.attempts:
            yield SetAside(now, message)
        elif room > 0:
            room -= 1
            yield Delivered(now, message, attempts + 1, now + state.terms.patience)


def _answer(state: State, request: "Send | Acknowledge | Revive | Forget", now: int) -> "Event":
    match request:
        case Send():
            return _sent(state, request, now)
        case Acknowledge(recipient, number) if _addressee(state, number) == recipient:
            return Acknowledged(now, number)
        case Revive(number) if number in state.aside:
            return Revived(now, number)
        case Forget(sender, key):
            return _forgotten(state, sender, key, now)
        case Acknowledge() | Revive():
            return Refused(now, Reason.UNKNOWN, request.number)
    assert_never(request)


def _sent(state: State, asked: Send, now: int) -> "Event":
    known = state.known.get((asked.sender, asked.key))
    if known is not None:
        return Refused(now, Reason.REPEATED, known)
    message = Message(state.next_number, asked.sender, asked.recipient, asked.key, asked.body)
    return Sent(now, message, now + max(0, asked.latency))


def _addressee(state: State, number: int) -> str | None:
    """Whose message it is; a late acknowledgement of one that was set aside still counts."""
    pending = state.pending.get(number)
    message = pending.message if pending else state.aside.get(number)
    return message.recipient if message else None


def _forgotten(state: State, sender: str, key: str, now: int) -> "Event":
    number = state.known.get((sender, key))
    if number is None:
        return Refused(now, Reason.UNKNOWN)
    if number in state.pending or number in state.aside:
        return Refused(now, Reason.UNSETTLED, number)
    return Forgotten(now, sender, key)

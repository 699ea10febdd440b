"""Messages between tasks, delivered at least once, as a pure state machine.

`decide(state, request, now)` answers with events, and `apply(state, event)` gives the next state. A
message stays until it is acknowledged: one that was handed out and not acknowledged in time is
handed out again, so receivers must bear to see it twice.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar, assert_never

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping


# What may be asked of the messages.


class Send(NamedTuple):
    """Say `body` to `recipient`; it arrives `latency` ticks later. The same `key` sends once."""

    sender: str
    recipient: str
    key: str
    body: str
    latency: int = 0


class Fetch(NamedTuple):
    """Hand out up to `limit` messages, the oldest first."""

    recipient: str
    limit: int = 1


class Acknowledge(NamedTuple):
    """The recipient has done what the message asks; it is never handed out again."""

    recipient: str
    number: int


class Redeliver(NamedTuple):
    """Try a message again that was set aside."""

    number: int


class Forget(NamedTuple):
    """Drop the memory of a key whose message is settled: its sender will not repeat it any more."""

    sender: str
    key: str


Request = Send | Fetch | Acknowledge | Redeliver | Forget


# Every message that was sent, and where each one stands, as one value.


class DeliveryTerms(NamedTuple):
    """How long a receiver has to acknowledge (ticks), and how often a message is handed out."""

    patience: int = 300
    attempts: int = 5


class Message(NamedTuple):
    """What was said; the sender's own `key` tells a repeated send from a new one."""

    number: int
    sender: str
    recipient: str
    key: str
    body: str


class PendingMessage(NamedTuple):
    """A message on its way: how often it was handed out, and from when it may be (again)."""

    message: Message
    attempts: int
    visible: int


class MessageState(NamedTuple):
    """All messages: each sent one is pending, set aside or acknowledged, and only one of these.

    `known` gives the number of each (sender, key); times are ticks of the caller's clock.
    """

    terms: DeliveryTerms = DeliveryTerms()
    pending: "Mapping[int, PendingMessage]" = {}  # noqa: RUF012 - never changed: states are values
    aside: "Mapping[int, Message]" = {}  # noqa: RUF012
    known: "Mapping[tuple[str, str], int]" = {}  # noqa: RUF012
    clock: int = 0
    next_number: int = 1


def next_fetch_time(state: MessageState, recipient: str) -> int | None:
    """When the next message for `recipient` can be fetched, or None where none is pending."""
    times = (one.visible for one in state.pending.values() if one.message.recipient == recipient)
    return min(times, default=None)


# What happened to a message, and the state that follows. `at` is the time of the decision.


_Key = TypeVar("_Key", bound="Hashable")
_Value = TypeVar("_Value")


class MessageRefusal(StrEnum):
    """Why a request was refused."""

    REPEATED = "that key was sent already"
    UNKNOWN = "no such message is pending for this recipient, or it is settled"
    UNSETTLED = "that message is still pending or set aside"


class MessageSent(NamedTuple):
    """The message is kept, to be handed out from `visible` on."""

    at: int
    message: Message
    visible: int


class MessageDelivered(NamedTuple):
    """The message was handed out for the `attempt`-th time; unacknowledged, it comes again."""

    at: int
    message: Message
    attempt: int
    again: int


class DeadLettered(NamedTuple):
    """Nobody acknowledged the message in any of its attempts: a person must look."""

    at: int
    message: Message


class MessageAcknowledged(NamedTuple):
    """The message is settled."""

    at: int
    number: int


class MessageRedelivered(NamedTuple):
    """A message that was set aside is pending again, with all its attempts."""

    at: int
    number: int


class KeyForgotten(NamedTuple):
    """The key may be used for a new message."""

    at: int
    sender: str
    key: str


class MessageRefused(NamedTuple):
    """Nothing changed, for this reason; `number` is the message that it is about, where known."""

    at: int
    reason: MessageRefusal
    number: int | None = None


Event = (
    MessageSent
    | MessageDelivered
    | DeadLettered
    | MessageAcknowledged
    | MessageRedelivered
    | KeyForgotten
    | MessageRefused
)


def apply(state: MessageState, event: Event) -> MessageState:
    """The state after the event; the one before it is unchanged."""
    state = state._replace(clock=max(state.clock, event.at))
    match event:
        case MessageSent(_, message, visible):
            pending = {**state.pending, message.number: PendingMessage(message, 0, visible)}
            known = {**state.known, (message.sender, message.key): message.number}
            after = message.number + 1
            state = state._replace(pending=pending, known=known, next_number=after)
        case MessageDelivered(_, message, attempt, again):
            handed = PendingMessage(message, attempt, again)
            state = state._replace(pending={**state.pending, message.number: handed})
        case DeadLettered(_, message):
            left = _without(state.pending, message.number)
            state = state._replace(pending=left, aside={**state.aside, message.number: message})
        case MessageAcknowledged(_, number):
            left, aside = _without(state.pending, number), _without(state.aside, number)
            state = state._replace(pending=left, aside=aside)
        case MessageRedelivered(at, number):
            back = {**state.pending, number: PendingMessage(state.aside[number], 0, at)}
            state = state._replace(pending=back, aside=_without(state.aside, number))
        case KeyForgotten(_, sender, key):
            state = state._replace(known=_without(state.known, (sender, key)))
        case MessageRefused():
            pass
        case _:
            assert_never(event)
    return state


def _without(kept: "Mapping[_Key, _Value]", gone: _Key) -> "dict[_Key, _Value]":
    return {key: value for key, value in kept.items() if key != gone}


# The decisions: what a request about messages leads to.


def decide(state: MessageState, request: "Request", now: int) -> "tuple[Event, ...]":
    """The events that `request` leads to at the time `now`, in order; `apply` each in turn.

    Time does not run backwards: an earlier `now` counts as the latest.
    """
    now = max(now, state.clock)
    if isinstance(request, Fetch):
        return tuple(_fetched(state, request, now))
    return (_answer(state, request, now),)


def _fetched(state: MessageState, asked: Fetch, now: int) -> "Iterator[Event]":
    room = asked.limit
    for message, attempts, visible in state.pending.values():
        if message.recipient != asked.recipient or visible > now:
            continue
        if attempts >= state.terms.attempts:
            yield DeadLettered(now, message)
        elif room > 0:
            room -= 1
            yield MessageDelivered(now, message, attempts + 1, now + state.terms.patience)


def _answer(
    state: MessageState, request: "Send | Acknowledge | Redeliver | Forget", now: int
) -> "Event":
    match request:
        case Send():
            return _sent(state, request, now)
        case Acknowledge(recipient, number) if _addressee(state, number) == recipient:
            return MessageAcknowledged(now, number)
        case Redeliver(number) if number in state.aside:
            return MessageRedelivered(now, number)
        case Forget(sender, key):
            return _forgotten(state, sender, key, now)
        case Acknowledge() | Redeliver():
            return MessageRefused(now, MessageRefusal.UNKNOWN, request.number)
    assert_never(request)


def _sent(state: MessageState, asked: Send, now: int) -> "Event":
    known = state.known.get((asked.sender, asked.key))
    if known is not None:
        return MessageRefused(now, MessageRefusal.REPEATED, known)
    message = Message(state.next_number, asked.sender, asked.recipient, asked.key, asked.body)
    return MessageSent(now, message, now + max(0, asked.latency))


def _addressee(state: MessageState, number: int) -> str | None:
    """Whose message it is; a late acknowledgement of one that was set aside still counts."""
    pending = state.pending.get(number)
    message = pending.message if pending else state.aside.get(number)
    return message.recipient if message else None


def _forgotten(state: MessageState, sender: str, key: str, now: int) -> "Event":
    number = state.known.get((sender, key))
    if number is None:
        return MessageRefused(now, MessageRefusal.UNKNOWN)
    if number in state.pending or number in state.aside:
        return MessageRefused(now, MessageRefusal.UNSETTLED, number)
    return KeyForgotten(now, sender, key)


__all__ = ["DeliveryTerms", "MessageState", "apply", "decide", "next_fetch_time"]

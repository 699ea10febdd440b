"""What happened to a message, and the state that follows. `at` is the time of the decision."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar, assert_never

from remit.messages.state import Message, Pending, State

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

_Key = TypeVar("_Key", bound="Hashable")
_Value = TypeVar("_Value")


class Reason(StrEnum):
    """Why a request was refused."""

    REPEATED = "that key was sent already"
    UNKNOWN = "no such message is pending for this recipient, or it is settled"
    UNSETTLED = "that message is still pending or set aside"


class Sent(NamedTuple):
    """The message is kept, to be handed out from `visible` on."""

    at: int
    message: Message
    visible: int


class Delivered(NamedTuple):
    """The message was handed out for the `attempt`-th time; unacknowledged, it comes again."""

    at: int
    message: Message
    attempt: int
    again: int


class SetAside(NamedTuple):
    """Nobody acknowledged the message in any of its attempts: a person must look."""

    at: int
    message: Message


class Acknowledged(NamedTuple):
    """The message is settled."""

    at: int
    number: int


class Revived(NamedTuple):
    """A message that was set aside is pending again, with all its attempts."""

    at: int
    number: int


class Forgotten(NamedTuple):
    """The key may be used for a new message."""

    at: int
    sender: str
    key: str


class Refused(NamedTuple):
    """Nothing changed, for this reason; `number` is the message that it is about, where known."""

    at: int
    reason: Reason
    number: int | None = None


Event = Sent | Delivered | SetAside | Acknowledged | Revived | Forgotten | Refused


def apply(state: State, event: Event) -> State:
    """The state after the event; the one before it is unchanged."""
    state = state._replace(clock=max(state.clock, event.at))
    match event:
        case Sent(_, message, visible):
            pending = {**state.pending, message.number: Pending(message, 0, visible)}
            known = {**state.known, (message.sender, message.key): message.number}
            after = message.number + 1
            state = state._replace(pending=pending, known=known, next_number=after)
        case Delivered(_, message, attempt, again):
            handed = Pending(message, attempt, again)
            state = state._replace(pending={**state.pending, message.number: handed})
        case SetAside(_, message):
            left = _without(state.pending, message.number)
            state = state._replace(pending=left, aside={**state.aside, message.number: message})
        case Acknowledged(_, number):
            left, aside = _without(state.pending, number), _without(state.aside, number)
            state = state._replace(pending=left, aside=aside)
        case Revived(at, number):
            back = {**state.pending, number: Pending(state.aside[number], 0, at)}
            state = state._replace(pending=back, aside=_without(state.aside, number))
        case Forgotten(_, sender, key):
            state = state._replace(known=_without(state.known, (sender, key)))
        case Refused():
            pass
        case _:
            assert_never(event)
    return state


def _without(kept: "Mapping[_Key, _Value]", gone: _Key) -> "dict[_Key, _Value]":
    return {key: value for key, value in kept.items() if key != gone}

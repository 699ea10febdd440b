"""Every message that was sent, and where each one stands, as one value."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Terms(NamedTuple):
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


class Pending(NamedTuple):
    """A message on its way: how often it was handed out, and from when it may be (again)."""

    message: Message
    attempts: int
    visible: int


class State(NamedTuple):
    """All messages: each sent one is pending, set aside or acknowledged, and only one of these.

    `known` gives the number of each (sender, key); times are ticks of the caller's clock.
    """

    terms: Terms = Terms()
    pending: "Mapping[int, Pending]" = {}  # noqa: RUF012 - never changed: states are values
    aside: "Mapping[int, Message]" = {}  # noqa: RUF012
    known: "Mapping[tuple[str, str], int]" = {}  # noqa: RUF012
    clock: int = 0
    next_number: int = 1


def deadline(state: State, recipient: str) -> int | None:
    """When the next message for `recipient` can be fetched, or None where none is pending."""
    times = (one.visible for one in state.pending.values() if one.message.recipient == recipient)
    return min(times, default=None)

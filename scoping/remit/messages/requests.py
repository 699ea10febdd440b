"""What may be asked of the messages."""

from typing import NamedTuple


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


class Revive(NamedTuple):
    """Try a message again that was set aside."""

    number: int


class Forget(NamedTuple):
    """Drop the memory of a key whose message is settled: its sender will not repeat it any more."""

    sender: str
    key: str


Request = Send | Fetch | Acknowledge | Revive | Forget

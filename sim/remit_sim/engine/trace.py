"""The trace: one note per thing that happened, in the order in which it happened."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class QueueEvent(StrEnum):
    """What a resource notes; `about` is its name."""

    OPENS = "opens"  # `amount` is the capacity
    ASKS = "asks"
    GETS = "gets"
    GIVES = "gives"
    QUITS = "quits"  # asked, and left without getting it


class TraceNote(NamedTuple):
    """At the tick `at`, the process `who` did `what`; `about` and `amount` depend on `what`."""

    at: int
    who: str
    what: str
    about: str = ""
    amount: int = 0


if TYPE_CHECKING:
    Taker = Callable[[TraceNote], None]

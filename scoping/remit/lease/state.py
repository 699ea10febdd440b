"""Who holds what and who waits, as one value."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.lease.resources import Wants


class Ticket(NamedTuple):
    """A place in the queue: what `holder` waits for, until when, and for how long it would hold."""

    number: int
    holder: str
    wants: "Wants"
    ttl: int
    until: int


class Lease(NamedTuple):
    """A hold that ends at `expires` (exclusive) unless it is renewed.

    `fence` grows with every grant: who guards a resource refuses a lower one than it has seen.
    """

    number: int
    holder: str
    wants: "Wants"
    ttl: int
    fence: int
    expires: int


class State(NamedTuple):
    """All leases and tickets by their number; times are ticks of the caller's clock.

    `pools` sizes the named resources (1 where it is silent); `clock` is the latest time decided at.
    """

    pools: "Mapping[str, int]" = {}  # noqa: RUF012 - never changed: states are values
    leases: "Mapping[int, Lease]" = {}  # noqa: RUF012
    waiting: "Mapping[int, Ticket]" = {}  # noqa: RUF012
    clock: int = 0
    next_number: int = 1
    next_fence: int = 1


def valid(state: State, number: int, fence: int, now: int) -> bool:
    """Whether that lease still holds, with that very fence, at the time `now`."""
    lease = state.leases.get(number)
    return lease is not None and lease.fence == fence and max(now, state.clock) < lease.expires


def deadline(state: State) -> int | None:
    """When the next lease expires or ticket lapses, so when to `decide` on a `Tick`, or None."""
    ends = [lease.expires for lease in state.leases.values()]
    ends += [ticket.until for ticket in state.waiting.values()]
    return min(ends, default=None)

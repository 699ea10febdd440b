"""Who holds what and who waits, as one value."""

from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar, assert_never

from remit.patterns.overlap import find_overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit.patterns.overlap import PathArea


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


class LeaseState(NamedTuple):
    """All leases and tickets by their number; times are ticks of the caller's clock.

    `pools` sizes the named resources (1 where it is silent); `clock` is the latest time decided at.
    """

    pools: "Mapping[str, int]" = {}  # noqa: RUF012 - never changed: states are values
    leases: "Mapping[int, Lease]" = {}  # noqa: RUF012
    waiting: "Mapping[int, Ticket]" = {}  # noqa: RUF012
    clock: int = 0
    next_number: int = 1
    next_fence: int = 1


def is_lease_valid(state: LeaseState, number: int, fence: int, now: int) -> bool:
    """Whether that lease still holds, with that very fence, at the time `now`."""
    lease = state.leases.get(number)
    return lease is not None and lease.fence == fence and max(now, state.clock) < lease.expires


def next_lease_deadline(state: LeaseState) -> int | None:
    """When the next lease expires or ticket lapses, so when to `decide` on a `Tick`, or None."""
    ends = [lease.expires for lease in state.leases.values()]
    ends += [ticket.until for ticket in state.waiting.values()]
    return min(ends, default=None)


# What a lease can be about, and whether two wants can stand side by side.


class PathResource(NamedTuple):
    """Every path of an area, those of files to come included."""

    area: "PathArea"


class PoolUnits(NamedTuple):
    """`amount` units of the pool `name`: an application, a port block, a reviewer."""

    name: str
    amount: int = 1


Resource = PathResource | PoolUnits
Wants = tuple[Resource, ...]


def blocked_wants(wants: Wants, others: "Iterable[Wants]", pools: "Mapping[str, int]") -> Wants:
    """Those of `wants` that cannot be held beside all of `others` together.

    Two path sets stand side by side where no path can be in both; an undecided pair cannot. A pool
    that `pools` does not size has one unit.
    """
    held = tuple(resource for other in others for resource in other)
    areas = [resource.area for resource in held if isinstance(resource, PathResource)]
    return tuple(
        want
        for want in wants
        if (
            any(_meet(*sorted((want.area, area))) for area in areas)
            if isinstance(want, PathResource)
            else _taken(want.name, (*held, *wants)) > pools.get(want.name, 1)
        )
    )


def is_grantable(wants: Wants, pools: "Mapping[str, int]") -> bool:
    """Whether `wants` could ever be granted: something, and no more units than a pool has."""
    units = [want for want in wants if isinstance(want, PoolUnits)]
    fits = all(_taken(want.name, wants) <= pools.get(want.name, 1) for want in units)
    return bool(wants) and fits and all(want.amount > 0 for want in units)


def wants_conflict(left: Wants, right: Wants) -> bool:
    """Whether the two name one pool, or could both reach one path."""
    names = {resource.name for resource in left if isinstance(resource, PoolUnits)}
    if any(isinstance(resource, PoolUnits) and resource.name in names for resource in right):
        return True
    return any(
        _meet(*sorted((mine.area, other.area)))
        for mine in left
        if isinstance(mine, PathResource)
        for other in right
        if isinstance(other, PathResource)
    )


def _taken(name: str, wants: "Iterable[Resource]") -> int:
    return sum(want.amount for want in wants if isinstance(want, PoolUnits) and want.name == name)


@lru_cache(maxsize=65_536)  # an answer about two values never changes, and leases ask it often
def _meet(left: "PathArea", right: "PathArea") -> bool:
    return find_overlap(left, right) is not None


# What happened to the leases, and the state that follows. `at` is the time of the decision.


_Held = TypeVar("_Held", Lease, Ticket)


class LeaseRefusal(StrEnum):
    """Why a request was refused."""

    BUSY = "somebody else holds it, or was there first"
    CIRCLE = "waiting would close a circle of holders that wait for each other"
    IMPOSSIBLE = "nothing was asked for, or more than there is, or for no time"
    STALE = "that lease or ticket has ended, or the fence is another's"


class LeaseQueued(NamedTuple):
    """A ticket was given; `behind` are the holders that it waits for now."""

    at: int
    ticket: Ticket
    behind: tuple[str, ...]


class LeaseGranted(NamedTuple):
    """A lease began; where it had waited, its ticket of the same number is gone."""

    at: int
    lease: Lease


class LeaseRenewed(NamedTuple):
    """The lease now ends at `expires`."""

    at: int
    number: int
    expires: int


class LeaseEnded(NamedTuple):
    """The lease is over: given back, or `expired`."""

    at: int
    number: int
    expired: bool


class TicketWithdrawn(NamedTuple):
    """The ticket is gone without a lease: withdrawn, or out of patience (`lapsed`)."""

    at: int
    number: int
    lapsed: bool


class LeaseRefused(NamedTuple):
    """Nothing changed, for this reason; `behind` are the holders in the way."""

    at: int
    reason: LeaseRefusal
    behind: tuple[str, ...] = ()


Event = LeaseQueued | LeaseGranted | LeaseRenewed | LeaseEnded | TicketWithdrawn | LeaseRefused


def apply(state: LeaseState, event: Event) -> LeaseState:
    """The state after the event; the one before it is unchanged."""
    state = state._replace(clock=max(state.clock, event.at))
    match event:
        case LeaseQueued(_, ticket):
            return state._replace(
                waiting={**state.waiting, ticket.number: ticket},
                next_number=max(state.next_number, ticket.number + 1),
            )
        case LeaseGranted(_, lease):
            return state._replace(
                waiting=_without(state.waiting, lease.number),
                leases={**state.leases, lease.number: lease},
                next_number=max(state.next_number, lease.number + 1),
                next_fence=lease.fence + 1,
            )
        case LeaseRenewed(_, number, expires):
            renewed = state.leases[number]._replace(expires=expires)
            return state._replace(leases={**state.leases, number: renewed})
        case LeaseEnded(_, number):
            return state._replace(leases=_without(state.leases, number))
        case TicketWithdrawn(_, number):
            return state._replace(waiting=_without(state.waiting, number))
        case LeaseRefused():
            return state
    assert_never(event)


def _without(kept: "Mapping[int, _Held]", number: int) -> "dict[int, _Held]":
    return {key: value for key, value in kept.items() if key != number}

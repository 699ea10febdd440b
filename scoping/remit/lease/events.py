"""What happened to the leases, and the state that follows. `at` is the time of the decision."""

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar, assert_never

from remit.lease.state import Lease, State, Ticket

if TYPE_CHECKING:
    from collections.abc import Mapping

_Held = TypeVar("_Held", Lease, Ticket)


class Reason(StrEnum):
    """Why a request was refused."""

    BUSY = "somebody else holds it, or was there first"
    CIRCLE = "waiting would close a circle of holders that wait for each other"
    IMPOSSIBLE = "nothing was asked for, or more than there is, or for no time"
    STALE = "that lease or ticket has ended, or the fence is another's"


class Queued(NamedTuple):
    """A ticket was given; `behind` are the holders that it waits for now."""

    at: int
    ticket: Ticket
    behind: tuple[str, ...]


class Granted(NamedTuple):
    """A lease began; where it had waited, its ticket of the same number is gone."""

    at: int
    lease: Lease


class Renewed(NamedTuple):
    """The lease now ends at `expires`."""

    at: int
    number: int
    expires: int


class Ended(NamedTuple):
    """The lease is over: given back, or `expired`."""

    at: int
    number: int
    expired: bool


class Left(NamedTuple):
    """The ticket is gone without a lease: withdrawn, or out of patience (`lapsed`)."""

    at: int
    number: int
    lapsed: bool


class Refused(NamedTuple):
    """Nothing changed, for this reason; `behind` are the holders in the way."""

    at: int
    reason: Reason
    behind: tuple[str, ...] = ()


Event = Queued | Granted | Renewed | Ended | Left | Refused


def apply(state: State, event: Event) -> State:
    """The state after the event; the one before it is unchanged."""
    state = state._replace(clock=max(state.clock, event.at))
    match event:
        case Queued(_, ticket):
            return state._replace(
                waiting={**state.waiting, ticket.number: ticket},
                next_number=max(state.next_number, ticket.number + 1),
            )
        case Granted(_, lease):
            return state._replace(
                waiting=_without(state.waiting, lease.number),
                leases={**state.leases, lease.number: lease},
                next_number=max(state.next_number, lease.number + 1),
                next_fence=lease.fence + 1,
            )
        case Renewed(_, number, expires):
            renewed = state.leases[number]._replace(expires=expires)
            return state._replace(leases={**state.leases, number: renewed})
        case Ended(_, number):
            return state._replace(leases=_without(state.leases, number))
        case Left(_, number):
            return state._replace(waiting=_without(state.waiting, number))
        case Refused():
            return state
    assert_never(event)


def _without(kept: "Mapping[int, _Held]", number: int) -> "dict[int, _Held]":
    return {key: value for key, value in kept.items() if key != number}

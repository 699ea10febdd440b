"""What may be asked of the leases."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from remit.lease.resources import Wants


class Acquire(NamedTuple):
    """Hold everything in `wants` at once for `ttl` ticks, waiting up to `patience` ticks for it.

    Asking for all at once never deadlocks. Asking for more while holding is granted, queued, or
    refused where waiting would close a circle, as asking again for what one holds does.
    """

    holder: str
    wants: "Wants"
    ttl: int
    patience: int = 0


class Renew(NamedTuple):
    """Heartbeat: the lease shall end its `ttl` from now."""

    number: int
    fence: int


class Release(NamedTuple):
    """Give the lease back."""

    number: int
    fence: int


class Withdraw(NamedTuple):
    """Leave the queue."""

    number: int
    holder: str


class Tick(NamedTuple):
    """Nothing is asked: time has passed."""


Request = Acquire | Renew | Release | Withdraw | Tick

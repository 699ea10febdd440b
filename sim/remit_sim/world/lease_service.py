"""`coordination.lease` in virtual time: who asks waits for a signal; leases expire on their own."""

from typing import TYPE_CHECKING, NamedTuple

from remit.coordination.lease import (
    Acquire,
    LeaseState,
    Release,
    Renew,
    Tick,
    Withdraw,
    apply,
    decide,
    is_lease_valid,
    next_lease_deadline,
)
from remit.coordination.lease_state import LeaseEnded, LeaseGranted, LeaseQueued, PoolUnits
from remit_sim.engine import OneShotSignal
from remit_sim.engine.trace import QueueEvent
from remit_sim.world.events import Activity

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from remit.coordination.lease import Request
    from remit.coordination.lease_state import Event, Lease
    from remit_sim.engine import Simulation
    from remit_sim.engine.kernel import Coroutine, Wait
    from remit_sim.world.agent import SimulatedAgent

_PATIENCE = 1 << 50
QUEUE = "leases"


class LeaseClaim:
    """What one holder asked for; `lease` is there once `granted` has fired."""

    def __init__(self, simulation: "Simulation", holder: str) -> None:
        self.holder = holder
        self.granted = OneShotSignal(simulation)
        self.lease: Lease | None = None
        self.number = 0  # of the ticket, and then of the lease


class _Held(NamedTuple):
    number: int
    fence: int


class LeaseService:
    """The leases of one run; each file is a named resource of one unit, `pools` may have more."""

    def __init__(self, simulation: "Simulation", pools: "Mapping[str, int] | None" = None) -> None:
        self._simulation = simulation
        self._state = LeaseState(pools or {})
        self._claims: dict[int, LeaseClaim] = {}
        self._ticking = False

    def ask(self, holder: str, names: "Iterable[str]", ttl: int) -> LeaseClaim:
        """Queue for all of `names` at once."""
        self._simulation.note(QueueEvent.ASKS, QUEUE, who=holder)
        return self._asked(Acquire(holder, tuple(map(PoolUnits, names)), ttl, _PATIENCE))

    def grants(
        self, agent: "SimulatedAgent", names: "Iterable[str]", ttl: int
    ) -> "Generator[Wait, None, LeaseClaim]":
        """Let the agent wait until all of `names` are its own; who dies waiting waits no more."""
        claim = self.ask(agent.holder, names, ttl)
        try:
            yield from agent.waits(Activity.WAITING, claim.granted)
        finally:
            self.withdraw(claim)
        return claim

    def attempt(self, holder: str, names: "Iterable[str]", ttl: int) -> LeaseClaim | None:
        """All of `names` at once, or None where somebody holds one of them."""
        self._simulation.note(QueueEvent.ASKS, QUEUE, who=holder)
        claim = self._asked(Acquire(holder, tuple(map(PoolUnits, names)), ttl))
        if claim.lease is not None:
            return claim
        self._simulation.note(QueueEvent.QUITS, QUEUE, who=holder)
        return None

    def withdraw(self, claim: LeaseClaim) -> None:
        """Nobody waits for it any more; nothing where it was granted."""
        if claim.lease is None:
            self._simulation.note(QueueEvent.QUITS, QUEUE, who=claim.holder)
            del self._claims[claim.number]
            self._tell(Withdraw(claim.number, claim.holder))

    def renew(self, claim: LeaseClaim) -> None:
        """Heartbeat."""
        held = _held(claim)
        self._tell(Renew(held.number, held.fence))

    def release(self, claim: LeaseClaim) -> None:
        """Give it back; nothing where it has ended."""
        held = _held(claim)
        self._tell(Release(held.number, held.fence))

    def holds(self, claim: LeaseClaim) -> bool:
        """Whether its lease is still valid, fence and all."""
        held = _held(claim)
        return is_lease_valid(self._state, held.number, held.fence, self._now)

    def _asked(self, request: Acquire) -> LeaseClaim:
        claim = LeaseClaim(self._simulation, request.holder)
        for event in decide(self._state, request, self._now):
            number = _begun(event, request.holder)
            if number is not None:
                self._claims[number] = claim
                claim.number = number
            self._happens(event)
        self._keep_time()
        return claim

    @property
    def _now(self) -> int:
        return self._simulation.now

    def _tell(self, request: "Request") -> None:
        for event in decide(self._state, request, self._now):
            self._happens(event)
        self._keep_time()

    def _happens(self, event: "Event") -> None:
        if isinstance(event, LeaseEnded):
            lease = self._state.leases[event.number]
            self._simulation.note(QueueEvent.GIVES, QUEUE, who=lease.holder)
        self._state = apply(self._state, event)
        if isinstance(event, LeaseGranted):
            claim = self._claims.pop(event.lease.number)
            claim.lease = event.lease
            self._simulation.note(QueueEvent.GETS, QUEUE, who=claim.holder)
            claim.granted.fire()

    def _keep_time(self) -> None:
        """New leases never end before older ones that nobody renews, so one timer is enough."""
        if not self._ticking and self._state.leases:
            self._ticking = True
            self._simulation.start("lease clock", self._clock())

    def _clock(self) -> "Coroutine":
        while self._state.leases:
            due = next_lease_deadline(self._state)
            yield max(0, (due or self._now) - self._now)
            if due == next_lease_deadline(self._state):
                self._tell(Tick())
        self._ticking = False


def _begun(event: "Event", holder: str) -> int | None:
    """The number under which the holder's own request goes on."""
    if isinstance(event, LeaseQueued):
        return event.ticket.number
    if isinstance(event, LeaseGranted) and event.lease.holder == holder:
        return event.lease.number
    return None


def _held(claim: LeaseClaim) -> _Held:
    if claim.lease is None:
        raise ValueError(f"{claim.holder} has not been granted anything yet")
    return _Held(claim.lease.number, claim.lease.fence)

"""Doing something while holding a lease, kept alive by a heartbeat."""

from typing import TYPE_CHECKING, TypeVar

from remit_sim.world.events import ticks_from_minutes

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from remit_sim.engine.kernel import Coroutine, Wait
    from remit_sim.world.agent import SimulatedAgent
    from remit_sim.world.lease_service import LeaseClaim, LeaseService
    from remit_sim.world.scenario import LeaseSettings

_Found = TypeVar("_Found")


def hold_lease(
    desk: "LeaseService",
    agent: "SimulatedAgent",
    names: "Iterable[str]",
    doing: "Generator[Wait, None, _Found]",
) -> "Generator[Wait, None, _Found]":
    """Wait for a lease on all of `names`, then do it, then give the lease back.

    An agent that crashes meanwhile gives nothing back: the lease ends by itself.
    """
    simulation, leases = agent.world.simulation, agent.world.scenario.leases
    claim = yield from desk.grants(agent, names, ticks_from_minutes(leases.ttl_minutes))
    heart = simulation.start(f"heart of {agent.name}", _beats(desk, claim, leases))
    try:
        found = yield from doing
    finally:
        simulation.interrupt(heart, "over")
    desk.release(claim)
    return found


def _beats(desk: "LeaseService", claim: "LeaseClaim", leases: "LeaseSettings") -> "Coroutine":
    while True:
        yield max(1, ticks_from_minutes(leases.heartbeat_minutes))
        desk.renew(claim)

"""Doing something while holding a lease, kept alive by a heartbeat."""

from typing import TYPE_CHECKING, TypeVar

from remit_sim.world.events import ticks

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from remit_sim.engine.kernel import Course, Wish
    from remit_sim.world.agent import Agent
    from remit_sim.world.lease_service import Claim, LeaseDesk
    from remit_sim.world.scenario import Leases

_Found = TypeVar("_Found")


def holding(
    desk: "LeaseDesk",
    agent: "Agent",
    names: "Iterable[str]",
    doing: "Generator[Wish, None, _Found]",
) -> "Generator[Wish, None, _Found]":
    """Wait for a lease on all of `names`, then do it, then give the lease back.

    An agent that crashes meanwhile gives nothing back: the lease ends by itself.
    """
    simulation, leases = agent.world.simulation, agent.world.scenario.leases
    claim = yield from desk.grants(agent, names, ticks(leases.ttl_minutes))
    heart = simulation.start(f"heart of {agent.name}", _beats(desk, claim, leases))
    try:
        found = yield from doing
    finally:
        simulation.interrupt(heart, "over")
    desk.release(claim)
    return found


def _beats(desk: "LeaseDesk", claim: "Claim", leases: "Leases") -> "Course":
    while True:
        yield max(1, ticks(leases.heartbeat_minutes))
        desk.renew(claim)

"""What one agent has leased for one task: kept by one heartbeat, given back together."""

from typing import TYPE_CHECKING

from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit_sim.engine.kernel import Coroutine, Process
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.lease_service import LeaseClaim, LeaseService


class TaskLeases:
    """Leases on files or symbols; to be let go in a `finally`, since agents crash.

    An agent that crashes gives nothing back: its leases end by themselves.
    """

    def __init__(self, desk: "LeaseService", agent: "SimulatedAgent") -> None:
        self._desk, self._agent = desk, agent
        self._leases = agent.world.scenario.leases
        self._claims: list[LeaseClaim] = []
        self._heart: Process | None = None
        self.silent = False

    def waits_for(self, units: "Iterable[int]") -> "Doing":
        """Wait until all of these are granted at once."""
        self._keep((yield from self._desk.grants(self._agent, map(file_path, units), self._ttl)))

    def tries(self, units: "Iterable[int]") -> bool:
        """Have all of these at once now, or none of them."""
        claim = self._desk.attempt(self._agent.holder, map(file_path, units), self._ttl)
        if claim is not None:
            self._keep(claim)
        return claim is not None

    def holds(self) -> bool:
        """Whether every lease is still valid, fence and all."""
        return all(map(self._desk.holds, self._claims))

    def release(self) -> None:
        """Give all leases back."""
        for claim in self._claims:
            self._desk.release(claim)
        self._claims.clear()

    def stop(self) -> None:
        """Stop the heart."""
        if self._heart is not None:
            self._agent.world.simulation.interrupt(self._heart, "done")

    def _keep(self, claim: "LeaseClaim") -> None:
        """Let the heart beat for what was granted."""
        self._claims.append(claim)
        if self._heart is None:
            simulation = self._agent.world.simulation
            self._heart = simulation.start(f"heart of {self._agent.name}", self._beats())

    @property
    def _ttl(self) -> int:
        return ticks_from_minutes(self._leases.ttl_minutes)

    def _beats(self) -> "Coroutine":
        """Renew the leases again and again, unless the agent is silent."""
        while True:
            yield max(1, ticks_from_minutes(self._leases.heartbeat_minutes))
            for claim in () if self.silent else self._claims:
                self._desk.renew(claim)

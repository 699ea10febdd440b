"""Locks on files: leases on all files of a task before it begins, in one directory for all."""

from typing import TYPE_CHECKING

from remit_sim.world.happenings import Spending, What, ticks
from remit_sim.world.lease_desk import LeaseDesk
from remit_sim.world.tasks import path
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Course, Wish
    from remit_sim.world.agent import Agent, Doing
    from remit_sim.world.lease_desk import Claim
    from remit_sim.world.tasks import Task
    from remit_sim.world.world import World


class Locks(InOrder):
    """An agent asks for all files at once and keeps them by a heartbeat.

    A slow agent (`slow_share` of the tasks) falls silent for `slow_minutes` between reading and
    writing, and its lease may end. With fencing its write is then refused and it begins again;
    without, it writes over whatever came between.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desk = LeaseDesk(world.simulation)

    def perform(self, agent: "Agent", task: "Task") -> "Doing":
        """Lock, work, write, unlock; again where the lease was lost before the write."""
        slow = self._world.slow.chance(self._world.scenario.leases.slow_share, task.number)
        while not (yield from self._tried(agent, task, slow=slow)):
            slow = False

    def _tried(self, agent: "Agent", task: "Task", *, slow: bool) -> "Generator[Wish, bool, bool]":
        world, leases = self._world, self._world.scenario.leases
        claim = self._desk.ask(agent.name, map(path, task.files), ticks(leases.ttl_minutes))
        yield from agent.waits(Spending.WAITING, claim.granted)
        heart = world.simulation.start(f"heart of {agent.name}", self._beats(claim))
        gap = round(task.ticks * world.scenario.edits.gap_share)
        yield from agent.spends(Spending.USEFUL, task.ticks - gap)
        base, seen = world.trunk.version, world.directory.read(task.files)
        claim.silent = slow
        yield from agent.spends(Spending.WAITING, ticks(leases.slow_minutes) if slow else 0)
        claim.silent = False
        yield from agent.spends(Spending.USEFUL, gap)
        yield from agent.is_reviewed()
        world.simulation.interrupt(heart, "done")
        if leases.fencing and not self._desk.holds(claim):
            world.simulation.note(What.FENCED, str(task.number))
            world.simulation.note(What.WASTES, str(task.number), task.ticks)
            return False
        world.directory.write(task.number, seen)
        self._desk.release(claim)
        world.lands(task, base)
        return True

    def _beats(self, claim: "Claim") -> "Course":
        """Renew the lease again and again, unless the agent is silent."""
        while True:
            yield max(1, ticks(self._world.scenario.leases.heartbeat_minutes))
            if not claim.silent:
                self._desk.renew(claim)

"""An agent: what it does with its time, tick by tick."""

from typing import TYPE_CHECKING, TypeAlias

from remit_sim.world.events import Activity, EventKind, ticks_from_minutes

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Process, Wait
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World

Doing: TypeAlias = "Generator[Wait, None, None]"


class SimulatedAgent:
    """One who works on one task at a time; all of its time goes through `spends` and `waits`."""

    def __init__(self, world: "World", number: int) -> None:
        self.world = world
        self.number = number
        self.name = f"agent-{number}"
        self.life = 1
        self.process: Process | None = None
        self.chance = world.stream("crashes", number)
        self.unsaved = 0  # ticks of useful work that a crash or a restart would undo

    @property
    def holder(self) -> str:
        """Whose leases and places in queues its own are; who comes after a crash has others."""
        return self.name if self.life == 1 else f"{self.name}, life {self.life}"

    def spends(self, spending: Activity, amount: int) -> Doing:
        """Be busy for so many ticks."""
        return self.waits(spending, amount)

    def wastes(self, about: str) -> None:
        """All useful work since this agent began or saved turns out to be for nothing."""
        if self.unsaved:
            self.world.simulation.note(EventKind.WASTES, about, self.unsaved)
            self.unsaved = 0

    def waits(self, spending: Activity, wish: "Wait") -> Doing:
        """Do nothing else until `wish` is met, and book the time as `spending`."""
        simulation = self.world.simulation
        begun = simulation.now
        try:
            yield wish
        finally:
            spent = simulation.now - begun
            if spent > 0:
                simulation.note(EventKind.SPENDS, spending, spent)
                if spending is Activity.USEFUL:
                    self.unsaved += spent

    def works(self, task: "SimulatedTask") -> Doing:
        """Do the task; where it was sent back, do again what the rework takes."""
        if task.attempt:
            yield from self.spends(Activity.REWORK, self.world.rework(task))
        else:
            yield from self.spends(Activity.USEFUL, task.ticks)

    def is_reviewed(self) -> Doing:
        """Wait for a reviewer and for the review, where the scenario has any."""
        reviewers = self.world.reviewers
        if reviewers is not None:
            review = ticks_from_minutes(self.world.scenario.review.review_minutes)
            yield from self.waits(Activity.REVIEW, reviewers)
            try:
                yield from self.spends(Activity.REVIEW, review)
            finally:
                reviewers.give()
            self.world.simulation.note(EventKind.REVIEWS)

    def lands(self, task: "SimulatedTask", base: int) -> Doing:
        """Merge what was begun on `base` into the trunk; resolve conflicts until there are none."""
        while not (yield from self.merges(task, base)):
            base = self.world.trunk.version
            yield from self.spends(Activity.REWORK, self.world.rework(task))

    def delivers(self, task: "SimulatedTask", base: int) -> Doing:
        """Merge what cannot conflict, since nobody else changes its files."""
        world = self.world
        yield from self.waits(Activity.WAITING, world.door)
        try:
            yield from self.spends(
                Activity.MERGE, ticks_from_minutes(world.scenario.merge.merge_minutes)
            )
            world.lands(task, base)
        finally:
            world.door.give()

    def merges(
        self, task: "SimulatedTask", base: int, seen: int = 0
    ) -> "Generator[Wait, None, bool]":
        """Merge once; False is a conflict. `seen` is as for `TrunkLog.clash`."""
        world, trunk = self.world, self.world.trunk
        yield from self.waits(Activity.WAITING, world.door)
        try:
            yield from self.spends(
                Activity.MERGE, ticks_from_minutes(world.scenario.merge.merge_minutes)
            )
            other = trunk.clash(task, trunk.since(base), seen)
            if other is None:
                world.lands(task, base)
            else:
                world.clashes(task, other)
        finally:
            world.door.give()
        return other is None

"""An agent: what it does with its time, tick by tick."""

from typing import TYPE_CHECKING, TypeAlias

from remit_sim.world.happenings import Spending, What, ticks

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Wish
    from remit_sim.world.tasks import Task
    from remit_sim.world.world import World

Doing: TypeAlias = "Generator[Wish, bool, None]"


class Agent:
    """One who works on one task at a time; all of its time goes through `spends` and `waits`."""

    def __init__(self, world: "World", number: int) -> None:
        self.world = world
        self.number = number
        self.name = f"agent-{number}"

    def spends(self, spending: Spending, amount: int) -> Doing:
        """Be busy for so many ticks."""
        return self.waits(spending, amount)

    def waits(self, spending: Spending, wish: "Wish") -> Doing:
        """Do nothing else until `wish` is met, and book the time as `spending`."""
        simulation = self.world.simulation
        begun = simulation.now
        try:
            yield wish
        finally:
            if simulation.now > begun:
                simulation.note(What.SPENDS, spending, simulation.now - begun)

    def works(self, task: "Task") -> Doing:
        """Do the task; where it was sent back, do again what the rework takes."""
        if task.attempt:
            yield from self.spends(Spending.REWORK, self.world.rework(task))
        else:
            yield from self.spends(Spending.USEFUL, task.ticks)

    def is_reviewed(self) -> Doing:
        """Wait for a reviewer and for the review, where the scenario has any."""
        reviewers = self.world.reviewers
        if reviewers is not None:
            review = ticks(self.world.scenario.review.review_minutes)
            yield from self.waits(Spending.REVIEW, reviewers)
            yield from self.spends(Spending.REVIEW, review)
            reviewers.give()

    def lands(self, task: "Task", base: int) -> Doing:
        """Merge what was begun on `base` into the trunk; resolve conflicts until there are none."""
        world, trunk = self.world, self.world.trunk
        while True:
            yield from self.waits(Spending.WAITING, world.door)
            yield from self.spends(Spending.MERGE, ticks(world.scenario.merge.merge_minutes))
            other = trunk.clash(task, trunk.since(base))
            if other is None:
                world.lands(task, base)
                world.door.give()
                return
            world.simulation.note(What.CONFLICTS, str(task.number), other.number)
            base = trunk.version
            world.door.give()
            yield from self.spends(Spending.REWORK, world.rework(task))

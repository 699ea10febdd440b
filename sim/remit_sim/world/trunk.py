"""The branch that tasks land on."""

from typing import TYPE_CHECKING

from remit_sim.world.conflict_model import ConflictModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit_sim.world.tasks import SimulatedTask

__all__ = ["ConflictModel", "TrunkLog"]


class TrunkLog:
    """What has landed, in order; a version is the number of tasks that had landed by then."""

    def __init__(self, meetings: ConflictModel) -> None:
        self.meetings = meetings
        self._landed: list[SimulatedTask] = []

    @property
    def version(self) -> int:
        """How many tasks have landed."""
        return len(self._landed)

    def since(self, base: int) -> "list[SimulatedTask]":
        """What has landed on top of `base`."""
        return self._landed[base:]

    def clash(
        self, task: "SimulatedTask", others: "Sequence[SimulatedTask]", seen: int = 0
    ) -> "SimulatedTask | None":
        """One of `others` that `task` does not merge with: the first, if pairs have coins.

        `seen` counts what else has landed since its beginning and did not clash; only the law of
        staleness asks for it.
        """
        meetings = self.meetings
        if meetings.pairwise:
            return next((other for other in others if meetings.textual(task, other)), None)
        strangers = meetings.strangers(task, others)
        return strangers[-1] if meetings.stale(task, strangers, seen) else None

    def broken_by(
        self, task: "SimulatedTask", others: "Iterable[SimulatedTask]"
    ) -> "Iterator[SimulatedTask]":
        """Each of `others` that `task` merges with and does not work with."""
        return (other for other in others if self.meetings.semantic(task, other))

    def land(self, task: "SimulatedTask") -> None:
        """It is on the trunk now."""
        self._landed.append(task)

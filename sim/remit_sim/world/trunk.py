"""The branch that tasks land on, and what does not go together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit_sim.engine import Stream
    from remit_sim.world.scenario import Edits
    from remit_sim.world.tasks import Task


class Meetings:
    """Whether two tasks that did not see each other collide: coins that each pair has of its own.

    Each file that both change collides as text with `textual_share`; any two, whatever they change,
    collide in meaning with `semantic_share`, if their text merges. Two tasks of one agent never do:
    it builds on its own work, landed or not.
    """

    def __init__(self, edits: "Edits", textual: "Stream", semantic: "Stream") -> None:
        self._edits, self._textual, self._semantic = edits, textual, semantic
        self._agents: dict[int, int] = {}

    def taken(self, task: "Task", agent: int) -> None:
        """This agent works on the task now."""
        self._agents[task.number] = agent

    def textual(self, one: "Task", other: "Task") -> bool:
        """The text of the two does not merge."""
        if self._same_agent(one, other):
            return False
        shared = set(one.files).intersection(other.files)
        pair = sorted((one.number, other.number))
        share = self._edits.textual_share
        return any(self._textual.chance(share, *pair, file) for file in sorted(shared))

    def semantic(self, one: "Task", other: "Task") -> bool:
        """The text of the two merges, and what comes out does not work."""
        if self._same_agent(one, other):
            return False
        pair = sorted((one.number, other.number))
        bad = self._semantic.chance(self._edits.semantic_share, *pair)
        return bad and not self.textual(one, other)

    def _same_agent(self, one: "Task", other: "Task") -> bool:
        return self._agents.get(one.number) == self._agents.get(other.number)


class Trunk:
    """What has landed, in order; a version is the number of tasks that had landed by then."""

    def __init__(self, meetings: Meetings) -> None:
        self.meetings = meetings
        self._landed: list[Task] = []

    @property
    def version(self) -> int:
        """How many tasks have landed."""
        return len(self._landed)

    def since(self, base: int) -> "list[Task]":
        """What has landed on top of `base`."""
        return self._landed[base:]

    def clash(self, task: "Task", others: "Iterable[Task]") -> "Task | None":
        """The first of `others` that the text of `task` does not merge with."""
        return next((other for other in others if self.meetings.textual(task, other)), None)

    def broken_by(self, task: "Task", others: "Iterable[Task]") -> "Iterator[Task]":
        """Each of `others` that `task` merges with and does not work with."""
        return (other for other in others if self.meetings.semantic(task, other))

    def land(self, task: "Task") -> None:
        """It is on the trunk now."""
        self._landed.append(task)

"""What ways have in common that take the tasks as they come."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.live.agent import LiveAgent


class LiveInOrder:
    """The way of one agent; its choice is that of most strategies: the first task there is."""

    def __init__(self, agent: "LiveAgent", /) -> None:
        self._agent = agent

    def choose(self, tasks: "Sequence[int]", _held: frozenset[int], /) -> int | None:
        """The first task."""
        return tasks[0]

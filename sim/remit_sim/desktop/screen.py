"""What an agent looks at and acts on, and whether it still is what the agent saw."""

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable


class Surface:
    """Counts the acts on each part of a screen: of all agents, and of each by itself.

    Nobody's view is made stale by what they did themselves.
    """

    def __init__(self) -> None:
        self._acts = Counter[object]()
        self._own = Counter[tuple[object, int]]()

    def acts_of_others(self, part: "Hashable", agent: int) -> int:
        """How often others have acted on that part so far."""
        return self._acts[part] - self._own[part, agent]

    def act(self, part: "Hashable", agent: int) -> None:
        """The agent acts on that part now."""
        self._acts[part] += 1
        self._own[part, agent] += 1

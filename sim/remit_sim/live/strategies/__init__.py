"""The strategies that can be run for real, by the names that they have in the simulator."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from remit.errors import UsageError
from remit.text_safety import nearest_word, quote_text
from remit_sim.live.strategies.locks import LiveLocks
from remit_sim.live.strategies.merge_queue import LiveMergeQueue
from remit_sim.live.strategies.rebase import LiveRebase
from remit_sim.live.strategies.scopes import Scopes
from remit_sim.live.strategies.shared_directory import LiveSharedDirectory
from remit_sim.live.strategies.worktrees import LiveWorktrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.live.agent import LiveAgent
    from remit_sim.live.run_script import ScriptTask
    from remit_sim.live.tasklist import TakenTask


class LiveStrategy(Protocol):
    """What one agent does with its tasks."""

    def __init__(self, agent: "LiveAgent", /) -> None:
        """The way of that agent."""
        ...

    def choose(self, tasks: "Sequence[int]", held: frozenset[int], /) -> int | None:
        """The task to begin now, of those that nobody works on; None is to look again later."""
        ...

    def perform(self, task: "ScriptTask", taken: "TakenTask", /) -> None:
        """Do the task, until it has landed or is the merge queue's business."""
        ...


class LiveStrategySpec(NamedTuple):
    """A strategy that can be run for real.

    `in_one_directory`: all agents write the checked-out files themselves; `queued`: a merge queue
    runs beside the agents.
    """

    way: type[LiveStrategy]
    in_one_directory: bool = False
    queued: bool = False


WAYS: dict[str, LiveStrategySpec] = {
    "shared-directory": LiveStrategySpec(LiveSharedDirectory, in_one_directory=True),
    "worktrees": LiveStrategySpec(LiveWorktrees),
    "rebase": LiveStrategySpec(LiveRebase),
    "scopes": LiveStrategySpec(Scopes),
    "locks": LiveStrategySpec(LiveLocks, in_one_directory=True),
    "queue-serial": LiveStrategySpec(LiveMergeQueue, queued=True),
    "queue-batch": LiveStrategySpec(LiveMergeQueue, queued=True),
    "queue-rounds": LiveStrategySpec(LiveMergeQueue, queued=True),
    "queue-speculative": LiveStrategySpec(LiveMergeQueue, queued=True),
}


def find_live_strategy(name: str) -> LiveStrategySpec:
    """The strategy of that name; raises `UsageError` where it cannot be run for real."""
    if name in WAYS:
        return WAYS[name]
    near = nearest_word(name, WAYS)
    hint = f"did you mean {near}?" if near else "these can: " + ", ".join(WAYS)
    raise UsageError(f"no strategy {quote_text(name)} can be run for real.", hint)

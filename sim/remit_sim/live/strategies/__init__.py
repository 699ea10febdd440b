"""The strategies that can be run for real, by the names that they have in the simulator."""

from typing import TYPE_CHECKING, NamedTuple, Protocol

from remit.errors import UsageError
from remit.text_safety import nearest, quoted
from remit_sim.live.strategies.locks import Locks
from remit_sim.live.strategies.merge_queue import MergeQueue
from remit_sim.live.strategies.rebase import Rebase
from remit_sim.live.strategies.scopes import Scopes
from remit_sim.live.strategies.shared_directory import SharedDirectory
from remit_sim.live.strategies.worktrees import Worktrees

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.live.agent import Agent
    from remit_sim.live.run_script import Played
    from remit_sim.live.tasklist import Taken


class Way(Protocol):
    """What one agent does with its tasks."""

    def __init__(self, agent: "Agent", /) -> None:
        """The way of that agent."""
        ...

    def choose(self, tasks: "Sequence[int]", held: frozenset[int], /) -> int | None:
        """The task to begin now, of those that nobody works on; None is to look again later."""
        ...

    def perform(self, task: "Played", taken: "Taken", /) -> None:
        """Do the task, until it has landed or is the merge queue's business."""
        ...


class Real(NamedTuple):
    """A strategy that can be run for real.

    `in_one_directory`: all agents write the checked-out files themselves; `queued`: a merge queue
    runs beside the agents.
    """

    way: type[Way]
    in_one_directory: bool = False
    queued: bool = False


WAYS: dict[str, Real] = {
    "shared-directory": Real(SharedDirectory, in_one_directory=True),
    "worktrees": Real(Worktrees),
    "rebase": Real(Rebase),
    "scopes": Real(Scopes),
    "locks": Real(Locks, in_one_directory=True),
    "queue-serial": Real(MergeQueue, queued=True),
    "queue-batch": Real(MergeQueue, queued=True),
    "queue-rounds": Real(MergeQueue, queued=True),
    "queue-speculative": Real(MergeQueue, queued=True),
}


def real(name: str) -> Real:
    """The strategy of that name; raises `UsageError` where it cannot be run for real."""
    if name in WAYS:
        return WAYS[name]
    near = nearest(name, WAYS)
    hint = f"did you mean {near}?" if near else "these can: " + ", ".join(WAYS)
    raise UsageError(f"no strategy {quoted(name)} can be run for real.", hint)

"""The strategies that ship, by name; each is one file behind `world.world.Strategy`."""

from typing import TYPE_CHECKING, NamedTuple

from remit.coordination.merge_queue import Batch, Rounds, Window
from remit.errors import UsageError
from remit.text_safety import nearest, quoted
from remit_sim.desktop.instances import Displays, Documents, OwnWindows
from remit_sim.desktop.shared_window import Elements, Pixels
from remit_sim.desktop.view_leases import Claims, Turns
from remit_sim.strategies.locks import Locks
from remit_sim.strategies.locks_on_touch import LocksAbort, LocksOrdered
from remit_sim.strategies.merge_queue import MergeQueue
from remit_sim.strategies.orchestrator import Orchestrator, predicted
from remit_sim.strategies.own import installed, own
from remit_sim.strategies.owners import Owners
from remit_sim.strategies.pipeline import Pipeline
from remit_sim.strategies.rebase import Rebase
from remit_sim.strategies.scopes import Scopes
from remit_sim.strategies.shared_directory import SharedDirectory
from remit_sim.strategies.worktrees import Worktrees

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit_sim.world.world import Strategy, World

    Make = Callable[[World], Strategy]


class Known(NamedTuple):
    """A strategy by its name, and what it is in one line."""

    about: str
    make: "Make"


def _serial(world: "World") -> MergeQueue:
    return MergeQueue(world, Batch(1))


def _batch(world: "World") -> MergeQueue:
    return MergeQueue(world, Batch(world.scenario.checks.batch_size))


def _rounds(world: "World") -> MergeQueue:
    return MergeQueue(world, Rounds(world.scenario.checks.depth))


def _speculative(world: "World") -> MergeQueue:
    return MergeQueue(world, Window(world.scenario.checks.depth))


STRATEGIES = {
    "shared-directory": Known("all agents write one directory", SharedDirectory),
    "worktrees": Known("a worktree per task, merged at its end", Worktrees),
    "rebase": Known("worktrees; put on top of the trunk whenever it moves", Rebase),
    "scopes": Known("worktrees; only tasks whose scopes do not meet run together", Scopes),
    "locks": Known("one directory; a lease on each file of a task before it begins", Locks),
    "locks-ordered": Known("locks taken when a task comes to a file, in one order", LocksOrdered),
    "locks-abort": Known("the same; who finds a file held begins again later", LocksAbort),
    "owners": Known("each file has an owner, who applies what others send", Owners),
    "pipeline": Known("tasks are handed on from stage to stage", Pipeline),
    "orchestrator": Known("worktrees; a planner that knows all files and lengths", Orchestrator),
    "orchestrator-predicted": Known("the same; it predicts some of the files", predicted),
    "queue-serial": Known("worktrees; a merge queue checks one task at a time", _serial),
    "queue-batch": Known("worktrees; a merge queue checks batches and halves them", _batch),
    "queue-rounds": Known("worktrees; a merge queue speculates round by round", _rounds),
    "queue-speculative": Known("worktrees; a merge queue speculates without a pause", _speculative),
    "desktop-one-window": Known("one window for all; acts may meet a screen that changed", Pixels),
    "desktop-turns": Known("one window for all; leased from each look to its act", Turns),
    "desktop-elements": Known("one window for all; acts name their element", Elements),
    "desktop-claims": Known("as before; each act leases its element", Claims),
    "desktop-own-window": Known("a window each, one pointer; documents are saved", OwnWindows),
    "desktop-virtual": Known("a display each; documents are saved", Displays),
    "desktop-document": Known("a display each; documents are leased until saved", Documents),
}


def named(name: str) -> "Make":
    """The strategy of that name, shipped, installed or in a file; raises `UsageError`.

    Naming a file, `path/to/file.py:Name`, executes it.
    """
    if name in STRATEGIES:
        return STRATEGIES[name].make
    if ":" in name or name in installed():
        return own(name)
    near = nearest(name, (*STRATEGIES, *installed()))
    hint = f"did you mean {near}?" if near else "`remit-sim list` names them"
    raise UsageError(f"there is no strategy {quoted(name)}.", hint)

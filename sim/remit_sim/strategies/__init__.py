"""The strategies that ship, by name; each is one file behind `world.world.Strategy`."""

from typing import TYPE_CHECKING, NamedTuple

from remit.coordination.merge_queue import BatchMode, SpeculationRounds, SpeculationWindow
from remit.errors import UsageError
from remit.text_safety import nearest_word, quote_text
from remit_sim.desktop.instances import LeasedDocuments, OwnWindows, VirtualDisplays
from remit_sim.desktop.shared_window import ElementWindow, PixelWindow
from remit_sim.desktop.view_leases import ElementLeases, WindowLeases
from remit_sim.strategies.claims import Claims
from remit_sim.strategies.locks import LocksUpFront
from remit_sim.strategies.locks_on_touch import LocksAbort, LocksOrdered
from remit_sim.strategies.merge_queue import MergeQueue
from remit_sim.strategies.orchestrator import Orchestrator, predicting_orchestrator
from remit_sim.strategies.own import find_custom_strategy, installed_strategies
from remit_sim.strategies.owners import FileOwners
from remit_sim.strategies.pipeline import Pipeline
from remit_sim.strategies.rebase import Rebase
from remit_sim.strategies.scopes import Scopes
from remit_sim.strategies.shared_directory import SharedDirectory
from remit_sim.strategies.worktrees import Worktrees

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit_sim.world.world import Strategy, World

    Make = Callable[[World], Strategy]


class StrategySpec(NamedTuple):
    """A strategy by its name, and what it is in one line."""

    about: str
    make: "Make"


def _serial(world: "World") -> MergeQueue:
    return MergeQueue(world, BatchMode(1))


def _batch(world: "World") -> MergeQueue:
    return MergeQueue(world, BatchMode(world.scenario.checks.batch_size))


def _rounds(world: "World") -> MergeQueue:
    return MergeQueue(world, SpeculationRounds(world.scenario.checks.depth))


def _speculative(world: "World") -> MergeQueue:
    return MergeQueue(world, SpeculationWindow(world.scenario.checks.depth))


STRATEGIES = {
    "shared-directory": StrategySpec("all agents write one directory", SharedDirectory),
    "worktrees": StrategySpec("a worktree per task, merged at its end", Worktrees),
    "rebase": StrategySpec("worktrees; rebased whenever the base branch moves", Rebase),
    "scopes": StrategySpec("worktrees; tasks whose scopes overlap never run together", Scopes),
    "claims": StrategySpec("the same; who comes first to another file holds it", Claims),
    "locks": StrategySpec(
        "one directory; a lease on each file of a task before it begins", LocksUpFront
    ),
    "locks-ordered": StrategySpec(
        "locks taken when a task comes to a file, in one order", LocksOrdered
    ),
    "locks-abort": StrategySpec("the same; who finds a file held begins again later", LocksAbort),
    "owners": StrategySpec("each file has an owner, who applies what others send", FileOwners),
    "pipeline": StrategySpec("tasks are handed on from stage to stage", Pipeline),
    "orchestrator": StrategySpec(
        "worktrees; a planner that knows all files and lengths", Orchestrator
    ),
    "orchestrator-predicted": StrategySpec(
        "the same; it predicts some of the files", predicting_orchestrator
    ),
    "queue-serial": StrategySpec("worktrees; a merge queue checks one task at a time", _serial),
    "queue-batch": StrategySpec("worktrees; a merge queue checks batches and halves them", _batch),
    "queue-rounds": StrategySpec("worktrees; a merge queue speculates round by round", _rounds),
    "queue-speculative": StrategySpec(
        "worktrees; a merge queue speculates without a pause", _speculative
    ),
    "desktop-one-window": StrategySpec(
        "one window for all; acts may meet a screen that changed", PixelWindow
    ),
    "desktop-turns": StrategySpec(
        "one window for all; leased from each look to its act", WindowLeases
    ),
    "desktop-elements": StrategySpec("one window for all; acts name their element", ElementWindow),
    "desktop-claims": StrategySpec("as before; each act leases its element", ElementLeases),
    "desktop-own-window": StrategySpec(
        "a window each, one pointer; documents are saved", OwnWindows
    ),
    "desktop-virtual": StrategySpec("a display each; documents are saved", VirtualDisplays),
    "desktop-document": StrategySpec(
        "a display each; documents are leased until saved", LeasedDocuments
    ),
}


def find_strategy(name: str) -> "Make":
    """The strategy of that name, shipped, installed or in a file; raises `UsageError`.

    Naming a file, `path/to/file.py:Name`, executes it.
    """
    if name in STRATEGIES:
        return STRATEGIES[name].make
    if ":" in name or name in installed_strategies():
        return find_custom_strategy(name)
    near = nearest_word(name, (*STRATEGIES, *installed_strategies()))
    hint = f"did you mean {near}?" if near else "`remit-sim list` names them"
    raise UsageError(f"there is no strategy {quote_text(name)}.", hint)

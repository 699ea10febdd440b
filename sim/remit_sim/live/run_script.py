"""What the agents of a real run shall do: everything that chance decides, drawn beforehand.

Tasks, files and coins are those of the simulated run with the same seed and replication. Agents get
this as a file of JSON and draw nothing themselves.
"""

import json
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from remit.errors import UsageError
from remit.manifest.tables import is_array
from remit_sim.engine import RandomStream
from remit_sim.world.events import ticks_from_minutes
from remit_sim.world.tasks import SimulatedTask
from remit_sim.world.trunk import ConflictModel
from remit_sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.world.scenario import Scenario

_ATTEMPTS = 25


class ScriptTask(NamedTuple):
    """One task. `declared` is what its manifest names; `fails` its attempts that checks refuse.

    It may begin when those in `after` have landed and nobody uses its `resources`.
    """

    number: int
    ticks: int
    files: tuple[int, ...]
    declared: tuple[int, ...]
    slow: bool
    fails: tuple[int, ...]
    after: tuple[int, ...]
    resources: tuple[str, ...]


class ScriptTerms(NamedTuple):
    """The numbers of the scenario that agents go by; times are ticks."""

    gap_share: float
    rework_share: float
    merge: int
    reviewers: int
    review: int
    ttl: int
    heartbeat: int
    slow: int
    fencing: bool
    request: int
    rebase_every: int
    rebase: int
    lanes: int
    check: int
    batch_size: int
    depth: int


class RunScript(NamedTuple):
    """A run: `clashes` are (file, task, task), `breaks` the pairs that merge and do not work."""

    strategy: str
    agents: int
    minutes_per_second: float
    tasks: tuple[ScriptTask, ...]
    clashes: tuple[tuple[int, int, int], ...]
    breaks: tuple[tuple[int, int], ...]
    terms: ScriptTerms


def write_run_script(
    scenario: "Scenario", strategy: str, agents: int, draws: tuple[int, int], pace: float
) -> RunScript:
    """The script of one replication; `pace` is in minutes per second.

    Raises `UsageError` for what a real run cannot play.
    """
    if unplayed := tuple(_unplayed(scenario)):
        raise UsageError(
            f"a real run cannot play {' and '.join(unplayed)}.",
            "leave it out of the scenario, or simulate: remit-sim run",
        )
    world = World(scenario, agents, draws, lambda _note: None)
    meetings = ConflictModel(
        scenario.edits, RandomStream(*draws, "textual"), RandomStream(*draws, "semantic")
    )
    for task in world.tasks:
        meetings.taken(task, task.number)  # agents that differ, so that every coin is seen
    pairs = list(combinations(world.tasks, 2))
    return RunScript(
        strategy,
        agents,
        pace,
        tuple(_played(world, task) for task in world.tasks),
        tuple(
            (min(set(one.files) & set(other.files)), one.number, other.number)
            for one, other in pairs
            if meetings.textual(one, other)
        ),
        tuple((one.number, other.number) for one, other in pairs if meetings.semantic(one, other)),
        _terms(scenario),
    )


def dump_script(script: RunScript) -> str:
    """The script as JSON."""
    return json.dumps(script)


def parse_script(text: str) -> RunScript:
    """The script that `written` wrote."""
    strategy, agents, pace, tasks, clashes, breaks, terms = json.loads(text)
    played = tuple(ScriptTask(*map(_tupled, fields)) for fields in tasks)
    pairs = tuple((one, other) for one, other in breaks)
    triples = tuple((file, one, other) for file, one, other in clashes)
    return RunScript(strategy, agents, pace, played, triples, pairs, ScriptTerms(*terms))


def _tupled(value: Any) -> Any:
    return tuple(value) if is_array(value) else value


def _unplayed(scenario: "Scenario") -> "Iterator[str]":
    if scenario.crashes.mean_hours:
        yield "[crashes] (processes that die end a real run)"
    if scenario.staleness.law != "pairs":
        yield "[staleness] law (real edits collide in pairs)"
    hunks = scenario.hunks
    if hunks.delete_share or hunks.rename_share or hunks.add_share or hunks.respell_share:
        yield "[hunks] that delete, rename, add or respell files"
    if scenario.edits.unit != "file":
        yield "[edits] unit (real files are written whole)"


def _played(world: World, task: SimulatedTask) -> ScriptTask:
    misses, leases = world.scenario.scopes.miss_share, world.scenario.leases
    return ScriptTask(
        task.number,
        task.ticks,
        task.files,
        tuple(f for f in task.files if not world.misses.chance(misses, task.number, f)),
        world.slow.chance(leases.slow_share, task.number),
        tuple(_failing(world, task)),
        task.after,
        task.resources,
    )


def _failing(world: World, task: SimulatedTask) -> "Iterator[int]":
    for attempt in range(_ATTEMPTS):
        if not world.passes(task._replace(attempt=attempt)):
            yield attempt


def _terms(scenario: "Scenario") -> ScriptTerms:
    edits, leases, checks = scenario.edits, scenario.leases, scenario.checks
    return ScriptTerms(
        edits.gap_share,
        edits.rework_share,
        ticks_from_minutes(scenario.merge.merge_minutes),
        scenario.review.reviewers,
        ticks_from_minutes(scenario.review.review_minutes),
        ticks_from_minutes(leases.ttl_minutes),
        ticks_from_minutes(leases.heartbeat_minutes),
        ticks_from_minutes(leases.slow_minutes),
        leases.fencing,
        ticks_from_minutes(scenario.scopes.request_minutes),
        ticks_from_minutes(scenario.rebase.every_minutes),
        ticks_from_minutes(scenario.rebase.rebase_minutes),
        checks.lanes,
        ticks_from_minutes(checks.check_minutes),
        checks.batch_size,
        checks.depth,
    )

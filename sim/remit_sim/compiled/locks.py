"""Locks as plain queues: an agent locks all files of a task in order, works, and unlocks them.

Locks are exclusive and first come, first served; a lock that is given back goes to the first who
waits, at the same tick. Sorted order makes deadlocks impossible. Agents take the tasks of one list.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from remit_sim.compiled.arrays import append_event, insert_sorted
from remit_sim.compiled.compiled_rng import (
    STEP,
    next_below,
    next_exponential,
    next_geometric,
    next_ranked,
    stream_state,
)
from remit_sim.compiled.heap import pop_event, push_event
from remit_sim.compiled.jit import compile_native, rows_as_tuples, to_u64
from remit_sim.compiled.model import CompiledModel, ModelFigure, number_parameter, whole_parameter
from remit_sim.compiled.zipf import CHOICE, cumulative_weights, file_sampler
from remit_sim.engine import RandomStream, Resource, Simulation
from remit_sim.engine.trace import QueueEvent
from remit_sim.world.events import TICKS_PER_MINUTE, ticks_from_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from remit_sim.compiled.arrays import Numbers, Table
    from remit_sim.compiled.model import Event, Row
    from remit_sim.engine import TraceNote
    from remit_sim.engine.kernel import Coroutine

ASKS, GETS, GIVES = 0, 1, 2
_MOST_LOCKS = 10_000_000
_KINDS: "Mapping[str, int]" = {
    QueueEvent.ASKS: ASKS,
    QueueEvent.GETS: GETS,
    QueueEvent.GIVES: GIVES,
}


class LocksParameters(NamedTuple):
    """The workload: 64 agents on 1,000 tasks are what engines are compared on."""

    agents: int = 64
    tasks: int = 1000
    task_minutes: float = 1.0
    files: int = 500
    per_task: float = 3.0
    most_per_task: int = 12
    choice: Literal["uniform", "zipf"] = "uniform"
    zipf_exponent: float = 0.8


class LockJob(NamedTuple):
    """So many ticks of work under the locks of these files, ascending."""

    ticks: int
    files: tuple[int, ...]


def sample_jobs(values: LocksParameters, seed: int, replication: int) -> list[LockJob]:
    """The tasks of one replication."""
    lengths, sizes, picks = (each.numbered(replication) for each in _streams(seed))
    mean, most = (
        float(ticks_from_minutes(values.task_minutes)),
        min(values.most_per_task, values.files),
    )
    choose = file_sampler(values.choice, values.files, values.zipf_exponent)
    found = list[LockJob]()
    for _ in range(values.tasks):
        size = min(sizes.geometric(values.per_task), most)
        files = set[int]()
        while len(files) < size:
            files.add(choose(picks))
        found.append(LockJob(max(1, int(lengths.exponential(mean))), tuple(sorted(files))))
    return found


def simulate_locks(
    todo: "Sequence[LockJob]",
    agents: int,
    files: int,
    take: "Callable[[TraceNote], None] | None" = None,
) -> tuple[int, int]:
    """The makespan, and the ticks that agents waited for locks together."""
    simulation, left, waited = Simulation(take), iter(todo), 0
    locks = [Resource(simulation, name) for name in _names(files)]

    def agent() -> "Coroutine":
        nonlocal waited
        for length, wanted in left:
            for file in wanted:
                lock = locks[file]
                if not lock.taken():
                    asked = simulation.now
                    yield lock
                    waited += simulation.now - asked
            yield length
            for file in wanted:
                locks[file].give()

    for name in _names(agents):
        simulation.start(name, agent())
    simulation.run()
    return simulation.now, waited


def _plain(
    values: LocksParameters, seed: int, replication: int, take: "Callable[[Event], None] | None"
) -> "Row":
    def told(note: "TraceNote") -> None:
        if take is not None and note.what in _KINDS:
            take((note.at, int(note.who), _KINDS[note.what], int(note.about)))

    todo = sample_jobs(values, seed, replication)
    makespan, waited = simulate_locks(
        todo, values.agents, values.files, None if take is None else told
    )
    return makespan, sum(job.ticks for job in todo), waited


@lru_cache(maxsize=8)
def _names(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def _streams(seed: int) -> "Iterator[RandomStream]":
    return (RandomStream(seed, "locks", what) for what in ("durations", "sizes", "files"))


def _native(values: LocksParameters, seed: int, first: int, count: int) -> "Sequence[Row]":
    return _many(values, seed, first, count, 0)[0]


def _events(values: LocksParameters, seed: int, replication: int) -> "Sequence[Event]":
    """The events of one replication, by the compiled twin."""
    most = 3 * values.tasks * min(values.most_per_task, values.files)
    return _many(values, seed, replication, 1, most)[1]


def _many(
    values: LocksParameters, seed: int, first: int, count: int, told: int
) -> "tuple[Sequence[Row], Sequence[Event]]":
    """Rows of so many replications, and the events of the last one if `told` have room for them."""
    simulated = compile_native(_simulated)
    import numpy as np

    most = min(values.most_per_task, values.files)
    todo = tuple(
        np.empty(n, np.int64) for n in (values.tasks, values.tasks + 1, values.tasks * most)
    )
    queues = tuple(np.empty(n, np.int64) for n in (values.files,) * 3)
    agents = tuple(np.empty(values.agents + 1, np.int64) for _ in range(8))
    rows, events = np.empty((count, 3), np.int64), np.empty((told, 4), np.int64)
    keys = np.array([each.key for each in _streams(seed)], np.uint64)
    weights = np.array(
        cumulative_weights(values.choice, values.files, values.zipf_exponent), np.float64
    )
    work = values.per_task, most, float(ticks_from_minutes(values.task_minutes))
    happened = simulated(keys, first, work, weights, todo, queues, agents, rows, events)
    return rows_as_tuples(rows), rows_as_tuples(events[:happened])


def _drawn(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    keys: "Numbers",
    replication: int,
    files: int,
    work: tuple[float, int, float],
    weights: "Sequence[float]",
    todo: "tuple[Numbers, Numbers, Numbers]",
) -> None:
    """`jobs` into arrays: the files of a task are those of `chosen` from one start to the next."""
    (per_task, most, mean), (lengths, starts, chosen) = work, todo
    length = stream_state(keys[0], replication)
    size = stream_state(keys[1], replication)
    pick = stream_state(keys[2], replication)
    starts[0] = 0
    for task in range(len(lengths)):
        length, size = to_u64(length + to_u64(STEP)), to_u64(size + to_u64(STEP))
        lengths[task] = max(1, int(next_exponential(length, mean)))
        first = starts[task]
        last = first
        wanted = first + min(next_geometric(size, per_task), most)
        while last < wanted:
            pick = to_u64(pick + to_u64(STEP))
            file = next_ranked(pick, weights) if len(weights) > 0 else next_below(pick, files)
            last += insert_sorted(chosen, first, last, file)
        starts[task + 1] = last


def _simulated(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    keys: "Numbers",
    first: int,
    work: tuple[float, int, float],
    weights: "Sequence[float]",
    todo: "tuple[Numbers, Numbers, Numbers]",
    queues: "tuple[Numbers, Numbers, Numbers]",
    agents: "tuple[Numbers, ...]",
    rows: "Table",
    events: "Table",
) -> int:
    """A row for each replication; how many events the last one has."""
    told = 0
    for replication in range(len(rows)):
        _drawn(keys, first + replication, len(queues[0]), work, weights, todo)
        told = _replicated(todo, queues, agents, rows[replication], events)
    return told


def _replicated(  # noqa: C901, PLR0912, PLR0915 - one loop over arrays is what compiles well
    todo: "tuple[Numbers, Numbers, Numbers]",
    queues: "tuple[Numbers, Numbers, Numbers]",
    agents: "tuple[Numbers, ...]",
    row: "Numbers",
    events: "Table",
) -> int:
    """`simulate_locks` over arrays, for the compiler: the same events in the same order."""
    lengths, starts, chosen = todo
    free, heads, tails = queues
    job, place, since, behind, times, orders, owners, line = agents
    for file in range(len(free)):
        free[file], heads[file] = 1, -1
    room = len(line)
    for agent in range(room - 1):
        line[agent], job[agent] = agent, -1
    begin, end, size, order = 0, room - 1, 0, 0
    now, taken, told, worked_for, waited, file = 0, 0, 0, 0, 0, 0
    while True:
        if begin != end and (size == 0 or times[0] != now):
            agent = line[begin]
            begin = (begin + 1) % room
            place[agent] += 1  # it was given the lock that it waits for, or it begins
        elif size > 0:
            now, agent = times[0], owners[0]
            size = pop_event(times, orders, owners, size)
            for at in range(starts[job[agent]], starts[job[agent] + 1]):
                file = chosen[at]
                told = append_event(events, told, (now, agent, GIVES, file))
                first = heads[file]
                if first < 0:
                    free[file] = 1
                    continue
                heads[file] = behind[first]
                waited += now - since[first]
                told = append_event(events, told, (now, first, GETS, file))
                line[end] = first
                end = (end + 1) % room
            job[agent] = -1
        else:
            break
        if job[agent] < 0:
            if taken == len(lengths):
                continue
            job[agent], place[agent] = taken, starts[taken]
            worked_for += lengths[taken]
            taken += 1
        last = starts[job[agent] + 1]
        while place[agent] < last:
            file = chosen[place[agent]]
            told = append_event(events, told, (now, agent, ASKS, file))
            if free[file] == 0:
                break
            free[file] = 0
            told = append_event(events, told, (now, agent, GETS, file))
            place[agent] += 1
        if place[agent] == last:
            order += 1
            size = push_event(times, orders, owners, size, now + lengths[job[agent]], order, agent)
            continue
        since[agent], behind[agent] = now, -1
        if heads[file] < 0:
            heads[file] = agent
        else:
            behind[tails[file]] = agent
        tails[file] = agent
    row[0], row[1], row[2] = now, worked_for, waited
    return told


def _figures(_values: LocksParameters) -> tuple[ModelFigure, ...]:
    minute = 1 / TICKS_PER_MINUTE
    return (
        ModelFigure("makespan_minutes", "until the last task is done", 0, minute),
        ModelFigure("waiting_minutes", "for locks, all agents together", 2, minute),
        ModelFigure("speed_up", "work by makespan", 1, 1.0, per=0),
    )


def _exact(_values: LocksParameters) -> "Mapping[str, float]":
    """Nobody knows a closed form."""
    return {}


def _faults(values: LocksParameters) -> "Iterator[str]":
    if min(values.most_per_task, values.files) * values.tasks > _MOST_LOCKS:
        yield f"`tasks` times `most_per_task` must be at most {_MOST_LOCKS}"


LOCKS = CompiledModel(
    "locks",
    "agents lock all files of a task in order, work, and unlock them",
    (
        whole_parameter("agents", "how many agents there are", "64", 1, 10_000),
        whole_parameter("tasks", "how many tasks there are", "1000"),
        number_parameter("task_minutes", "the mean of exponential durations", "1", 0.001),
        whole_parameter("files", "how many files there are", "500"),
        number_parameter("per_task", "the mean of the geometric number of files", "3", 1, 64),
        whole_parameter("most_per_task", "no task locks more files", "12", 1, 64),
        *CHOICE,
    ),
    LocksParameters(),
    _figures,
    _plain,
    _native,
    _events,
    _exact,
    _faults,
)

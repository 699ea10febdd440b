"""One lock among N agents, who think and then hold it: the machine repairman, M/M/1//N."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.compiled.arrays import append_event
from remit_sim.compiled.compiled_rng import STEP, next_exponential, stream_state
from remit_sim.compiled.heap import pop_event, push_event
from remit_sim.compiled.jit import compile_native, rows_as_tuples, to_u64
from remit_sim.compiled.model import (
    CompiledModel,
    ModelFigure,
    no_parameter_faults,
    number_parameter,
    whole_parameter,
)
from remit_sim.engine import RandomStream, Resource, Simulation
from remit_sim.engine.trace import QueueEvent
from remit_sim.world.events import TICKS_PER_MINUTE, ticks_from_minutes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from remit_sim.compiled.arrays import Numbers, Table
    from remit_sim.compiled.model import Event, Row
    from remit_sim.engine import TraceNote
    from remit_sim.engine.kernel import Coroutine

ASKS, GETS, GIVES = 0, 1, 2
_KINDS: "Mapping[str, int]" = {
    QueueEvent.ASKS: ASKS,
    QueueEvent.GETS: GETS,
    QueueEvent.GIVES: GIVES,
}


class OneLockParameters(NamedTuple):
    """Thinking and holding are exponential; `visits` are all that all agents make together."""

    agents: int = 16
    think_minutes: float = 10.0
    hold_minutes: float = 1.0
    visits: int = 10_000


def _plain(
    values: OneLockParameters, seed: int, replication: int, take: "Callable[[Event], None] | None"
) -> "Row":
    """The makespan, the ticks for which the lock was held, and those for which agents waited."""

    def told(note: "TraceNote") -> None:
        if take is not None and note.what in _KINDS:
            take((note.at, int(note.who), _KINDS[note.what], 0))

    simulation = Simulation(None if take is None else told)
    lock, left, held, waited = Resource(simulation, "lock"), iter(range(values.visits)), 0, 0
    think, hold = (
        float(ticks_from_minutes(values.think_minutes)),
        float(ticks_from_minutes(values.hold_minutes)),
    )
    stream = _stream(seed).numbered(replication)

    def agent(number: int) -> "Coroutine":
        nonlocal held, waited
        own = stream.numbered(number)
        for _ in left:
            yield 1 + int(own.exponential(think))
            asked = simulation.now
            yield lock
            waited += simulation.now - asked
            length = 1 + int(own.exponential(hold))
            held += length
            yield length
            lock.give()

    for each in range(values.agents):
        simulation.start(str(each), agent(each))
    simulation.run()
    return simulation.now, held, waited


def _stream(seed: int) -> RandomStream:
    return RandomStream(seed, "one-lock")


def _native(values: OneLockParameters, seed: int, first: int, count: int) -> "Sequence[Row]":
    return _many(values, seed, first, count, 0)[0]


def _events(values: OneLockParameters, seed: int, replication: int) -> "Sequence[Event]":
    """The events of one replication, by the compiled twin."""
    return _many(values, seed, replication, 1, 3 * values.visits)[1]


def _many(
    values: OneLockParameters, seed: int, first: int, count: int, told: int
) -> "tuple[Sequence[Row], Sequence[Event]]":
    simulated = compile_native(_simulated)
    import numpy as np

    states = np.empty(values.agents, np.uint64)
    agents = tuple(np.empty(values.agents, np.int64) for _ in range(6))
    rows, events = np.empty((count, 3), np.int64), np.empty((told, 4), np.int64)
    means = (
        float(ticks_from_minutes(values.think_minutes)),
        float(ticks_from_minutes(values.hold_minutes)),
    )
    key = np.uint64(_stream(seed).key)
    happened = simulated(key, first, values.visits, means, states, agents, rows, events)
    return rows_as_tuples(rows), rows_as_tuples(events[:happened])


def _simulated(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    key: int,
    first: int,
    visits: int,
    means: tuple[float, float],
    states: "Numbers",
    agents: "tuple[Numbers, ...]",
    rows: "Table",
    events: "Table",
) -> int:
    """A row for each replication; how many events the last one has."""
    told = 0
    for replication in range(len(rows)):
        start = stream_state(key, first + replication)
        for agent in range(len(states)):
            states[agent] = stream_state(start, agent)
        told = _replicated(visits, means, states, agents, rows[replication], events)
    return told


def _drawn(states: "Numbers", agent: int, mean: float) -> int:
    states[agent] = to_u64(states[agent] + to_u64(STEP))
    return 1 + int(next_exponential(states[agent], mean))


def _replicated(  # noqa: PLR0913, PLR0917 - compiled code takes plain arrays and numbers
    visits: int,
    means: tuple[float, float],
    states: "Numbers",
    agents: "tuple[Numbers, ...]",
    row: "Numbers",
    events: "Table",
) -> int:
    """`_plain`, as a machine. Who is given the lock holds it from that tick on.

    In the plain twin the new holder sleeps after the one who gave has gone back to think, so its
    place among simultaneous events is after that one's.
    """
    think, hold = means
    times, orders, owners, queue, since, holds = agents
    count = len(states)
    size, order, left, told, free, waiting, head = 0, 0, visits, 0, 1, 0, 0
    now, held, waited = 0, 0, 0
    for agent in range(count):
        holds[agent] = 0
        if left > 0:
            left, order = left - 1, order + 1
            due = _drawn(states, agent, think)
            size = push_event(times, orders, owners, size, due, order, agent)
    while size > 0:
        now, agent = times[0], owners[0]
        size = pop_event(times, orders, owners, size)
        holder = agent
        if holds[agent]:
            holds[agent], holder = 0, -1
            told = append_event(events, told, (now, agent, GIVES, 0))
            free = 1
            if waiting > 0:
                holder = queue[head]
                head, waiting, free = (head + 1) % count, waiting - 1, 0
                waited += now - since[holder]
                told = append_event(events, told, (now, holder, GETS, 0))
            if left > 0:
                left, order = left - 1, order + 1
                due = now + _drawn(states, agent, think)
                size = push_event(times, orders, owners, size, due, order, agent)
        else:
            told = append_event(events, told, (now, agent, ASKS, 0))
            if free == 0:
                queue[(head + waiting) % count], since[agent] = agent, now
                waiting, holder = waiting + 1, -1
            else:
                free = 0
                told = append_event(events, told, (now, agent, GETS, 0))
        if holder >= 0:
            holds[holder], order = 1, order + 1
            length = _drawn(states, holder, hold)
            held += length
            size = push_event(times, orders, owners, size, now + length, order, holder)
    row[0], row[1], row[2] = now, held, waited
    return told


def _figures(values: OneLockParameters) -> tuple[ModelFigure, ...]:
    minute = 1 / TICKS_PER_MINUTE
    return (
        ModelFigure("makespan_minutes", "until the last visit is over", 0, minute),
        ModelFigure("busy_share", "of the time in which the lock is held", 1, 1.0, per=0),
        ModelFigure("wait_minutes", "for the lock, by visit", 2, minute / values.visits),
    )


def solve_machine_repairman(agents: int, think: float, hold: float) -> tuple[float, float]:
    """The share of time the lock is held, and the mean wait for it, in the unit of `hold`."""
    weights = [1.0]
    for others in range(agents, 0, -1):
        weights.append(weights[-1] * others * hold / think)
    busy = 1 - 1 / sum(weights)
    return busy, agents * hold / busy - think - hold


def _exact(values: OneLockParameters) -> "Mapping[str, float]":
    busy, wait = solve_machine_repairman(values.agents, values.think_minutes, values.hold_minutes)
    return {"busy_share": busy, "wait_minutes": wait}


ONE_LOCK = CompiledModel(
    "one-lock",
    "agents who think, then hold the one lock: the machine repairman",
    (
        whole_parameter("agents", "how many agents there are", "16", 1, 500),
        number_parameter("think_minutes", "the mean time between two visits", "10", 0.001),
        number_parameter("hold_minutes", "the mean time for which the lock is held", "1", 0.001),
        whole_parameter("visits", "how many visits all make together", "10000", 1, 1_000_000),
    ),
    OneLockParameters(),
    _figures,
    _plain,
    _native,
    _events,
    _exact,
    no_parameter_faults,
)

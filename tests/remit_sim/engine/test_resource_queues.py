"""Queues against their closed forms, and the two laws that hold on every path: Little, and work."""

from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit_sim.engine import RandomStream, Resource, Simulation, TraceNote
from remit_sim.engine.kernel import Coroutine
from remit_sim.engine.trace import QueueEvent

SECOND = 1000


def busy_and_wait(agents: int, think: float, hold: float) -> tuple[float, float]:
    """M/M/1//N, the machine repairman: the share of time the server works, and the mean wait."""
    weights = [factorial(agents) // factorial(agents - n) * (hold / think) ** n
               for n in range(agents + 1)]  # fmt: skip
    idle = 1 / sum(weights)
    throughput = (1 - idle) / hold
    return 1 - idle, agents / throughput - think - hold


@pytest.mark.parametrize(
    ("agents", "think", "utilisation", "wait"),
    [(4, 10, 0.3533, 0.3206), (16, 10, 0.9777, 5.3650), (64, 30, 1.0, 33.0)],
)
def test_one_lock_among_n_agents_is_the_machine_repairman(
    agents: int, think: int, utilisation: float, wait: float
) -> None:
    assert busy_and_wait(agents, think, 1) == pytest.approx((utilisation, wait), abs=1e-4)
    simulation, waits = Simulation(), list[int]()
    lock, length, held = Resource(simulation, "lock"), 16_000 * SECOND, list[int]()

    def agent(number: int) -> Coroutine:
        chance = RandomStream(11, "agent", number)
        while True:
            yield round(chance.exponential(think * SECOND))
            asked = simulation.now
            yield lock
            waits.append(simulation.now - asked)
            held.append(round(chance.exponential(SECOND)))
            yield held[-1]
            lock.give()

    for number in range(agents):
        simulation.start(str(number), agent(number))
    simulation.run(until=length)
    assert sum(held) / length == pytest.approx(utilisation, abs=0.012)
    assert sum(waits) / len(waits) / SECOND == pytest.approx(wait, rel=0.06)


@pytest.mark.parametrize(("load", "wait"), [(0.5, 1.0), (0.8, 4.0)])
def test_open_arrivals_at_one_server_wait_as_in_m_m_1(load: float, wait: float) -> None:
    assert load / (1 - load) == pytest.approx(wait)
    simulation, waits = Simulation(), list[int]()
    server = Resource(simulation, "server")
    gaps, services = RandomStream(5, "gaps"), RandomStream(5, "services")

    def customer() -> Coroutine:
        asked = simulation.now
        yield server
        waits.append(simulation.now - asked)
        yield round(services.exponential(SECOND))
        server.give()

    def arrivals() -> Coroutine:
        for number in range(40_000):
            yield round(gaps.exponential(SECOND / load))
            simulation.start(str(number), customer())

    simulation.start("arrivals", arrivals())
    simulation.run()
    assert sum(waits) / len(waits) / SECOND == pytest.approx(wait, rel=0.06)


@settings(max_examples=60, deadline=None)
@given(
    capacity=st.integers(1, 3),
    visits=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9), st.none() | st.integers(1, 9)), max_size=12
    ),
)
def test_little_and_work_hold_on_every_path(
    capacity: int, visits: list[tuple[int, int, int | None]]
) -> None:
    notes = list[TraceNote]()
    simulation, waits = Simulation(notes.append), list[int]()
    place = Resource(simulation, "place", capacity)

    def visitor(arrival: int, stay: int, patience: int | None) -> Coroutine:
        yield arrival
        wait = simulation.within(patience, place) if patience else None
        yield wait or place
        waits.append(simulation.now - arrival)
        if wait is None or wait.met:
            yield stay
            place.give()

    for number, visit in enumerate(visits):
        simulation.start(str(number), visitor(*visit))
    simulation.run()
    asked = {note.who: note.at for note in notes if note.what == QueueEvent.ASKS}
    over = [note for note in notes if note.what in {QueueEvent.GETS, QueueEvent.QUITS}]
    assert sum(note.at - asked[note.who] for note in over) == sum(waits)
    assert len(over) == len(asked) == len(visits)
    for at in {note.at for note in notes}:
        taken, waiting = standing(notes, at)
        assert 0 <= taken <= capacity
        assert waiting == 0 or taken == capacity


def standing(notes: list[TraceNote], at: int) -> tuple[int, int]:
    """How many hold and how many wait when the tick is over."""
    count = dict.fromkeys(QueueEvent, 0)
    for note in notes:
        if note.at <= at:
            count[QueueEvent(note.what)] += 1
    taken = count[QueueEvent.GETS] - count[QueueEvent.GIVES]
    return taken, count[QueueEvent.ASKS] - count[QueueEvent.GETS] - count[QueueEvent.QUITS]


def test_nobody_overtakes() -> None:
    notes = list[TraceNote]()
    simulation = Simulation(notes.append)
    place = Resource(simulation, "place")

    def visitor() -> Coroutine:
        yield place
        yield 3
        place.give()

    for name in "abcd":
        simulation.start(name, visitor())
    simulation.run()
    assert "".join(note.who for note in notes if note.what == QueueEvent.GETS) == "abcd"

"""The kernel beside simpy: what is due at one tick happens in one order, so all else agrees."""

from typing import TYPE_CHECKING, Any

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st
from lock_rivals import salabim_plain, simpy_bare, simpy_documented

from remit_sim.compiled.locks import LocksParameters, sample_jobs, simulate_locks
from remit_sim.engine import Process, ProcessInterrupted, Resource, Simulation

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from remit_sim.engine.kernel import Coroutine

PROCESSES, RESOURCES = 4, 2
STEPS = st.one_of(
    st.tuples(st.just("sleep"), st.integers(0, 3)),
    st.tuples(st.just("take"), st.integers(0, RESOURCES - 1)),
    st.tuples(st.just("give"), st.just(0)),
    st.tuples(st.just("kick"), st.integers(0, PROCESSES - 1)),
)
PROGRAMS = st.lists(st.lists(STEPS, max_size=12), min_size=PROCESSES, max_size=PROCESSES)
Program = list[list[tuple[str, int]]]
Log = list[tuple[int, int, str]]


def ours(programs: Program, capacity: int) -> Log:
    simulation, log, asleep = Simulation(), Log(), set[int]()
    places = [Resource(simulation, str(number), capacity) for number in range(RESOURCES)]
    processes = list[Process]()

    def sleeps(own: int, length: int) -> "Coroutine":
        asleep.add(own)
        try:
            yield length
        except ProcessInterrupted:
            log.append((simulation.now, own, "woken"))
        asleep.discard(own)

    def process(own: int) -> "Coroutine":
        held = list[Resource]()
        yield from sleeps(own, 1)
        for what, which in programs[own]:
            if what == "sleep":
                yield from sleeps(own, which)
            elif what == "take":
                yield places[which]
                held.append(places[which])
            elif what == "give" and held:
                held.pop(0).give()
            elif what == "kick" and which in asleep:
                asleep.discard(which)
                simulation.interrupt(processes[which], "kicked")
            log.append((simulation.now, own, what))
        for place in held:
            place.give()

    processes += (simulation.start(str(own), process(own)) for own in range(PROCESSES))
    simulation.run()
    return log


def released(place: Any, request: Any) -> None:
    """Give back and hand over at once; by itself simpy does the latter a turn later."""
    place.release(request)
    place._trigger_put(None)


def simpys(programs: Program, capacity: int) -> Log:  # noqa: C901 - `ours` word for word
    environment, log, asleep = simpy.Environment(), Log(), set[int]()
    places = [simpy.Resource(environment, capacity) for _ in range(RESOURCES)]
    processes = list[Any]()

    def sleeps(own: int, length: int) -> "Iterator[Any]":
        asleep.add(own)
        try:
            yield environment.timeout(length)
        except simpy.Interrupt:
            log.append((int(environment.now), own, "woken"))
        asleep.discard(own)

    def process(own: int) -> "Generator[Any, Any, None]":
        held = list[tuple[Any, Any]]()
        yield from sleeps(own, 1)
        for what, which in programs[own]:
            if what == "sleep":
                yield from sleeps(own, which)
            elif what == "take":
                request = places[which].request()
                if not request.triggered:
                    yield request
                held.append((places[which], request))
            elif what == "give" and held:
                released(*held.pop(0))
            elif what == "kick" and which in asleep:
                asleep.discard(which)
                processes[which].interrupt()
            log.append((int(environment.now), own, what))
        for place, request in held:
            released(place, request)

    processes += (environment.process(process(own)) for own in range(PROCESSES))
    environment.run()
    return log


@given(PROGRAMS, st.integers(1, 2))
def test_any_processes_are_resumed_in_the_order_of_simpy_where_it_hands_over_at_once(
    programs: Program, capacity: int
) -> None:
    assert ours(programs, capacity) == simpys(programs, capacity)


@pytest.mark.parametrize("seed", range(8))
def test_a_workload_of_locks_ends_at_the_same_tick_as_in_simpy(seed: int) -> None:
    values = LocksParameters(tasks=300, choice="zipf" if seed % 2 else "uniform")
    todo = sample_jobs(values, seed, 0)
    makespan, waited = simulate_locks(todo, values.agents, values.files)
    assert simpy_bare(todo, values.agents, values.files) == (makespan, waited)


def test_engines_that_break_ties_otherwise_agree_where_no_lock_is_shared() -> None:
    values = LocksParameters(agents=5, tasks=40, files=4)
    apart = [job._replace(files=()) for job in sample_jobs(values, 1, 0)]
    makespan, waited = simulate_locks(apart, values.agents, values.files)
    for rival in (simpy_bare, simpy_documented, salabim_plain):
        assert rival(apart, values.agents, values.files) == (makespan, waited)

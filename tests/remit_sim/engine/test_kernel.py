"""Who is resumed when: order, patience, signals, interruptions."""

from contextlib import suppress
from typing import Any

import pytest

from remit_sim.engine import OneShotSignal, Process, ProcessInterrupted, Resource, Simulation
from remit_sim.engine.kernel import Coroutine, Wait


def test_what_is_due_at_one_tick_happens_in_the_order_it_was_asked_for() -> None:
    simulation, said = Simulation(), list[tuple[int, str]]()

    def process(name: str, ticks: int) -> Coroutine:
        for _ in range(2):
            yield ticks
            said.append((simulation.now, name))

    for name, ticks in (("a", 2), ("b", 1), ("c", 2)):
        simulation.start(name, process(name, ticks))
    simulation.run()
    assert said == [(1, "b"), (2, "a"), (2, "c"), (2, "b"), (4, "a"), (4, "c")]


def test_a_run_can_stop_at_a_tick_and_go_on() -> None:
    simulation, ticks = Simulation(), list[int]()

    def process() -> Coroutine:
        for _ in range(4):
            yield 10
            ticks.append(simulation.now)

    simulation.start("p", process())
    simulation.run(until=20)
    assert (ticks, simulation.now) == ([10, 20], 20)
    simulation.run(until=25)
    assert simulation.now == 25
    simulation.run()
    assert ticks == [10, 20, 30, 40]


def test_a_signal_wakes_who_waits_and_holds_up_nobody_later() -> None:
    simulation, seen = Simulation(), list[tuple[str, int]]()
    ready = OneShotSignal(simulation)

    def waiting(name: str, first: int) -> Coroutine:
        yield first
        yield ready
        seen.append((name, simulation.now))

    def firing() -> Coroutine:
        yield 5
        ready.fire()

    for name, first in (("early", 1), ("late", 9)):
        simulation.start(name, waiting(name, first))
    simulation.start("firing", firing())
    simulation.run()
    assert seen == [("early", 5), ("late", 9)]


def test_a_process_can_wait_for_the_end_of_another() -> None:
    simulation, ends = Simulation(), list[int]()

    def first() -> Coroutine:
        yield 7

    def second() -> Coroutine:
        yield simulation.start("first", first())
        ends.append(simulation.now)

    simulation.start("second", second())
    simulation.run()
    assert ends == [7]


def test_patience_ends_a_wait_and_leaves_the_queue() -> None:
    simulation, met = Simulation(), list[tuple[str, bool, int]]()
    door = Resource(simulation, "door")

    def holder() -> Coroutine:
        yield door
        yield 10
        door.give()

    def patient(name: str, ticks: int) -> Coroutine:
        wait = simulation.within(ticks, door)
        yield wait
        met.append((name, wait.met, simulation.now))
        if wait.met:
            door.give()

    simulation.start("holder", holder())
    for name, ticks in (("short", 4), ("long", 20), ("next", 20)):
        simulation.start(name, patient(name, ticks))
    simulation.run()
    assert met == [("short", False, 4), ("long", True, 10), ("next", True, 10)]
    assert door.length == 0


def test_patience_costs_nothing_where_there_is_nothing_to_wait_for() -> None:
    simulation, met = Simulation(), list[bool]()

    def process() -> Coroutine:
        wait = simulation.within(5, Resource(simulation, "free"))
        yield wait
        met.append(wait.met)

    simulation.start("p", process())
    simulation.run()
    assert (met, simulation.now) == ([True], 0)


def test_who_is_interrupted_in_a_queue_leaves_it() -> None:
    simulation, said = Simulation(), list[str]()
    door = Resource(simulation, "door")

    def holder() -> Coroutine:
        yield door
        yield 10
        door.give()

    def waiting(name: str) -> Coroutine:
        try:
            yield door
        except ProcessInterrupted as why:
            said.append(f"{name}: {why} at {simulation.now}")
        else:
            said.append(f"{name} enters at {simulation.now}")
            door.give()

    simulation.start("holder", holder())
    first = simulation.start("first", waiting("first"))
    simulation.start("second", waiting("second"))

    def crash() -> Coroutine:
        yield 3
        simulation.interrupt(first, "a crash")

    simulation.start("crash", crash())
    simulation.run()
    assert said == ["first: a crash at 3", "second enters at 10"]


def test_a_unit_given_to_somebody_who_is_interrupted_at_that_tick_goes_to_the_next() -> None:
    simulation, said = Simulation(), list[str]()
    door = Resource(simulation, "door")

    def waiting(name: str) -> Coroutine:
        try:
            yield door
        except ProcessInterrupted:
            return
        said.append(name)
        door.give()

    def holder() -> Coroutine:
        yield door
        yield 10
        door.give()
        simulation.interrupt(process, "at once")

    simulation.start("holder", holder())
    process = simulation.start("first", waiting("first"))
    simulation.start("second", waiting("second"))
    simulation.run()
    assert said == ["second"]


def test_an_interrupted_sleeper_can_go_on_and_an_ended_one_is_left_alone() -> None:
    simulation, said = Simulation(), list[int]()

    def sleeper() -> Coroutine:
        try:
            yield 100
        except ProcessInterrupted:
            yield 5
        said.append(simulation.now)

    process = simulation.start("sleeper", sleeper())

    def waker() -> Coroutine:
        yield 20
        simulation.interrupt(process, "wake up")
        yield 50
        simulation.interrupt(process, "too late")

    simulation.start("waker", waker())
    simulation.run()
    assert said == [25]


def test_an_interrupted_wait_for_a_signal_or_with_patience_is_over() -> None:
    simulation, said = Simulation(), list[str]()
    never, door = OneShotSignal(simulation), Resource(simulation, "door", 0)

    def waiting(what: Wait) -> Coroutine:
        try:
            yield what
        except ProcessInterrupted as why:
            said.append(str(why))

    on_signal = simulation.start("a", waiting(never))
    patient = simulation.start("b", waiting(simulation.within(9, door)))

    def crash() -> Coroutine:
        yield 1
        simulation.interrupt(on_signal, "one")
        simulation.interrupt(patient, "two")
        never.fire()

    simulation.start("crash", crash())
    simulation.run()
    assert (said, door.length) == (["one", "two"], 0)


def test_who_is_interrupted_goes_first_and_in_the_order_of_the_interruptions() -> None:
    simulation, said = Simulation(), list[str]()

    def sleeper(name: str, ticks: int) -> Coroutine:
        with suppress(ProcessInterrupted):
            yield ticks
        said.append(name)

    def crash() -> Coroutine:
        yield 1
        for process in processes[1:]:
            simulation.interrupt(process, "a crash")

    simulation.start("crash", crash())
    plan = (("due now", 1), ("first", 9), ("second", 9), ("third", 2))
    processes = [simulation.start(name, sleeper(name, ticks)) for name, ticks in plan]
    simulation.run()
    assert said == ["first", "second", "third", "due now"]


@pytest.mark.parametrize("wish", [-1, 0.5, True, None, "soon"])
def test_who_wishes_for_what_cannot_be_is_told_where_it_did(wish: Any) -> None:
    simulation = Simulation()
    told: list[tuple[int, str]] = []

    def process() -> Coroutine:
        yield 3
        try:
            yield wish
        except ValueError as error:
            told.append((simulation.now, str(error)))
        yield 2
        told.append((simulation.now, "goes on"))

    simulation.start("p", process())
    simulation.run()
    assert [at for at, _ in told] == [3, 5]
    assert repr(wish) in told[0][1]


def test_patience_cannot_end_in_the_past() -> None:
    simulation = Simulation()
    with pytest.raises(ValueError, match="2 ticks ago"):
        simulation.within(-2, OneShotSignal(simulation))


def test_what_is_wrong_inside_of_what_is_waited_for_stays_what_it_is() -> None:
    class Broken(OneShotSignal):
        def enlist(self, process: Process, /) -> bool:
            raise AttributeError(process.name)

    simulation = Simulation()

    def process() -> Coroutine:
        yield Broken(simulation)

    simulation.start("p", process())
    with pytest.raises(AttributeError, match="p"):
        simulation.run()

"""Any processes are resumed in the order `(time, priority, sequence)`, whatever they wait for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_kernel import PlainSimulation

from remit_sim.engine import (
    OneShotSignal,
    Process,
    ProcessInterrupted,
    Resource,
    Simulation,
    TraceNote,
)
from remit_sim.engine.kernel import Coroutine

PROCESSES, PLACES, SIGNALS = 4, 2, 2
TICKS = st.integers(0, 3)
STEPS = st.one_of(
    st.tuples(st.just("sleep"), TICKS, st.just(0)),
    st.tuples(st.just("take"), st.integers(0, PLACES - 1), st.just(0)),
    st.tuples(st.just("give"), st.just(0), st.just(0)),
    st.tuples(st.just("try"), st.integers(0, PLACES - 1), TICKS),
    st.tuples(st.just("hear"), st.integers(0, SIGNALS - 1), TICKS),
    st.tuples(st.just("fire"), st.integers(0, SIGNALS - 1), st.just(0)),
    st.tuples(st.just("kick"), st.integers(0, PROCESSES - 1), st.just(0)),
    st.tuples(st.just("join"), st.integers(0, PROCESSES - 1), TICKS),
    st.tuples(st.just("bear"), TICKS, TICKS),
)
Program = list[tuple[str, int, int]]
PROGRAMS = st.lists(st.lists(STEPS, max_size=12), min_size=PROCESSES, max_size=PROCESSES)


class Play:
    """Processes that do what programs say, and note when they come to each step."""

    def __init__(self, simulation: Simulation, programs: list[Program]) -> None:
        self.simulation = simulation
        self.places = [Resource(simulation, f"place {n}") for n in range(PLACES)]
        self.signals = [OneShotSignal(simulation) for _ in range(SIGNALS)]
        self.processes = list[Process]()
        for own, program in enumerate(programs):
            self.processes.append(simulation.start(str(own), self.process(own, program)))

    def process(self, own: int, program: Program) -> Coroutine:
        held = list[Resource]()
        for step in program:
            try:
                yield from self.does(own, step, held)
            except ProcessInterrupted:
                self.simulation.note("interrupted")
            self.simulation.note(step[0])
        for place in held:
            place.give()

    def does(self, own: int, step: tuple[str, int, int], held: list[Resource]) -> Coroutine:
        simulation = self.simulation
        match step:
            case "sleep", ticks, _:
                yield ticks
            case "take", which, _:
                yield self.places[which]
                held.append(self.places[which])
            case "give", _, _ if held:
                held.pop(0).give()
            case "try", which, ticks:
                wait = simulation.within(ticks, simulation.within(2, self.places[which]))
                yield wait
                held += [self.places[which]] if wait.met else []
            case "hear", which, ticks:
                yield simulation.within(ticks, self.signals[which])
            case "fire", which, _:
                self.signals[which].fire()
            case "kick", which, _ if which != own:
                simulation.interrupt(self.processes[which], "kicked")
            case "join", which, ticks if which != own:
                yield simulation.within(ticks, self.processes[which])
            case "bear", ticks, delay:
                simulation.start("child", self.process(own, [("sleep", ticks, 0)]), delay=delay)
            case _:
                pass


@given(PROGRAMS, st.lists(st.integers(0, 9), max_size=2).map(sorted))
def test_any_processes_are_resumed_in_the_order_of_one_heap(
    programs: list[Program], stops: list[int]
) -> None:
    fast, plain = list[TraceNote](), list[TraceNote]()
    for simulation, notes in ((Simulation(fast.append), fast), (PlainSimulation(plain), plain)):
        Play(simulation, programs)
        for stop in (*stops, None):
            simulation.run(stop)
            notes.append(TraceNote(simulation.now, "", "stopped"))
    assert fast == plain


def test_a_process_cannot_interrupt_itself() -> None:
    simulation = Simulation()

    def process() -> Coroutine:
        yield 1
        simulation.interrupt(itself, "why not")

    itself = simulation.start("p", process())
    with pytest.raises(RuntimeError, match="p cannot interrupt itself"):
        simulation.run()

"""Concurrency control by blocking, immediate restart and optimism, as Agrawal, Carey and Livny did.

"Concurrency control performance modeling: alternatives and implications", ACM TODS 12(4), 1987. A
closed system: terminals think, submit a transaction, wait for one of `mpl` places, and read all
objects before they write some of them; a restarted transaction keeps its objects and queues again.
The parameters were checked against each other (disk demand, bounds), not against the paper's text.
"""

from typing import TYPE_CHECKING, NamedTuple

from literature.concurrency_control import ALGORITHMS, Transaction
from remit_sim.engine import RandomStream, Resource, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from literature.concurrency_control import Control
    from remit_sim.engine.kernel import Coroutine, Wait

_SECOND = 1_000_000  # ticks


class System(NamedTuple):
    """The parameters; times in seconds. No disks: resources without limit."""

    mpl: int
    cpus: int = 0
    disks: int = 0
    objects: int = 1000
    fewest: int = 4
    most: int = 12
    write_share: float = 0.25
    terminals: int = 200
    think: float = 1.0
    disk: float = 0.035
    cpu: float = 0.015


def throughput(system: System, algorithm: str, seed: int, seconds: tuple[float, float]) -> float:
    """Commits per second, counted after so many seconds of warm-up for so many more."""
    warm_up, counted = seconds
    model = _Model(system, ALGORITHMS[algorithm], seed)
    model.simulation.run(round(warm_up * _SECOND))
    before = model.commits
    model.simulation.run(round((warm_up + counted) * _SECOND))
    return (model.commits - before) / counted


class _Model:
    """One system with its terminals; chance is the same for every algorithm and every `mpl`."""

    def __init__(
        self, system: System, control: "Callable[[Simulation], Control]", seed: int
    ) -> None:
        self.simulation = simulation = Simulation()
        self.commits = 0
        self._system, self._seed = system, seed
        self._control = control(simulation)
        self._places = Resource(simulation, "places", system.mpl)
        self._cpus = Resource(simulation, "cpus", system.cpus) if system.cpus else None
        self._disks = [Resource(simulation, f"disk-{n}") for n in range(system.disks)]
        self._chance = RandomStream(seed, "disks and delays")
        self._cpu, self._disk = round(system.cpu * _SECOND), round(system.disk * _SECOND)
        self._responses, self._response_time = 1, round(0.5 * _SECOND)
        for number in range(system.terminals):
            simulation.start(f"terminal-{number}", self._terminal(number))

    def _terminal(self, number: int) -> "Coroutine":
        thinking, count = RandomStream(self._seed, "think", number), 0
        while True:
            yield round(thinking.exponential(self._system.think * _SECOND))
            submitted = self.simulation.now
            transaction = self._drawn(number, count)
            count += 1
            yield self._places
            while not (yield from self._attempt(transaction)):
                self._places.give()
                if self._control.delayed:
                    yield round(self._chance.exponential(self._response_time / self._responses))
                yield self._places
            self._places.give()
            self.commits += 1
            self._responses += 1
            self._response_time += self.simulation.now - submitted

    def _drawn(self, terminal: int, count: int) -> Transaction:
        system, chance = self._system, RandomStream(self._seed, "objects", terminal, count)
        size, reads = (
            system.fewest + chance.below(system.most - system.fewest + 1),
            dict[int, None](),
        )
        while len(reads) < size:
            reads[chance.below(system.objects)] = None
        writes = [what for what in reads if chance.uniform() < system.write_share]
        return Transaction(terminal, self.simulation.now, list(reads), writes)

    def _attempt(self, who: Transaction) -> "Generator[Wait, None, bool]":
        who.doomed, who.committing, who.started = False, False, self.simulation.now
        control = self._control
        for exclusive, objects in ((False, who.reads), (True, who.writes)):
            for what in objects:
                turn = control.ask(who, what, exclusive=exclusive)
                if turn is not None:
                    yield turn
                if who.doomed:
                    control.end(who)
                    return False
                if not exclusive:
                    yield from self._uses_disk()
                yield from self._uses_cpu()
        if not control.good(who):
            control.end(who)
            return False
        for _ in who.writes:
            yield from self._uses_disk()
        control.end(who)
        return True

    def _uses_disk(self) -> "Coroutine":
        if not self._disks:
            yield self._disk
            return
        disk = self._disks[self._chance.below(len(self._disks))]
        yield disk
        yield self._disk
        disk.give()

    def _uses_cpu(self) -> "Coroutine":
        if self._cpus is None:
            yield self._cpu
            return
        yield self._cpus
        yield self._cpu
        self._cpus.give()

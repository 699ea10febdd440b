"""The world of one run: its agents take tasks from one list and do them as the strategy says."""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from remit.errors import UsageError
from remit_sim.engine import OneShotSignal, ProcessInterrupted, RandomStream, Resource, Simulation
from remit_sim.world.agent import Doing, SimulatedAgent
from remit_sim.world.costs import token_prices
from remit_sim.world.events import TICKS_PER_MINUTE, Activity, EventKind, ticks_from_minutes
from remit_sim.world.shared_directory import SimulatedDirectory
from remit_sim.world.tasks import sample_tasks, task_units
from remit_sim.world.trunk import ConflictModel, TrunkLog

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from remit_sim.engine.kernel import Coroutine, Process, Wait
    from remit_sim.engine.trace import Taker
    from remit_sim.world.scenario import Scenario
    from remit_sim.world.tasks import SimulatedTask


class Strategy(Protocol):
    """How agents go about the tasks of one run."""

    def choose(self, tasks: "Sequence[SimulatedTask]", /) -> "SimulatedTask | None":
        """The task to begin now, of those that nobody works on; None is to wait for a change."""
        ...

    def perform(self, agent: SimulatedAgent, task: "SimulatedTask", /) -> Doing:
        """One agent does one task, until it has landed or is somebody else's business."""
        ...


@runtime_checkable
class Serving(Protocol):
    """A strategy in which agents also do what others hand over to them."""

    def serves(self, agent: SimulatedAgent, /) -> "Generator[Wait, None, bool]":
        """Do all that was handed over by now; whether the agent may begin a task of its own."""
        ...


class InOrder:
    """The choice of most strategies: the first task there is."""

    def choose(self, tasks: "Sequence[SimulatedTask]", /) -> "SimulatedTask | None":
        """The first task."""
        return tasks[0]


class World:
    """Everything that strategies act on."""

    def __init__(
        self,
        scenario: "Scenario",
        agents: int,
        draws: tuple[int, int],
        take: "Taker",
    ) -> None:
        self._draws = draws
        self.scenario = scenario
        self.simulation = Simulation(take)
        self.directory = SimulatedDirectory()
        coins = RandomStream(*draws, "textual"), RandomStream(*draws, "semantic")
        self.trunk = TrunkLog(
            ConflictModel(scenario.edits, *coins, scenario.files, scenario.staleness)
        )
        self.door = Resource(self.simulation, "trunk")
        review = scenario.review.reviewers
        self.reviewers = Resource(self.simulation, "review", review) if review else None
        self.agents = tuple(SimulatedAgent(self, number) for number in range(1, agents + 1))
        self.slow = RandomStream(*draws, "slow")
        self.misses = RandomStream(*draws, "misses")
        self.tasks = sample_tasks(scenario, *draws)
        self.changed = OneShotSignal(self.simulation)
        self._over = OneShotSignal(self.simulation)
        self._checks = RandomStream(*draws, "checks")
        self._offers = Offers(self.tasks)
        self._unfinished = len(self.tasks)
        self._begun = set[int]()

    def run(self, make: "Callable[[World], Strategy]") -> None:
        """Let the agents do all tasks; afterwards the trace holds everything."""
        for what, tokens in token_prices(self.scenario.tokens):
            self.simulation.note(EventKind.COSTS, what, tokens)
        strategy = make(self)
        for agent in self.agents:
            agent.process = self.simulation.start(agent.name, self._life(agent, strategy))
        self.simulation.run()
        if self._unfinished:
            left = f"{self._unfinished} of {len(self.tasks)} tasks have no end"
            hint = "is everything given back that is taken, and is every task landed?"
            raise UsageError(f"{left}: the strategy waits for what never comes.", hint)

    def _life(self, agent: SimulatedAgent, strategy: Strategy) -> Doing:
        serving = strategy if isinstance(strategy, Serving) else None
        while self._unfinished:
            try:
                may_begin = serving is None or (yield from self._served(agent, serving))
                tasks = self._offers.ready() if may_begin else ()
                task = strategy.choose(tasks) if tasks else None
                if task is not None:
                    yield from self._performed(agent, strategy, task)
            except ProcessInterrupted:
                yield from self._replaced(agent)
                continue
            if task is None and self._unfinished:
                kind = Activity.WAITING if self._offers else Activity.IDLE
                yield from agent.waits(kind, self.changed)

    def _served(self, agent: SimulatedAgent, strategy: Serving) -> "Generator[Wait, None, bool]":
        agent.unsaved, doom = 0, self._doomed(agent)
        try:
            return (yield from strategy.serves(agent))
        finally:
            self._spare(doom)

    def _performed(self, agent: SimulatedAgent, strategy: Strategy, task: "SimulatedTask") -> Doing:
        self._offers.take(task)
        self.trunk.meetings.taken(task, agent.number)
        if task.number not in self._begun:
            self._begun.add(task.number)
            self.simulation.note(EventKind.STARTS, str(task.number), task.ticks)
        agent.unsaved, doom = 0, self._doomed(agent)
        try:
            yield from strategy.perform(agent, task)
        except ProcessInterrupted:
            self._offers.again(task)
            raise
        finally:
            self._spare(doom)
            self._offers.give_back(task)
            if task.resources:
                self.stirs()

    def _replaced(self, agent: SimulatedAgent) -> Doing:
        """After a crash: its work of this turn is gone, and after a while another is there."""
        agent.life += 1
        self.simulation.note(EventKind.CRASHES, agent.name)
        agent.wastes("crash")
        self.stirs()
        pause = ticks_from_minutes(self.scenario.crashes.restart_minutes)
        yield from agent.waits(Activity.LOST, self.simulation.within(pause, self._over))

    def _doomed(self, agent: SimulatedAgent) -> "Process | None":
        """What may crash the agent before its turn is over."""
        if not self.scenario.crashes.mean_hours:
            return None
        return self.simulation.start(f"doom of {agent.name}", self._doom(agent))

    def _doom(self, agent: SimulatedAgent) -> "Coroutine":
        mean = self.scenario.crashes.mean_hours * 60 * TICKS_PER_MINUTE
        yield round(agent.chance.exponential(mean))
        if agent.process is not None:
            self.simulation.interrupt(agent.process, "crashed")

    def _spare(self, doom: "Process | None") -> None:
        if doom is not None:
            self.simulation.interrupt(doom, "over")

    def stream(self, *names: int | str) -> RandomStream:
        """The source of chance of that name in this run, from its beginning."""
        return RandomStream(*self._draws, *names)

    def lands(self, task: "SimulatedTask", base: int) -> None:
        """The task, begun on `base`, goes onto the trunk unchecked, with what that breaks."""
        for other in self.trunk.broken_by(task, self.trunk.since(base)):
            self.simulation.note(EventKind.BREAKS, str(task.number), other.number)
        if not self.passes(task):
            self.simulation.note(EventKind.BROKEN, str(task.number))
        self.trunk.land(task)
        self.finishes(task)

    def finishes(self, task: "SimulatedTask") -> None:
        """The task is done."""
        self.simulation.note(EventKind.LANDS, str(task.number))
        self._offers.landed(task)
        self._unfinished -= 1
        if not self._unfinished:
            self._close()
        self.stirs()

    def comes_back(self, task: "SimulatedTask") -> None:
        """The task was sent back: somebody takes it up again, before the others."""
        self._offers.again(task._replace(attempt=task.attempt + 1))
        self.stirs()

    def stirs(self) -> None:
        """Wake the agents who wait for a change."""
        changed, self.changed = self.changed, OneShotSignal(self.simulation)
        changed.fire()

    def passes(self, task: "SimulatedTask") -> bool:
        """Whether the checks of this attempt pass, with nothing else in the way."""
        failing = 1.0 - self.scenario.checks.pass_share
        return not self._checks.chance(failing, task.number, task.attempt)

    def clashes(self, task: "SimulatedTask", other: "SimulatedTask") -> None:
        """Somebody has found that the task does not merge with the other one."""
        torn = self.trunk.meetings.structural(task, other)
        self.simulation.note(
            EventKind.TEARS if torn else EventKind.CONFLICTS, str(task.number), other.number
        )

    def units(self, task: "SimulatedTask") -> tuple[int, ...]:
        """What the task reads and writes as a whole: its files, or symbols of them."""
        return task_units(task, self.scenario.edits.unit)

    def rework(self, task: "SimulatedTask") -> int:
        """How many ticks it takes to do a task again on a newer base."""
        return round(task.ticks * self.scenario.edits.rework_share)

    def _close(self) -> None:
        for number, unit in self.directory.lost():
            task = self.tasks[number]
            self.simulation.note(EventKind.OVERWRITTEN, str(number), unit)
            self.simulation.note(EventKind.WASTES, str(number), task.ticks // len(self.units(task)))
        self.simulation.note(EventKind.ENDS)
        self._over.fire()


# Which tasks can begin: predecessors have landed, resources are free.


class Offers:
    """The tasks that nobody works on, in the order in which they are taken up."""

    def __init__(self, tasks: "Sequence[SimulatedTask]") -> None:
        numbers = {task.number for task in tasks}
        self._waits = {
            task.number: left for task in tasks if (left := numbers.intersection(task.after))
        }
        self._later = [task for task in tasks if task.number in self._waits]
        self._open = [task for task in tasks if task.number not in self._waits]
        self._plain = not any(task.resources for task in tasks)
        self._used = set[str]()

    def __bool__(self) -> bool:
        return bool(self._open or self._later)

    def ready(self) -> "tuple[SimulatedTask, ...]":
        """The tasks that can begin now."""
        if self._plain:
            return tuple(self._open)
        return tuple(task for task in self._open if self._used.isdisjoint(task.resources))

    def take(self, task: "SimulatedTask") -> None:
        """Somebody works on it, with its resources."""
        self._open.remove(task)
        self._used.update(task.resources)

    def give_back(self, task: "SimulatedTask") -> None:
        """Nobody works on it any more: its resources are free."""
        self._used.difference_update(task.resources)

    def again(self, task: "SimulatedTask") -> None:
        """The task has to be begun once more, before the others."""
        self._open.insert(0, task)

    def landed(self, task: "SimulatedTask") -> None:
        """Tasks that only waited for this one can begin, after those that could before."""
        if not self._later:
            return
        for left in self._waits.values():
            left.discard(task.number)
        free = [other for other in self._later if not self._waits[other.number]]
        self._later = [other for other in self._later if self._waits[other.number]]
        self._open += free

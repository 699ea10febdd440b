"""The world of one run: its agents take tasks from one list and do them as the strategy says."""

from typing import TYPE_CHECKING, Protocol

from remit_sim.engine import Resource, Signal, Simulation, Stream
from remit_sim.world.agent import Agent, Doing
from remit_sim.world.directory import Directory
from remit_sim.world.happenings import Spending, What
from remit_sim.world.tasks import drawn
from remit_sim.world.trunk import Meetings, Trunk

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_sim.engine.notes import Taker
    from remit_sim.world.scenario import Scenario
    from remit_sim.world.tasks import Task


class Strategy(Protocol):
    """How agents go about the tasks of one run."""

    def choose(self, tasks: "Sequence[Task]", /) -> "Task | None":
        """The task to begin now, of those that nobody works on; None is to wait for a change."""
        ...

    def perform(self, agent: Agent, task: "Task", /) -> Doing:
        """One agent does one task, until it has landed or is somebody else's business."""
        ...


class InOrder:
    """The choice of most strategies: the first task there is."""

    def choose(self, tasks: "Sequence[Task]", /) -> "Task | None":
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
        self.scenario = scenario
        self.simulation = Simulation(take)
        self.directory = Directory()
        self.trunk = Trunk(
            Meetings(scenario.edits, Stream(*draws, "textual"), Stream(*draws, "semantic"))
        )
        self.door = Resource(self.simulation, "trunk")
        review = scenario.review.reviewers
        self.reviewers = Resource(self.simulation, "review", review) if review else None
        self.agents = tuple(Agent(self, number) for number in range(1, agents + 1))
        self.slow = Stream(*draws, "slow")
        self.misses = Stream(*draws, "misses")
        self.tasks = drawn(scenario, *draws)
        self._draws = draws
        self.changed = Signal(self.simulation)
        self._checks = Stream(*draws, "checks")
        self._open = list(self.tasks)
        self._unfinished = len(self.tasks)

    def run(self, make: "Callable[[World], Strategy]") -> None:
        """Let the agents do all tasks; afterwards the trace holds everything."""
        strategy = make(self)
        for agent in self.agents:
            self.simulation.start(agent.name, self._life(agent, strategy))
        self.simulation.run()
        if self._unfinished:
            raise RuntimeError(f"{self._unfinished} tasks have no end: the strategy is stuck")

    def _life(self, agent: Agent, strategy: Strategy) -> Doing:
        while self._unfinished:
            task = strategy.choose(tuple(self._open)) if self._open else None
            if task is None:
                kind = Spending.WAITING if self._open else Spending.IDLE
                yield from agent.waits(kind, self.changed)
                continue
            self._open.remove(task)
            self.trunk.meetings.taken(task, agent.number)
            if not task.attempt:
                self.simulation.note(What.STARTS, str(task.number), task.ticks)
            yield from strategy.perform(agent, task)

    def stream(self, *names: int | str) -> Stream:
        """The source of chance of that name in this run, from its beginning."""
        return Stream(*self._draws, *names)

    def lands(self, task: "Task", base: int) -> None:
        """The task, begun on `base`, goes onto the trunk unchecked, with what that breaks."""
        for other in self.trunk.broken_by(task, self.trunk.since(base)):
            self.simulation.note(What.BREAKS, str(task.number), other.number)
        if not self.passes(task):
            self.simulation.note(What.BROKEN, str(task.number))
        self.trunk.land(task)
        self.finishes(task)

    def finishes(self, task: "Task") -> None:
        """The task is done."""
        self.simulation.note(What.LANDS, str(task.number))
        self._unfinished -= 1
        if not self._unfinished:
            self._close()
        self.stirs()

    def comes_back(self, task: "Task") -> None:
        """The task was sent back: somebody takes it up again, before the others."""
        self._open.insert(0, task._replace(attempt=task.attempt + 1))
        self.stirs()

    def stirs(self) -> None:
        """Wake the agents who wait for a change."""
        changed, self.changed = self.changed, Signal(self.simulation)
        changed.fire()

    def passes(self, task: "Task") -> bool:
        """Whether the checks of this attempt pass, with nothing else in the way."""
        failing = 1.0 - self.scenario.checks.pass_share
        return not self._checks.chance(failing, task.number, task.attempt)

    def rework(self, task: "Task") -> int:
        """How many ticks it takes to do a task again on a newer base."""
        return round(task.ticks * self.scenario.edits.rework_share)

    def _close(self) -> None:
        for number, file in self.directory.lost():
            task = self.tasks[number]
            self.simulation.note(What.OVERWRITTEN, str(number), file)
            self.simulation.note(What.WASTES, str(number), task.ticks // len(task.files))
        self.simulation.note(What.ENDS)

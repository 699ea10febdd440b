"""Worktrees with scopes and claims: what no manifest foresaw is held by who comes to it first."""

from typing import TYPE_CHECKING

from remit.coordination.claims import ClaimRefused, ClaimState, Place, Release, Take, apply, decide
from remit_sim.strategies.scopes import Scopes
from remit_sim.world.events import Activity, EventKind, equal_part
from remit_sim.world.tasks import file_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.coordination.claims import Request
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World

_HERE = Place(b"", "", b"")


class Claims(Scopes):
    """As `Scopes`, and each task may claim every file that no running task names.

    A task first works on what its manifest names, then it comes to the other files one by one, with
    an equal part of its time for each: it claims the file and holds it until it has landed, or asks
    for it where the manifest of a running task names it. Who finds a file held waits, and goes on
    from the trunk as it is then. All go through the files in one order, so nobody waits in a
    circle. A claim ends with its task, also where the agent crashes.
    """

    def __init__(self, world: "World") -> None:
        super().__init__(world)
        self._claims = ClaimState()

    def choose(self, tasks: "Sequence[SimulatedTask]") -> "SimulatedTask | None":
        """The first task whose scope meets none of those at work, and no file that is held."""
        return super().choose([task for task in tasks if not self._meets_a_claim(task)])

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work, claim or ask for each file that was missed, be reviewed, merge."""
        base = self._world.trunk.version
        self._held.add(task.number)
        try:
            yield from self._works(agent, task)
            for file in self._missed(task):
                while not self._is_named(task, file) and not self._takes(task, file):
                    self._world.simulation.note(EventKind.VIOLATIONS, str(task.number), file)
                    yield from agent.waits(Activity.WAITING, self._world.changed)
                    base = self._world.trunk.version
                if self._is_named(task, file):
                    self._world.simulation.note(EventKind.VIOLATIONS, str(task.number), file)
                    yield from self._asks(agent, file)
                yield from self._spends(agent, task, (file,))
            yield from agent.is_reviewed()
            yield from agent.lands(task, base)
        finally:
            self._decides(Release(b"", str(task.number)))
            self._held.remove(task.number)
            self._world.stirs()

    def _works_on_named(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        yield from self._spends(agent, task, self._declared[task.number])

    def _spends(
        self, agent: "SimulatedAgent", task: "SimulatedTask", files: "Sequence[int]"
    ) -> "Doing":
        """Work on some of the task's files; all of them take its whole time."""
        world, units = self._world, self._world.units(task)
        whole, kind = (
            (world.rework(task), Activity.REWORK) if task.attempt else (task.ticks, Activity.USEFUL)
        )
        parts = (equal_part(whole, units.index(file), len(units)) for file in files)
        yield from agent.spends(kind, sum(parts))

    def _missed(self, task: "SimulatedTask") -> "Sequence[int]":
        named = self._declared[task.number]
        return [file for file in self._world.units(task) if file not in named]

    def _is_named(self, task: "SimulatedTask", file: int) -> bool:
        """Whether the manifest of another running task names the file: then nobody may claim it."""
        return any(file in self._declared[other] for other in self._held - {task.number})

    def _takes(self, task: "SimulatedTask", file: int) -> bool:
        return self._decides(Take(str(task.number), _HERE, (_path(file),)))

    def _decides(self, request: "Request") -> bool:
        """Whether the library's decider lets it be so."""
        events = decide(self._claims, request, self._world.simulation.now)
        for event in events:
            self._claims = apply(self._claims, event)
        return not any(isinstance(event, ClaimRefused) for event in events)

    def _meets_a_claim(self, task: "SimulatedTask") -> bool:
        held = self._claims.claims
        return any(_path(file) in held for file in self._declared[task.number])


def _path(file: int) -> bytes:
    return file_path(file).encode()

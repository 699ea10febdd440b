"""A task is handed on from stage to stage; each stage of a line is one agent, with one task."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.world.events import Activity, equal_part
from remit_sim.world.message_service import MessageService
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator

    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World


class _Piece(NamedTuple):
    """A task that has come to a stage, and the version of the trunk that it was begun on."""

    task: "SimulatedTask"
    base: int
    stage: int


class Pipeline(InOrder):
    """Agents form lines of `stages`; where there are fewer, one does several stages in a row.

    What a line hands on builds on what it has done before, so tasks of one line never collide;
    those of two lines meet at the merge, as worktrees do. A handoff is a message.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desk = MessageService(world)
        self._stages = world.scenario.pipeline.stages
        lines = -(-len(world.agents) // self._stages)
        self._lines = [world.agents[line::lines] for line in range(lines)]
        self._pieces: dict[str, _Piece] = {}

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, do the first stages, hand on."""
        line = (agent.number - 1) % len(self._lines)
        self._world.trunk.meetings.taken(task, line)
        yield from self._does(agent, _Piece(task, self._world.trunk.version, 0))

    def serves(self, agent: "SimulatedAgent") -> "Generator[Wait, None, bool]":
        """Do what the stage before has handed on; only a first stage begins tasks."""
        while (message := self._desk.fetch(agent.name)) is not None:
            piece = self._pieces.get(message.key)
            if piece is not None:
                agent.unsaved = 0
                yield from self._does(agent, piece)
                del self._pieces[message.key]
            self._desk.acknowledge(message)
        return self._of(agent)[0] is agent

    def _of(self, agent: "SimulatedAgent") -> "tuple[SimulatedAgent, ...]":
        return self._lines[(agent.number - 1) % len(self._lines)]

    def _at(self, agent: "SimulatedAgent", stage: int) -> "SimulatedAgent":
        """Who does that stage in the agent's line."""
        line = self._of(agent)
        return line[stage * len(line) // self._stages]

    def _does(self, agent: "SimulatedAgent", piece: _Piece) -> "Doing":
        """Every stage up to another agent's, which gets it then, or to the end."""
        task, base, stage = piece
        while stage < self._stages and self._at(agent, stage) is agent:
            yield from agent.spends(Activity.USEFUL, equal_part(task.ticks, stage, self._stages))
            stage += 1
        if stage < self._stages:
            self._hand_on(agent, piece._replace(stage=stage))
            return
        yield from agent.is_reviewed()
        yield from agent.lands(task, base)

    def _hand_on(self, agent: "SimulatedAgent", piece: _Piece) -> None:
        key = f"task-{piece.task.number}, stage {piece.stage}, {agent.holder}"
        self._pieces[key] = piece
        self._desk.send(agent.name, self._at(agent, piece.stage).name, key)

"""Each file has an owner, and nobody else writes it: who wants it changed sends a message."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine.trace import QueueEvent
from remit_sim.world.events import Activity, ticks_from_minutes
from remit_sim.world.message_service import MessageService
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from remit_sim.engine.kernel import Wait
    from remit_sim.world.agent import Doing, SimulatedAgent
    from remit_sim.world.tasks import SimulatedTask
    from remit_sim.world.world import World

QUEUE = "messages"


class _Request(NamedTuple):
    """A change of one file that its owner shall make."""

    key: str
    owner: str


class FileOwners(InOrder):
    """A file belongs to the agent whose task changed it first.

    A task works in a worktree; then each change of another's file goes to its owner, who looks for
    messages every `look_minutes` of work, between tasks, and while it waits itself. Applying one
    takes `handling_minutes`, and the answer is a message too. Changes of one file come one after
    the other, so none conflict.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desk = MessageService(world)
        self._owners: dict[int, str] = {}
        self._asked = dict[str, str]()  # whose open request it is
        self._applied = set[str]()

    def perform(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        """Branch, work, be reviewed, send what others own, wait for their answers, merge."""
        base = self._world.trunk.version
        requests = list(self._requests(agent, task))
        yield from self._works(agent, task)
        yield from agent.is_reviewed()
        try:
            for request in requests:
                self._ask(agent, request)
            yield from self._awaits(agent, requests)
        finally:
            for request in requests:
                self._withdraw(request)
        yield from agent.delivers(task, base)

    def serves(self, agent: "SimulatedAgent") -> "Generator[Wait, None, bool]":
        """Apply what others ask for, and hear their answers."""
        while (message := self._desk.fetch(agent.name)) is not None:
            key = message.key.removeprefix("done ")
            if key == message.key and key in self._asked and key not in self._applied:
                yield from agent.spends(Activity.MERGE, ticks_from_minutes(self._handling))
                self._apply(agent, key, message.sender)
            elif key != message.key:
                self._settle(key)
            self._desk.acknowledge(message)
        return True

    @property
    def _handling(self) -> float:
        return self._world.scenario.messages.handling_minutes

    def _requests(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Iterator[_Request]":
        for file in task.files:
            owner = self._owners.setdefault(file, agent.name)
            if owner != agent.name:
                yield _Request(f"task-{task.number}, file {file}, {agent.holder}", owner)

    def _works(self, agent: "SimulatedAgent", task: "SimulatedTask") -> "Doing":
        done, step = 0, max(1, ticks_from_minutes(self._world.scenario.messages.look_minutes))
        while done < task.ticks:
            length = min(step, task.ticks - done)
            yield from agent.spends(Activity.USEFUL, length)
            done += length
            yield from self.serves(agent)

    def _ask(self, agent: "SimulatedAgent", request: _Request) -> None:
        self._asked[request.key] = agent.name
        self._world.simulation.note(QueueEvent.ASKS, QUEUE, who=request.key)
        self._desk.send(agent.name, request.owner, request.key)

    def _awaits(self, agent: "SimulatedAgent", requests: "list[_Request]") -> "Doing":
        while True:
            yield from self.serves(agent)
            if all(request.key not in self._asked for request in requests):
                return
            yield from agent.waits(Activity.WAITING, self._world.changed)

    def _apply(self, agent: "SimulatedAgent", key: str, sender: str) -> None:
        if key in self._asked:
            self._applied.add(key)
            self._world.simulation.note(QueueEvent.GETS, QUEUE, who=key)
            self._world.simulation.note(QueueEvent.GIVES, QUEUE, who=key)
            self._desk.send(agent.name, sender, f"done {key}")

    def _settle(self, key: str) -> None:
        self._asked.pop(key, None)

    def _withdraw(self, request: _Request) -> None:
        """The one who asked has crashed, if the request is still open."""
        if self._asked.pop(request.key, None) and request.key not in self._applied:
            self._world.simulation.note(QueueEvent.QUITS, QUEUE, who=request.key)

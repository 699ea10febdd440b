"""Each file has an owner, and nobody else writes it: who wants it changed sends a message."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine.trace import Queueing
from remit_sim.world.events import Spending, ticks
from remit_sim.world.message_service import MessageDesk
from remit_sim.world.world import InOrder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from remit_sim.engine.kernel import Wish
    from remit_sim.world.agent import Agent, Doing
    from remit_sim.world.tasks import Task
    from remit_sim.world.world import World

QUEUE = "messages"


class _Request(NamedTuple):
    """A change of one file that its owner shall make."""

    key: str
    owner: str


class Owners(InOrder):
    """A file belongs to the agent whose task changed it first.

    A task works in a worktree; then each change of another's file goes to its owner, who looks for
    messages every `look_minutes` of work, between tasks, and while it waits itself. Applying one
    takes `handling_minutes`, and the answer is a message too. Changes of one file come one after
    the other, so none conflict.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._desk = MessageDesk(world)
        self._owners: dict[int, str] = {}
        self._asked = dict[str, str]()  # whose open request it is
        self._applied = set[str]()

    def perform(self, agent: "Agent", task: "Task") -> "Doing":
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

    def serves(self, agent: "Agent") -> "Generator[Wish, None, bool]":
        """Apply what others ask for, and hear their answers."""
        while (message := self._desk.fetch(agent.name)) is not None:
            key = message.key.removeprefix("done ")
            if key == message.key and key in self._asked and key not in self._applied:
                yield from agent.spends(Spending.MERGE, ticks(self._handling))
                self._apply(agent, key, message.sender)
            elif key != message.key:
                self._settle(key)
            self._desk.acknowledge(message)
        return True

    @property
    def _handling(self) -> float:
        return self._world.scenario.messages.handling_minutes

    def _requests(self, agent: "Agent", task: "Task") -> "Iterator[_Request]":
        for file in task.files:
            owner = self._owners.setdefault(file, agent.name)
            if owner != agent.name:
                yield _Request(f"task-{task.number}, file {file}, {agent.holder}", owner)

    def _works(self, agent: "Agent", task: "Task") -> "Doing":
        done, step = 0, max(1, ticks(self._world.scenario.messages.look_minutes))
        while done < task.ticks:
            length = min(step, task.ticks - done)
            yield from agent.spends(Spending.USEFUL, length)
            done += length
            yield from self.serves(agent)

    def _ask(self, agent: "Agent", request: _Request) -> None:
        self._asked[request.key] = agent.name
        self._world.simulation.note(Queueing.ASKS, QUEUE, who=request.key)
        self._desk.send(agent.name, request.owner, request.key)

    def _awaits(self, agent: "Agent", requests: "list[_Request]") -> "Doing":
        while True:
            yield from self.serves(agent)
            if all(request.key not in self._asked for request in requests):
                return
            yield from agent.waits(Spending.WAITING, self._world.changed)

    def _apply(self, agent: "Agent", key: str, sender: str) -> None:
        if key in self._asked:
            self._applied.add(key)
            self._world.simulation.note(Queueing.GETS, QUEUE, who=key)
            self._world.simulation.note(Queueing.GIVES, QUEUE, who=key)
            self._desk.send(agent.name, sender, f"done {key}")

    def _settle(self, key: str) -> None:
        self._asked.pop(key, None)

    def _withdraw(self, request: _Request) -> None:
        """The one who asked has crashed, if the request is still open."""
        if self._asked.pop(request.key, None) and request.key not in self._applied:
            self._world.simulation.note(Queueing.QUITS, QUEUE, who=request.key)

"""`coordination.messages` in virtual time: what was sent can be fetched when it has arrived."""

from typing import TYPE_CHECKING

from remit.coordination.messages import (
    Acknowledge,
    DeadLettered,
    DeliveryTerms,
    Fetch,
    Forget,
    MessageDelivered,
    MessageSent,
    MessageState,
    Redeliver,
    Send,
    apply,
    decide,
)
from remit_sim.world.events import EventKind, ticks_from_minutes

if TYPE_CHECKING:
    from remit.coordination.messages import Event, Message, Request
    from remit_sim.engine.kernel import Coroutine
    from remit_sim.world.world import World

_ATTEMPTS = 5


class MessageService:
    """The messages of one run; whoever waits for a change of the world is woken by each arrival.

    An acknowledgement is lost with `lost_share`: the message then comes again, and its receiver
    must bear that.
    """

    def __init__(self, world: "World") -> None:
        self._world = world
        self._terms = world.scenario.messages
        self._state = MessageState(
            DeliveryTerms(max(1, ticks_from_minutes(self._terms.patience_minutes)), _ATTEMPTS)
        )
        self._losses = world.stream("messages")
        self._tries: dict[int, int] = {}

    def send(self, sender: str, recipient: str, key: str) -> None:
        """Say `key` to `recipient`."""
        self._world.simulation.note(EventKind.SAYS, key)
        latency = ticks_from_minutes(self._terms.latency_minutes)
        for event in self._tell(Send(sender, recipient, key, key, latency)):
            if isinstance(event, MessageSent):
                self._announce(event.visible)

    def fetch(self, recipient: str) -> "Message | None":
        """The oldest message that can be fetched now; one that was set aside is tried again."""
        events = self._tell(Fetch(recipient))
        for event in events:
            if isinstance(event, DeadLettered):
                self._tell(Redeliver(event.message.number))
        found = next((event for event in events if isinstance(event, MessageDelivered)), None)
        if found is None:
            return self.fetch(recipient) if events else None
        self._tries[found.message.number] = self._tries.get(found.message.number, 0) + 1
        self._announce(found.again)
        return found.message

    def acknowledge(self, message: "Message") -> None:
        """The recipient has done what it says; with some chance nobody hears of it."""
        tries = self._tries[message.number]
        if not self._losses.chance(self._terms.lost_share, message.number, tries):
            self._tell(Acknowledge(message.recipient, message.number))
            self._tell(Forget(message.sender, message.key))

    def _tell(self, request: "Request") -> "tuple[Event, ...]":
        events = decide(self._state, request, self._world.simulation.now)
        for event in events:
            self._state = apply(self._state, event)
        return events

    def _announce(self, at: int) -> None:
        simulation = self._world.simulation
        simulation.start("messages", self._stirs(), delay=at - simulation.now)

    def _stirs(self) -> "Coroutine":
        yield from ()
        self._world.stirs()

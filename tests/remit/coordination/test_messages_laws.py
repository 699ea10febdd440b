"""Whatever is sent, fetched or forgotten in whatever order: no message is lost."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from remit.coordination.messages import (
    Acknowledge,
    DeliveryTerms,
    Fetch,
    Forget,
    MessageAcknowledged,
    MessageDelivered,
    MessageSent,
    MessageState,
    Redeliver,
    Request,
    Send,
    apply,
    decide,
)

AGENTS = st.sampled_from(["ann", "bob", "cid"])
KEYS = st.sampled_from("12345")


class Messages(RuleBasedStateMachine):
    """Agents that repeat themselves, fetch, acknowledge, or fall silent."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.now = MessageState(DeliveryTerms(patience=7, attempts=2)), 0
        self.sent, self.settled, self.seen = set[int](), set[int](), set[int]()

    def ask(self, request: Request) -> None:
        for event in decide(self.state, request, self.now):
            self.state = apply(self.state, event)
            match event:
                case MessageSent(_, message, _):
                    assert message.number not in self.sent
                    self.sent.add(message.number)
                case MessageDelivered(_, message, _, _):
                    assert message.number not in self.settled
                    self.seen.add(message.number)
                case MessageAcknowledged(_, number):
                    self.settled.add(number)
                case _:
                    pass

    @rule(sender=AGENTS, recipient=AGENTS, key=KEYS, latency=st.integers(0, 9))
    def send(self, sender: str, recipient: str, key: str, latency: int) -> None:
        self.ask(Send(sender, recipient, key, "...", latency))

    @rule(recipient=AGENTS, limit=st.integers(1, 3))
    def fetch(self, recipient: str, limit: int) -> None:
        self.ask(Fetch(recipient, limit))

    @rule(recipient=AGENTS, number=st.integers(1, 9))
    def acknowledge(self, recipient: str, number: int) -> None:
        self.ask(Acknowledge(recipient, number))

    @rule(number=st.integers(1, 9), sender=AGENTS, key=KEYS, reviving=st.booleans())
    def tidy(self, number: int, sender: str, key: str, *, reviving: bool) -> None:
        self.ask(Redeliver(number) if reviving else Forget(sender, key))

    @rule(ticks=st.integers(1, 9))
    def pass_time(self, ticks: int) -> None:
        self.now += ticks

    @invariant()
    def every_message_is_somewhere_and_only_there(self) -> None:
        pending, aside = set(self.state.pending), set(self.state.aside)
        assert pending | aside | self.settled == self.sent
        assert len(pending) + len(aside) + len(self.settled) == len(self.sent)

    def teardown(self) -> None:
        """A recipient that asks often enough sees everything that was sent to it."""
        for number in tuple(self.state.aside):
            self.ask(Redeliver(number))
        self.now += 20
        for name in ("ann", "bob", "cid"):
            self.ask(Fetch(name, limit=100))
        assert self.sent - self.settled <= self.seen | set(self.state.aside)


TestMessages = Messages.TestCase
TestMessages.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

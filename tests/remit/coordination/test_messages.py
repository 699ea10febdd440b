"""Messages by example; their laws are in `test_laws`."""

from remit.coordination.messages import (
    Acknowledge,
    DeliveryTerms,
    Fetch,
    Forget,
    MessageDelivered,
    MessageRefusal,
    MessageRefused,
    MessageSent,
    MessageState,
    Redeliver,
    Request,
    Send,
    apply,
    decide,
    next_fetch_time,
)

ASK = Send("login", "tokens", "1", "may I change src/tokens/store.py?")


class Told:
    """A state, and what each request said."""

    def __init__(self, *, patience: int = 10, attempts: int = 2) -> None:
        self.state = MessageState(DeliveryTerms(patience, attempts))

    def at(self, now: int, request: Request) -> list[str]:
        events = decide(self.state, request, now)
        for event in events:
            self.state = apply(self.state, event)
        return [_worded(event) for event in events]


def _worded(event: object) -> str:
    match event:
        case MessageSent(_, message, visible):
            return f"{message.number} sent, arrives {visible}"
        case MessageDelivered(_, message, attempt, again):
            return f"{message.number} delivered, attempt {attempt}, again {again}"
        case MessageRefused(_, reason, number):
            return f"{reason.name} {number}"
        case _:
            return type(event).__name__


def test_a_message_is_handed_out_again_until_it_is_acknowledged() -> None:
    told = Told(attempts=3)
    assert told.at(0, ASK) == ["1 sent, arrives 0"]
    assert told.at(1, Fetch("tokens")) == ["1 delivered, attempt 1, again 11"]
    assert told.at(2, Fetch("tokens")) == []
    assert told.at(11, Fetch("tokens")) == ["1 delivered, attempt 2, again 21"]
    assert told.at(12, Acknowledge("tokens", 1)) == ["MessageAcknowledged"]
    assert told.at(99, Fetch("tokens")) == []


def test_a_message_arrives_after_its_latency_and_for_its_recipient_alone() -> None:
    told = Told()
    assert told.at(0, ASK._replace(latency=5)) == ["1 sent, arrives 5"]
    assert next_fetch_time(told.state, "tokens") == 5
    assert next_fetch_time(told.state, "login") is None
    assert told.at(4, Fetch("tokens")) == []
    assert told.at(5, Fetch("login")) == []
    assert told.at(5, Fetch("tokens")) == ["1 delivered, attempt 1, again 15"]


def test_sending_twice_with_one_key_sends_once_even_after_the_answer() -> None:
    told = Told()
    told.at(0, ASK)
    assert told.at(1, ASK) == ["REPEATED 1"]
    told.at(2, Acknowledge("tokens", 1))
    assert told.at(3, ASK) == ["REPEATED 1"]
    assert told.at(3, ASK._replace(sender="billing")) == ["2 sent, arrives 3"]


def test_a_key_is_forgotten_only_when_its_message_is_settled() -> None:
    told = Told()
    told.at(0, ASK)
    assert told.at(1, Forget("login", "1")) == ["UNSETTLED 1"]
    told.at(2, Acknowledge("tokens", 1))
    assert told.at(3, Forget("login", "1")) == ["KeyForgotten"]
    assert told.at(3, Forget("login", "1")) == ["UNKNOWN None"]
    assert told.at(4, ASK) == ["2 sent, arrives 4"]


def test_the_oldest_come_first_and_no_more_than_asked_for() -> None:
    told = Told()
    for key in "abc":
        told.at(0, ASK._replace(key=key))
    assert told.at(1, Fetch("tokens", 2)) == [
        "1 delivered, attempt 1, again 11",
        "2 delivered, attempt 1, again 11",
    ]
    assert told.at(2, Fetch("tokens", 2)) == ["3 delivered, attempt 1, again 12"]


def test_what_nobody_acknowledges_is_set_aside_and_can_be_revived() -> None:
    told = Told(attempts=1)
    told.at(0, ASK)
    told.at(1, Fetch("tokens"))
    assert told.at(11, Fetch("tokens")) == ["DeadLettered"]
    assert told.at(12, Redeliver(1)) == ["MessageRedelivered"]
    assert told.at(12, Redeliver(1)) == ["UNKNOWN 1"]
    assert told.at(13, Fetch("tokens")) == ["1 delivered, attempt 1, again 23"]


def test_a_late_acknowledgement_settles_even_what_was_set_aside() -> None:
    told = Told(attempts=1)
    told.at(0, ASK)
    told.at(1, Fetch("tokens"))
    told.at(11, Fetch("tokens"))
    assert told.at(12, Acknowledge("tokens", 1)) == ["MessageAcknowledged"]
    assert told.state.aside == {}


def test_only_the_recipient_acknowledges_and_only_once() -> None:
    told = Told()
    told.at(0, ASK)
    assert told.at(1, Acknowledge("login", 1)) == ["UNKNOWN 1"]
    assert told.at(1, Acknowledge("tokens", 7)) == ["UNKNOWN 7"]
    told.at(2, Acknowledge("tokens", 1))
    assert told.at(3, Acknowledge("tokens", 1)) == ["UNKNOWN 1"]


def test_a_clock_that_jumps_back_hands_nothing_out_early() -> None:
    told = Told()
    told.at(100, ASK)
    assert told.at(3, Fetch("tokens")) == ["1 delivered, attempt 1, again 110"]


def test_refusals_say_why_in_words() -> None:
    assert all(reason.value[0].islower() for reason in MessageRefusal)

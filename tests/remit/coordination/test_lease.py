"""Leases by example; their laws are in `test_laws`."""

from remit.coordination.lease import (
    Acquire,
    LeaseState,
    Release,
    Renew,
    Request,
    Tick,
    Withdraw,
    apply,
    decide,
    is_lease_valid,
    next_lease_deadline,
)
from remit.coordination.lease_state import (
    LeaseEnded,
    LeaseGranted,
    LeaseQueued,
    LeaseRefusal,
    LeaseRefused,
    PathResource,
    PoolUnits,
    TicketWithdrawn,
)
from remit.patterns.overlap import PathArea

LOGIN, AUTH = PathResource(PathArea(("src/login/**",))), PathResource(PathArea(("src/**/auth.py",)))
TOKENS, APP = PathResource(PathArea(("src/tokens/**",))), PoolUnits("app")


class Told:
    """A state, and what each request said."""

    def __init__(self, **pools: int) -> None:
        self.state = LeaseState(pools)

    def at(self, now: int, request: Request) -> list[str]:
        events = decide(self.state, request, now)
        for event in events:
            self.state = apply(self.state, event)
        return [_worded(event) for event in events]


def _worded(event: object) -> str:
    match event:
        case LeaseGranted(_, lease):
            return f"{lease.holder} holds until {lease.expires}, fence {lease.fence}"
        case LeaseQueued(_, ticket, behind):
            return f"{ticket.holder} waits for {', '.join(behind)}"
        case LeaseEnded(_, number, expired):
            return f"{number} {'expired' if expired else 'given back'}"
        case TicketWithdrawn(_, number, lapsed):
            return f"{number} {'lapsed' if lapsed else 'withdrawn'}"
        case LeaseRefused(_, reason, behind):
            return " ".join((reason.name, *behind))
        case _:
            return str(event)


def test_what_nobody_holds_is_granted_at_once() -> None:
    told = Told()
    assert told.at(5, Acquire("ann", (LOGIN,), ttl=10)) == ["ann holds until 15, fence 1"]
    assert told.at(6, Acquire("bob", (TOKENS,), ttl=10)) == ["bob holds until 16, fence 2"]


def test_two_path_sets_that_could_share_a_path_are_never_held_together() -> None:
    told = Told()
    told.at(0, Acquire("ann", (LOGIN,), ttl=10))
    assert told.at(1, Acquire("bob", (AUTH,), ttl=10)) == ["BUSY ann"]
    assert told.at(2, Acquire("bob", (AUTH,), ttl=10, patience=9)) == ["bob waits for ann"]
    assert told.at(3, Release(1, 1)) == ["1 given back", "bob holds until 13, fence 2"]


def test_a_lease_that_is_not_renewed_ends_and_its_fence_is_no_longer_good() -> None:
    told = Told()
    told.at(0, Acquire("slow", (APP,), ttl=10))
    told.at(1, Acquire("next", (APP,), ttl=10, patience=100))
    assert is_lease_valid(told.state, 1, 1, 9)
    assert not is_lease_valid(told.state, 1, 1, 10)
    assert next_lease_deadline(told.state) == 10
    assert told.at(10, Tick()) == ["1 expired", "next holds until 20, fence 2"]
    assert told.at(11, Renew(1, 1)) == ["STALE"]
    assert told.at(11, Release(1, 1)) == ["STALE"]
    assert told.at(12, Renew(2, 1)) == ["STALE"]


def test_a_heartbeat_keeps_a_lease() -> None:
    told = Told()
    told.at(0, Acquire("ann", (APP,), ttl=10))
    told.at(9, Renew(1, 1))
    assert told.at(18, Tick()) == []
    assert is_lease_valid(told.state, 1, 1, 18)
    assert told.at(19, Tick()) == ["1 expired"]


def test_nobody_overtakes_on_what_an_earlier_one_waits_for() -> None:
    told = Told()
    told.at(0, Acquire("ann", (LOGIN,), ttl=50))
    told.at(1, Acquire("bob", (LOGIN, APP), ttl=50, patience=99))
    assert told.at(2, Acquire("cid", (APP,), ttl=50, patience=99)) == ["cid waits for bob"]
    assert told.at(3, Acquire("dan", (TOKENS,), ttl=50)) == ["dan holds until 53, fence 2"]
    assert told.at(4, Release(1, 1)) == ["1 given back", "bob holds until 54, fence 3"]


def test_who_holds_what_the_first_waits_for_may_take_more_before_it() -> None:
    told = Told()
    told.at(0, Acquire("ann", (LOGIN,), ttl=50))
    told.at(1, Acquire("bob", (LOGIN, APP), ttl=50, patience=99))
    assert told.at(2, Acquire("ann", (APP,), ttl=50)) == ["ann holds until 52, fence 2"]


def test_waiting_never_closes_a_circle() -> None:
    told = Told()
    told.at(0, Acquire("ann", (LOGIN,), ttl=50))
    told.at(0, Acquire("bob", (TOKENS,), ttl=50))
    assert told.at(1, Acquire("ann", (TOKENS,), ttl=50, patience=9)) == ["ann waits for bob"]
    assert told.at(2, Acquire("bob", (LOGIN,), ttl=50, patience=9)) == ["CIRCLE ann"]
    assert told.at(2, Acquire("bob", (TOKENS,), ttl=50, patience=9)) == ["CIRCLE bob"]


def test_a_pool_is_shared_up_to_its_size() -> None:
    told = Told(ports=3)
    assert told.at(0, Acquire("ann", (PoolUnits("ports", 2),), ttl=9)) == [
        "ann holds until 9, fence 1"
    ]
    assert told.at(0, Acquire("bob", (PoolUnits("ports", 2),), ttl=9)) == ["BUSY ann"]
    assert told.at(0, Acquire("cid", (PoolUnits("ports"),), ttl=9)) == [
        "cid holds until 9, fence 2"
    ]


def test_nobody_waits_for_a_pool_in_which_units_are_left() -> None:
    told = Told(ports=3)
    told.at(0, Acquire("ann", (LOGIN,), ttl=10))
    told.at(1, Acquire("bob", (PoolUnits("ports", 1),), ttl=10))
    wants = (LOGIN, PoolUnits("ports", 2))
    assert told.at(2, Acquire("bob", wants, ttl=10, patience=9)) == ["bob waits for ann"]


def test_nobody_waits_for_itself_where_others_are_in_the_way_too() -> None:
    told = Told(ports=3)
    told.at(0, Acquire("ann", (PoolUnits("ports", 1),), ttl=10))
    told.at(1, Acquire("bob", (PoolUnits("ports", 1),), ttl=20))
    two = (PoolUnits("ports", 2),)
    assert told.at(2, Acquire("bob", two, ttl=10, patience=30)) == ["bob waits for ann"]
    assert told.at(3, Acquire("bob", (PoolUnits("ports", 3),), ttl=10, patience=9))[0].startswith(
        "CIRCLE"
    )


def test_what_could_never_be_granted_is_refused_at_once() -> None:
    told = Told(ports=3)
    for wants in (
        (),
        (PoolUnits("ports", 4),),
        (PoolUnits("ports", 2), PoolUnits("ports", 2)),
        (PoolUnits("x", 0),),
    ):
        assert told.at(0, Acquire("ann", wants, ttl=9, patience=9)) == ["IMPOSSIBLE"]
    assert told.at(0, Acquire("ann", (APP,), ttl=0)) == ["IMPOSSIBLE"]


def test_patience_ends_and_a_ticket_can_be_withdrawn_by_its_holder_alone() -> None:
    told = Told()
    told.at(0, Acquire("ann", (APP,), ttl=100))
    told.at(1, Acquire("bob", (APP,), ttl=9, patience=5))
    told.at(1, Acquire("cid", (APP,), ttl=9, patience=50))
    assert told.at(6, Tick()) == ["2 lapsed"]
    assert told.at(7, Withdraw(3, "bob")) == ["STALE"]
    assert told.at(7, Withdraw(3, "cid")) == ["3 withdrawn"]
    assert told.at(7, Withdraw(3, "cid")) == ["STALE"]
    assert not told.state.waiting


def test_a_clock_that_jumps_back_revives_nothing() -> None:
    told = Told()
    told.at(0, Acquire("ann", (APP,), ttl=10))
    told.at(10, Tick())
    assert told.at(3, Renew(1, 1)) == ["STALE"]
    assert not is_lease_valid(told.state, 1, 1, 3)
    assert told.at(3, Acquire("bob", (APP,), ttl=5)) == ["bob holds until 15, fence 2"]


def test_refusals_say_why_in_words() -> None:
    assert all(reason.value[0].islower() for reason in LeaseRefusal)

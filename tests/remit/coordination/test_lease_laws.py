"""Whatever is asked in whatever order: never two holders, nobody starves, no circle."""

from functools import cache
from itertools import combinations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

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
    find_waits,
    is_lease_valid,
    next_lease_deadline,
    wait_for_graph,
)
from remit.coordination.lease_state import (
    Lease,
    LeaseGranted,
    PathResource,
    PoolUnits,
    Wants,
    blocked_wants,
)
from remit.patterns.overlap import PathArea, find_overlap

POOLS = {"ports": 3}
AREAS = [PathArea((text,)) for text in ("a/**", "b/**", "**/x.py", "a/*.py", "c/one")]
RESOURCES = st.one_of(
    st.sampled_from(AREAS).map(PathResource),
    st.sampled_from(["app", "screen"]).map(PoolUnits),
    st.builds(PoolUnits, st.just("ports"), st.integers(1, 3)),
)
WANTS = st.lists(RESOURCES, min_size=1, max_size=3, unique=True).map(tuple)
HOLDERS = st.sampled_from(["ann", "bob", "cid", "dan"])


@cache
def meet(left: PathArea, right: PathArea) -> bool:
    return find_overlap(left, right) is not None


class Leases(RuleBasedStateMachine):
    """Agents that ask, renew, give back, give up, or fall silent."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.now = LeaseState(POOLS), 0
        self.fences = [0]
        self.all: dict[int, Lease] = {}

    def ask(self, request: Request) -> None:
        before = self.state
        events = decide(before, request, self.now)
        assert events == decide(before, request, self.now)
        for event in events:
            if isinstance(event, LeaseGranted):
                self.overtakes_nobody(event.lease)
            self.state = apply(self.state, event)
            if isinstance(event, LeaseGranted):
                self.fences.append(event.lease.fence)
                self.all[event.lease.number] = event.lease

    def overtakes_nobody(self, lease: Lease) -> None:
        """Who asked earlier for the same comes first, unless it waits for this very holder.

        Where a pool has units for both, nobody is kept waiting by that.
        """
        held = [each.wants for each in self.state.leases.values()]
        for one in find_waits(self.state, self.state.waiting.values()):
            wanted = [*held, one.ticket.wants]
            if one.ticket.number < lease.number and blocked_wants(lease.wants, wanted, POOLS):
                assert lease.holder in self.waited_for(one.behind)

    def waited_for(self, holders: frozenset[str]) -> set[str]:
        graph = wait_for_graph(find_waits(self.state, self.state.waiting.values()))
        found, open_ = set[str](), list(holders)
        while open_:
            holder = open_.pop()
            if holder not in found:
                found.add(holder)
                open_ += graph.get(holder, ())
        return found

    @rule(holder=HOLDERS, wants=WANTS, ttl=st.integers(1, 20), patience=st.integers(0, 30))
    def acquire(self, holder: str, wants: Wants, ttl: int, patience: int) -> None:
        self.ask(Acquire(holder, wants, ttl, patience))

    @rule(number=st.integers(1, 30), back=st.booleans())
    def speak_for_a_lease(self, number: int, *, back: bool) -> None:
        lease = self.all.get(number)
        if lease is not None:
            self.ask(Release(number, lease.fence) if back else Renew(number, lease.fence))

    @rule(number=st.integers(1, 30), holder=HOLDERS)
    def withdraw(self, number: int, holder: str) -> None:
        self.ask(Withdraw(number, holder))

    @rule(ticks=st.integers(1, 12))
    def pass_time(self, ticks: int) -> None:
        self.now += ticks
        self.ask(Tick())

    @invariant()
    def never_two_holders(self) -> None:
        held = [lease for lease in self.all.values() if self._holds(lease)]
        for left, right in combinations(held, 2):
            for mine in left.wants:
                for other in right.wants:
                    if isinstance(mine, PathResource) and isinstance(other, PathResource):
                        assert not meet(mine.area, other.area)
        for name in ("app", "screen", "ports"):
            units = (want for lease in held for want in lease.wants if isinstance(want, PoolUnits))
            assert sum(want.amount for want in units if want.name == name) <= POOLS.get(name, 1)

    @invariant()
    def fences_only_grow(self) -> None:
        assert self.fences == sorted(set(self.fences))

    @invariant()
    def who_could_be_served_is_served(self) -> None:
        found = find_waits(self.state, self.state.waiting.values())
        assert all(one.behind for one in found)

    @invariant()
    def nobody_waits_in_a_circle(self) -> None:
        graph = wait_for_graph(find_waits(self.state, self.state.waiting.values()))
        while graph:
            free = [holder for holder, others in graph.items() if not others & graph.keys()]
            assert free, graph
            graph = {holder: others for holder, others in graph.items() if holder not in free}

    @invariant()
    def nothing_is_overdue(self) -> None:
        end = next_lease_deadline(self.state)
        assert end is None or end > self.state.clock

    def teardown(self) -> None:
        """Whoever holds gives back: then everybody who still has patience gets a turn."""
        waiting = dict(self.state.waiting)
        while self.state.leases:
            number, lease = next(iter(self.state.leases.items()))
            self.ask(Release(number, lease.fence))
        assert not self.state.waiting
        assert waiting.keys() <= self.all.keys()

    def _holds(self, lease: Lease) -> bool:
        return is_lease_valid(self.state, lease.number, lease.fence, self.now)


TestLeases = Leases.TestCase
TestLeases.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)

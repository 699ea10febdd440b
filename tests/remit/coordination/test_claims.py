"""Whatever is asked in whatever order: a path has one holder, and a refusal takes nothing."""

from itertools import combinations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from remit.coordination.claims import (
    Claim,
    ClaimEnded,
    ClaimRefused,
    ClaimState,
    ClaimTaken,
    End,
    Place,
    Release,
    Request,
    Take,
    apply,
    claim_key,
    decide,
)

PATHS = st.sampled_from([b"a", b"A", b"a/b", b"a/b/c", b"A/B", b"ab", b"b", b"b/a", b"a-b"])
SETS = st.lists(PATHS, min_size=1, max_size=3, unique=True).map(tuple)
TASKS = st.sampled_from(["ann", "bob", "cid"])
PLACE = Place(b"agent/x", "1" * 40, b"/work")


class Claims(RuleBasedStateMachine):
    """Tasks that take paths, give them back, or are found to be gone."""

    fold = False

    def __init__(self) -> None:
        super().__init__()
        self.state, self.now = ClaimState(self.fold), 0
        self.numbers = [0]

    def ask(self, request: Request) -> tuple[ClaimTaken | ClaimEnded | ClaimRefused, ...]:
        self.now += 1
        before = self.state
        events = decide(before, request, self.now)
        for event in events:
            self.state = apply(self.state, event)
        assert decide(before, request, self.now) == events
        return events

    @rule(task=TASKS, paths=SETS)
    def take(self, task: str, paths: tuple[bytes, ...]) -> None:
        before = dict(self.state.claims)
        events = self.ask(Take(task, PLACE, paths))
        refused = [event for event in events if isinstance(event, ClaimRefused)]
        in_the_way = [
            path
            for path in paths
            if any(each.task != task and self.meet(path, each.path) for each in before.values())
        ]
        assert [event.path for event in refused] == in_the_way
        if refused:
            assert self.state.claims == before
            return
        for path in paths:
            claim = self.state.claims[self.key(path)]
            old = before.get(self.key(path))
            assert (claim.task, claim.renewed) == (task, self.now)
            assert claim.since == (old.since if old else self.now)
        self.numbers += [event.claim.number for event in events if isinstance(event, ClaimTaken)]
        assert self.numbers == sorted(set(self.numbers))

    @rule(task=TASKS, paths=SETS)
    def take_twice(self, task: str, paths: tuple[bytes, ...]) -> None:
        first = self.ask(Take(task, PLACE, paths))
        holders = {key: claim.task for key, claim in self.state.claims.items()}
        second = self.ask(Take(task, PLACE, paths))
        assert [type(each) for each in second] == [type(each) for each in first]
        assert {key: claim.task for key, claim in self.state.claims.items()} == holders

    @rule(path=PATHS, task=st.none() | TASKS)
    def release(self, path: bytes, task: str | None) -> None:
        before = self.state.claims
        self.ask(Release(path, task))
        kept = {
            key: claim
            for key, claim in before.items()
            if not (f"{self.key(path)!r}/" == f"{key!r}/" or key.startswith(self.key(path) + b"/"))
            or task not in {None, claim.task}
        }
        assert self.state.claims == kept

    @rule()
    def release_everything(self) -> None:
        self.ask(Release(b""))
        assert not self.state.claims

    @rule(data=st.data())
    def end_what_was_seen_before(self, data: st.DataObject) -> None:
        """Whoever has looked at a claim ends that one, and not what came in its place."""
        seen: list[Claim] = list(self.state.claims.values())
        if seen:
            claim = data.draw(st.sampled_from(seen))
            self.ask(Take(claim.task, PLACE, (claim.path,)))
            assert self.ask(End(frozenset([claim.number]))) == ()
            renewed = self.state.claims[self.key(claim.path)]
            assert len(self.ask(End(frozenset([renewed.number])))) == 1
            assert self.key(claim.path) not in self.state.claims

    @invariant()
    def a_path_has_one_holder(self) -> None:
        for left, right in combinations(self.state.claims.values(), 2):
            assert left.task == right.task or not self.meet(left.path, right.path)

    def key(self, path: bytes) -> bytes:
        return claim_key(path, fold=self.fold)

    def meet(self, left: bytes, right: bytes) -> bool:
        """One is the other, or is a directory on its way."""
        one, other = self.key(left) + b"/", self.key(right) + b"/"
        return one.startswith(other) or other.startswith(one)


class FoldedClaims(Claims):
    """The same where letters of either case are equal."""

    fold = True


TestClaims = Claims.TestCase
TestFoldedClaims = FoldedClaims.TestCase

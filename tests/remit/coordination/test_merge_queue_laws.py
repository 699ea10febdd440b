"""Whatever passes, fails, clashes or moves: the base stays green, and everybody gets an end."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from remit.coordination.merge_queue import (
    BatchMode,
    Dequeue,
    Enqueue,
    MergeQueueState,
    ReportBaseMove,
    ReportConflict,
    ReportFailure,
    ReportPass,
    Request,
    SpeculationRounds,
    SpeculationWindow,
    apply,
    decide,
)
from remit.coordination.merge_queue_state import (
    Build,
    BuildLanded,
    MergeQueueRefusal,
    Mode,
    TaskReturned,
)

TASKS = "abcdefgh"
MODES = st.one_of(
    st.builds(BatchMode, st.integers(1, 5)),
    st.builds(SpeculationRounds, st.integers(1, 4)),
    st.builds(SpeculationWindow, st.integers(1, 4)),
)


class Queue(RuleBasedStateMachine):
    """A world where some tasks are bad alone and some pairs are bad together."""

    @initialize(
        mode=MODES,
        lanes=st.integers(1, 4),
        bad=st.frozensets(st.sampled_from(TASKS), max_size=3),
        pairs=st.frozensets(st.sampled_from(["ab", "cd", "ah", "eg"]), max_size=3),
    )
    def begin(self, mode: Mode, lanes: int, bad: frozenset[str], pairs: frozenset[str]) -> None:
        self.state, self.bad, self.pairs = MergeQueueState("", mode, lanes), bad, pairs
        self.on_base: tuple[str, ...] = ()
        self.queued, self.landed, self.back = list[str](), list[str](), list[str]()

    def ask(self, request: Request) -> None:
        for event in decide(self.state, request):
            before = self.state
            self.state = apply(before, event)
            if isinstance(event, BuildLanded):
                assert tuple(before.entries)[: len(event.tasks)] == event.tasks
                assert event.commit == before.base + "".join(event.tasks)
                self.landed += event.tasks
            elif isinstance(event, TaskReturned):
                alone = self.green(before.base + event.task)
                assert event.reason is MergeQueueRefusal.CLASHED or not alone
                self.back.append(event.task)

    def green(self, content: str) -> bool:
        together = any(set(pair) <= set(content) for pair in self.pairs)
        return not (together or set(content) & self.bad)

    def running(self, pick: int) -> Build | None:
        builds = self.state.running
        return builds[pick % len(builds)] if builds else None

    @rule(task=st.sampled_from(TASKS))
    def enqueue(self, task: str) -> None:
        if task not in self.landed and task not in self.state.entries:
            self.queued.append(task)
            self.ask(Enqueue(task, task))

    @rule(pick=st.integers(0, 3))
    def finish(self, pick: int) -> None:
        build = self.running(pick)
        if build is not None:
            content = build.base + "".join(build.tasks)
            done = (
                ReportPass(build.number, content)
                if self.green(content)
                else ReportFailure(build.number)
            )
            self.ask(done)

    @rule(pick=st.integers(0, 3))
    def clash(self, pick: int) -> None:
        build = self.running(pick)
        if build is not None:
            self.ask(ReportConflict(build.number, build.tasks[-1]))

    @rule(task=st.sampled_from(TASKS))
    def dequeue(self, task: str) -> None:
        if task in self.state.entries:
            self.back.append(task)
        self.ask(Dequeue(task))

    @rule()
    def somebody_else_moves_the_base(self) -> None:
        if len(self.state.base) < 30:
            self.ask(ReportBaseMove(self.state.base + "-"))

    @invariant()
    def the_base_is_green(self) -> None:
        assert self.green(self.state.base)

    @invariant()
    def every_task_is_queued_or_landed_or_sent_back(self) -> None:
        ends = sorted([*self.landed, *self.back, *self.state.entries])
        assert ends == sorted(self.queued)

    @invariant()
    def builds_are_about_this_base_and_queued_tasks(self) -> None:
        assert len(self.state.running) <= self.state.lanes
        for build in self.state.builds.values():
            assert build.base == self.state.base
            assert set(build.tasks) <= self.state.entries.keys()

    @invariant()
    def a_queue_with_tasks_is_at_work(self) -> None:
        assert bool(self.state.running) == bool(self.state.entries)

    def teardown(self) -> None:
        """If builds go on to end, the queue runs empty."""
        for _ in range(200):
            if hasattr(self, "state") and self.state.entries:
                self.finish(0)
        assert not (hasattr(self, "state") and self.state.entries)


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)

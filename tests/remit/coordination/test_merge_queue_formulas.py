"""The shipped merge queue, stepped with coins, against closed forms of batches and guesses."""

from functools import cache
from statistics import fmean

import pytest

from remit.coordination.merge_queue import (
    BatchMode,
    Enqueue,
    MergeQueueState,
    ReportFailure,
    ReportPass,
    Request,
    SpeculationRounds,
    apply,
    decide,
)
from remit.coordination.merge_queue_state import BuildLanded, BuildStarted, Mode, TaskReturned
from remit_sim.engine import RandomStream


class Coins:
    """A queue whose tasks pass with the probability `share`, each by itself."""

    def __init__(self, mode: Mode, share: float, names: tuple[str | int, ...]) -> None:
        self.state = MergeQueueState("base", mode, lanes=10**6)
        self.bad, self.coins, self.share = set[str](), RandomStream(*names), share
        self.builds = self.landed = self.back = 0

    def filled(self, count: int) -> None:
        """Let `count` tasks queue up behind one that then lands, so that they are one group."""
        self.tell(Enqueue("first", "1"))
        for number in range(count):
            if not self.coins.uniform() < self.share:
                self.bad.add(str(number))
            self.tell(Enqueue(str(number), "1"))
        self.builds = 0
        while "first" in self.state.entries:
            (build, *_) = self.state.running
            self.tell(ReportPass(build.number, "c"))
        self.landed = 0

    def tell(self, request: Request) -> None:
        for event in decide(self.state, request):
            self.state = apply(self.state, event)
            self.builds += isinstance(event, BuildStarted)
            self.back += isinstance(event, TaskReturned)
            self.landed += len(event.tasks) if isinstance(event, BuildLanded) else 0

    def finish_one(self) -> None:
        (build, *_) = self.state.running
        red = self.bad.intersection(build.tasks)
        self.tell(ReportFailure(build.number) if red else ReportPass(build.number, "c"))


@cache
def bisected(size: int, share: float) -> float:
    """E(n): the builds that it takes to settle a batch."""
    return 1.0 if size == 1 else 1 + 2 * bisected(size // 2, share) - 2 * share**size


@pytest.mark.parametrize("size", [1, 2, 4, 8])
@pytest.mark.parametrize(
    ("share", "known"),
    [
        (0.95, (1, 0.598, 0.440, 0.399)),
        (0.80, (1, 0.860, 0.905, 0.988)),
        (0.67, (1, 1.051, 1.200, 1.315)),
    ],
)
def test_a_bisected_batch_takes_as_many_builds_as_the_formula_says(
    size: int, share: float, known: tuple[float, ...]
) -> None:
    expected = bisected(size, share) / size
    assert expected == pytest.approx(known[size.bit_length() - 1], abs=6e-4)
    runs = [settled(BatchMode(size), share, size, run) for run in range(600)]
    assert fmean(queue.builds / size for queue in runs) == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize(
    ("share", "known"),
    [
        (0.99, (1, 0.520, 0.290, 0.184, 0.140, 0.126)),
        (0.95, (1, 0.598, 0.440, 0.399, 0.407, 0.426)),
        (0.90, (1, 0.690, 0.612, 0.629, 0.669, 0.698)),
        (0.80, (1, 0.860, 0.905, 0.988, 1.047, 1.078)),
        (0.67, (1, 1.051, 1.200, 1.315, 1.377, 1.409)),
    ],
)
def test_the_table_of_bisection(share: float, known: tuple[float, ...]) -> None:
    """Builds per change for batches of 1, 2, 4, ... 32; the best size falls as checks fail more."""
    found = [bisected(2**power, share) / 2**power for power in range(6)]
    assert found == pytest.approx(known, abs=6e-4)
    assert found[1] == pytest.approx(1 / 2 + 1 - share**2)  # a pair is halved into its tasks
    assert min(found) == found[known.index(min(known))]


@pytest.mark.parametrize(
    ("share", "landed", "builds"),
    [
        (0.99, (0.99, 1.97, 3.90, 7.65, 14.71), (1, 1.01, 1.02, 1.04, 1.08)),
        (0.95, (0.95, 1.85, 3.52, 6.40, 10.64), (1, 1.03, 1.08, 1.19, 1.43)),
        (0.90, (0.90, 1.71, 3.10, 5.13, 7.33), (1, 1.05, 1.16, 1.40, 1.96)),
        (0.80, (0.80, 1.44, 2.36, 3.33, 3.89), (1, 1.11, 1.36, 1.92, 3.29)),
        (0.67, (0.67, 1.12, 1.62, 1.95, 2.03), (1, 1.20, 1.65, 2.75, 5.29)),
    ],
)
def test_the_table_of_speculation(
    share: float, landed: tuple[float, ...], builds: tuple[float, ...]
) -> None:
    """Landed per round, builds per change that is settled, for depths 1, 2, 4, 8, 16."""
    depths = [2**power for power in range(5)]
    rounds = [share * (1 - share**depth) / (1 - share) for depth in depths]
    per_change = [depth * (1 - share) / (1 - share**depth) for depth in depths]
    assert rounds == pytest.approx(landed, abs=6e-3)
    assert per_change == pytest.approx(builds, abs=6e-3)
    assert rounds[-1] < share / (1 - share)  # where it saturates


def settled(mode: Mode, share: float, size: int, run: int) -> Coins:
    queue = Coins(mode, share, ("batch", size, run))
    queue.filled(size)
    while queue.state.entries:
        queue.finish_one()
    return queue


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@pytest.mark.parametrize(
    ("share", "known"),
    [
        (0.95, (0.95, 1.85, 3.52, 6.40)),
        (0.80, (0.80, 1.44, 2.36, 3.33)),
        (0.67, (0.67, 1.12, 1.62, 1.95)),
    ],
)
def test_a_round_of_speculation_lands_what_the_formula_says(
    depth: int, share: float, known: tuple[float, ...]
) -> None:
    landed = share * (1 - share**depth) / (1 - share)
    processed = (1 - share**depth) / (1 - share)
    assert landed == pytest.approx(known[depth.bit_length() - 1], abs=6e-3)
    rounds = [one_round(depth, share, run) for run in range(600)]
    assert fmean(queue.landed for queue in rounds) == pytest.approx(landed, rel=0.09)
    done = fmean(queue.landed + queue.back for queue in rounds)
    assert depth / done == pytest.approx(depth / processed, rel=0.09)


def one_round(depth: int, share: float, run: int) -> Coins:
    queue = Coins(SpeculationRounds(depth), share, ("round", depth, run))
    queue.filled(depth)
    assert len(queue.state.running) == depth
    while queue.state.entries and not queue.back:
        queue.finish_one()
    return queue


@pytest.mark.parametrize("size", [3, 16])
def test_where_everything_passes_a_round_lands_what_a_batch_lands(size: int) -> None:
    batch, speculation = (
        Coins(mode, 1.0, ("sure",)) for mode in (BatchMode(size), SpeculationRounds(size))
    )
    for queue in (batch, speculation):
        queue.filled(size)
        side_by_side = len(queue.state.running)
        for _ in range(side_by_side):
            queue.finish_one()
        assert (queue.landed, queue.state.entries) == (size, {})
    assert (batch.builds, speculation.builds) == (1, size)

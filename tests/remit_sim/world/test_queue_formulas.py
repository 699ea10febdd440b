"""The shipped merge queue, stepped with coins, against closed forms of batches and guesses."""

from functools import cache
from statistics import fmean

import pytest

from remit.queue import Batch, Rounds, State, apply, decide
from remit.queue.events import Landed, SentBack, Started
from remit.queue.requests import Enqueue, Failed, Passed, Request
from remit.queue.state import Mode
from remit_sim.engine import Stream


class Coins:
    """A queue whose tasks pass with the probability `share`, each by itself."""

    def __init__(self, mode: Mode, share: float, names: tuple[str | int, ...]) -> None:
        self.state = State("base", mode, lanes=10**6)
        self.bad, self.coins, self.share = set[str](), Stream(*names), share
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
            self.tell(Passed(build.number, "c"))
        self.landed = 0

    def tell(self, request: Request) -> None:
        for event in decide(self.state, request):
            self.state = apply(self.state, event)
            self.builds += isinstance(event, Started)
            self.back += isinstance(event, SentBack)
            self.landed += len(event.tasks) if isinstance(event, Landed) else 0

    def finish_one(self) -> None:
        (build, *_) = self.state.running
        red = self.bad.intersection(build.tasks)
        self.tell(Failed(build.number) if red else Passed(build.number, "c"))


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
    runs = [settled(Batch(size), share, size, run) for run in range(600)]
    assert fmean(queue.builds / size for queue in runs) == pytest.approx(expected, rel=0.06)


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
    queue = Coins(Rounds(depth), share, ("round", depth, run))
    queue.filled(depth)
    assert len(queue.state.running) == depth
    while queue.state.entries and not queue.back:
        queue.finish_one()
    return queue


@pytest.mark.parametrize("size", [3, 16])
def test_where_everything_passes_a_round_lands_what_a_batch_lands(size: int) -> None:
    batch, speculation = (Coins(mode, 1.0, ("sure",)) for mode in (Batch(size), Rounds(size)))
    for queue in (batch, speculation):
        queue.filled(size)
        side_by_side = len(queue.state.running)
        for _ in range(side_by_side):
            queue.finish_one()
        assert (queue.landed, queue.state.entries) == (size, {})
    assert (batch.builds, speculation.builds) == (1, size)

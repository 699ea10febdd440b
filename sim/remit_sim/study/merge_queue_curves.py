"""Merge queues by batch and by depth: closed forms, and the shipped queue stepped with coins.

With `share` = the chance that a change passes, each by itself. Bisection: E(1) = 1 and E(n) = 1 +
2 E(n/2) - 2 share^n builds for a batch of n. Speculation d deep: a round lands share (1 - share^d)
/ (1 - share) changes and settles (1 - share^d) / (1 - share), in d builds side by side.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from remit.coordination.merge_queue import (
    BatchMode,
    Enqueue,
    MergeQueueState,
    ReportFailure,
    ReportPass,
    SpeculationRounds,
    apply,
    decide,
)
from remit.coordination.merge_queue_state import BuildLanded, BuildStarted, TaskReturned
from remit_sim.engine import RandomStream

if TYPE_CHECKING:
    from remit.coordination.merge_queue import Request
    from remit.coordination.merge_queue_state import Mode
    from remit.history.progress import Progress

SHARES = (0.67, 0.8, 0.9, 0.95, 0.99)
SIZES = (1, 2, 4, 8, 16)
_RUNS = 90
_CHANGES = 600  # at least so many in all runs of a point
_ANY = 10**6


class QueueRates(NamedTuple):
    """Builds for each settled change, and changes that land while one build takes its time."""

    runs_per_change: float
    landed_per_build_time: float


class QueuePoint(NamedTuple):
    """One size of a batch, or depth of speculation: by the formula, and as simulated."""

    kind: str
    share: float
    size: int
    formula: QueueRates
    simulated: QueueRates


def compute_queue_curves(seed: int, told: "Progress | None" = None) -> tuple[QueuePoint, ...]:
    """Every share with every size, batched and speculative."""
    places = [(kind, share, size) for kind in FORMS for share in SHARES for size in SIZES]
    points = list[QueuePoint]()
    for done, (kind, share, size) in enumerate(places):
        if told:
            told(done, len(places))
        found = _simulated(kind, share, size, seed)
        points.append(QueuePoint(kind, share, size, FORMS[kind](share, size), found))
    return tuple(points)


@cache
def expected_builds(share: float, size: int) -> float:
    """E(n): the builds that it takes to settle a batch of n, a power of two."""
    return 1.0 if size == 1 else 1 + 2 * expected_builds(share, size // 2) - 2 * share**size


def batched_rates(share: float, size: int) -> QueueRates:
    """A batch that is bisected, one build at a time.

    >>> round(batched_rates(0.95, 8).runs_per_change, 3)
    0.399
    """
    runs = expected_builds(share, size) / size
    return QueueRates(runs, share / runs)


def speculative_rates(share: float, depth: int) -> QueueRates:
    """A round of speculation, all builds at once.

    >>> rates = speculative_rates(0.8, 8)
    >>> round(rates.runs_per_change, 2), round(rates.landed_per_build_time, 2)
    (1.92, 3.33)
    """
    settled = (1 - share**depth) / (1 - share)
    return QueueRates(depth / settled, share * settled)


FORMS = {"batch": batched_rates, "speculation": speculative_rates}


def _simulated(kind: str, share: float, size: int, seed: int) -> QueueRates:
    """The mean over enough runs of the shipped queue."""
    builds = landed = back = 0
    for run in range(max(_RUNS, _CHANGES // size)):
        mode = BatchMode(size) if kind == "batch" else SpeculationRounds(size)
        queue = _Coins(mode, share, RandomStream(seed, "queue curves", kind, size, run))
        queue.fill(size)
        queue.settle(until_back=kind == "speculation")
        builds += queue.builds if kind == "batch" else size  # what a round rebuilds is the next one
        landed, back = landed + queue.landed, back + queue.back
    took = builds if kind == "batch" else builds // size
    return QueueRates(builds / (landed + back), landed / took)


class _Coins:
    """A queue whose changes pass or fail by a coin each."""

    def __init__(self, mode: "Mode", share: float, coins: RandomStream) -> None:
        self._state = MergeQueueState("base", mode, lanes=_ANY)
        self._share, self._coins = share, coins
        self._bad = set[str]()
        self.builds = self.landed = self.back = 0

    def fill(self, count: int) -> None:
        """Let `count` changes queue up behind one that then lands, so that they are one group."""
        self._tell(Enqueue("first", "1"))
        for number in range(count):
            if self._coins.uniform() >= self._share:
                self._bad.add(str(number))
            self._tell(Enqueue(str(number), "1"))
        self.builds = 0
        while "first" in self._state.entries:
            self._tell(ReportPass(self._first(), "c"))
        self.landed = 0

    def settle(self, *, until_back: bool) -> None:
        """Finish builds until nothing is queued, or until a change has been sent back."""
        while self._state.entries and not (until_back and self.back):
            number = self._first()
            red = self._bad.intersection(self._state.builds[number].tasks)
            self._tell(ReportFailure(number) if red else ReportPass(number, "c"))

    def _first(self) -> int:
        build, *_ = self._state.running
        return build.number

    def _tell(self, request: "Request") -> None:
        for event in decide(self._state, request):
            self._state = apply(self._state, event)
            self.builds += isinstance(event, BuildStarted)
            self.back += isinstance(event, TaskReturned)
            self.landed += len(event.tasks) if isinstance(event, BuildLanded) else 0

"""Fewest expected collisions within a given time: each task in turn is moved to where it fits best.

Time is cut into ticks. For one task and every start that the rules leave it, the expected number of
collided tasks is a sum over the others, whose risks are added up along the ticks in one pass. The
new start is drawn by that, colder and colder (a heat bath: S. and D. Geman, "Stochastic
relaxation", 1984). That tasks which may collide run after each other on one agent, and that lengths
fall in step, so that fewer pairs overlap, both come out of it by themselves.
"""

import math
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.schedule.problem import ScheduleProblem


# Seeded chance for the search: the same seed gives the same schedule on every machine.


_MASK = (1 << 64) - 1


class SplitMix64:
    """SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014."""

    __slots__ = ("_state",)

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def bits(self) -> int:
        """The next 64 bits."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        value = self._state
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
        return value ^ (value >> 31)

    def share(self) -> float:
        """A number from 0 up to 1, exclusive."""
        return (self.bits() >> 11) * 2.0**-53

    def below(self, end: int) -> int:
        """A whole number from 0 up to `end`, exclusive."""
        return self.bits() % end

    def shuffle(self, items: list[int]) -> None:
        """Bring `items` into any order."""
        for place in range(len(items) - 1, 0, -1):
            other = self.below(place + 1)
            items[place], items[other] = items[other], items[place]


_HOT, _COLD = 0.05, 0.01
_SETTLING = 2  # the last sweeps always take the best place
_NEVER = math.inf
_NOWHERE = -(10**12)  # a start at which a task meets no other one


class ExecutionState(NamedTuple):
    """What has happened when a plan is made anew: nothing, before the first task.

    `pinned` tasks run already, and keep their starts. `past` is the risk that a task took with
    tasks that have ended.
    """

    now: int
    pinned: frozenset[int]
    past: tuple[float, ...]


class SearchSettings(NamedTuple):
    """How long is searched: sweeps over all tasks, and how much worse may be tried at first."""

    sweeps: int
    seed: int = 0
    hot: float = _HOT


class _Bath:
    """A schedule whose tasks are taken out and put back one at a time."""

    def __init__(
        self,
        problem: "ScheduleProblem",
        starts: "Sequence[int]",
        horizon: int,
        standing: ExecutionState,
    ) -> None:
        self.problem = problem
        self.starts = list(starts)
        self.horizon = horizon
        self.now = standing.now
        self.past = standing.past
        self.misses = [[1 - math.exp(-risk) for risk in row] for row in problem.risks]
        self.following: list[list[int]] = [[] for _ in starts]
        for task, before in enumerate(problem.after):
            for one in before:
                self.following[one].append(task)
        self.running = [0] * (horizon + 1)
        self.load = list(standing.past)
        for task in range(len(starts)):
            self._mark(task, 1)
            self.load[task] += sum(problem.risks[task][other] for other in self._beside(task))

    def expected(self) -> float:
        """The expected number of tasks that collide."""
        return sum(1 - math.exp(-load) for load in self.load)

    def move(self, task: int, heat: float, chance: SplitMix64) -> None:
        """Take a task out, and start it where it does little harm; at heat 0, the least."""
        self._take(task)
        first, costs = self._costs(task)
        if costs:
            place = _coldest(costs) if heat <= 0 else _drawn(costs, heat, chance)
            if costs[place] < _NEVER:
                self.starts[task] = first + place
        self._put(task)

    def exchange(self, task: int, other: int, heat: float, chance: SplitMix64) -> None:
        """Let two tasks change places, if the rules allow it and it does little harm.

        Where no agent is ever idle, this is the only way on.
        """
        if task == other:
            return
        before = self.expected()
        self._change_places(task, other)
        if self._kept(task) and self._kept(other):
            worse = self.expected() - before
            if worse <= 0 or (heat > 0 and chance.share() < math.exp(-worse / heat)):
                return
        self._change_places(task, other)

    def _change_places(self, task: int, other: int) -> None:
        starts = self.starts
        here, there = starts[task], starts[other]
        for each in (task, other):
            self._take(each)
            starts[each] = _NOWHERE
        for each, start in ((task, there), (other, here)):
            starts[each] = start
            self._put(each)

    def _kept(self, task: int) -> bool:
        """Whether a task where it stands breaks no rule."""
        start, problem = self.starts[task], self.problem
        end = start + problem.minutes[task]
        return (
            self.now <= start
            and end <= self.horizon
            and all(count <= problem.agents for count in self.running[start:end])
            and all(self.starts[one] + problem.minutes[one] <= start for one in problem.after[task])
            and all(self.starts[one] >= end for one in self.following[task])
            and problem.barred[task].isdisjoint(self._beside(task))
        )

    def _take(self, task: int) -> None:
        risks = self.problem.risks[task]
        for other in self._beside(task):
            self.load[other] -= risks[other]
        self._mark(task, -1)

    def _put(self, task: int) -> None:
        risks = self.problem.risks[task]
        self._mark(task, 1)
        self.load[task] = self.past[task]
        for other in self._beside(task):
            self.load[other] += risks[other]
            self.load[task] += risks[other]

    def _beside(self, task: int) -> list[int]:
        """The tasks that overlap a task in time."""
        start, lengths = self.starts[task], self.problem.minutes
        end = start + lengths[task]
        return [
            other
            for other, begun in enumerate(self.starts)
            if begun < end and start < begun + lengths[other] and other != task
        ]

    def _mark(self, task: int, step: int) -> None:
        start = self.starts[task]
        for tick in range(start, min(start + self.problem.minutes[task], self.horizon)):
            self.running[tick] += step

    def _costs(self, task: int) -> tuple[int, list[float]]:
        """The first start that the order of tasks leaves, and the cost of each from there on."""
        problem, starts = self.problem, self.starts
        length = problem.minutes[task]
        ends = (starts[one] + problem.minutes[one] for one in problem.after[task])
        first = max(self.now, max(ends, default=0))
        last = min((starts[one] for one in self.following[task]), default=self.horizon) - length
        room = last - first + 1
        if room <= 0:
            return first, []
        own, theirs, shut = [0.0] * (room + 1), [0.0] * (room + 1), [0] * (room + 1)
        risks, misses, barred = problem.risks[task], self.misses[task], problem.barred[task]
        for other, begun in enumerate(starts):
            low = max(begun - length + 1 - first, 0)
            high = min(begun + problem.minutes[other] - first, room)
            if low >= high or other == task:
                continue
            if other in barred:
                shut[low] += 1
                shut[high] -= 1
            if risk := risks[other]:
                added = math.exp(-self.load[other]) * misses[other]
                own[low] += risk
                own[high] -= risk
                theirs[low] += added
                theirs[high] -= added
        own[0] += self.past[task]
        full = self._full(first, last + length)
        sums = zip(accumulate(own), accumulate(theirs), accumulate(shut), strict=True)
        return first, [
            _NEVER if closed or full[place + length] > full[place] else 1 - math.exp(-mine) + others
            for place, (mine, others, closed) in zip(range(room), sums, strict=False)
        ]

    def _full(self, first: int, end: int) -> list[int]:
        """How many of the ticks from `first` have no free agent, summed up."""
        agents = self.problem.agents
        return [0, *accumulate(count >= agents for count in self.running[first:end])]


def anneal_schedule(
    problem: "ScheduleProblem",
    starts: "Sequence[int]",
    horizon: int,
    *,
    search: SearchSettings,
    standing: ExecutionState | None = None,
) -> tuple[int, ...]:
    """A schedule within `horizon` with few expected collisions; `starts` has to be one within it.

    It breaks no rule that `starts` keeps. Each sweep costs about 10 ms for 80 tasks.
    """
    tasks = len(starts)
    standing = standing or ExecutionState(0, frozenset(), (0.0,) * tasks)
    bath, chance = _Bath(problem, starts, horizon, standing), SplitMix64(search.seed)
    order = [task for task in range(tasks) if task not in standing.pinned]
    best, fewest = list(starts), bath.expected()
    for sweep in range(search.sweeps):
        heat = search.hot * (_COLD / search.hot) ** (sweep / max(1, search.sweeps - 1))
        chance.shuffle(order)
        heat = heat if sweep < search.sweeps - _SETTLING else 0.0
        for task in order:
            bath.move(task, heat, chance)
            bath.exchange(task, order[chance.below(len(order))], heat, chance)
        found = bath.expected()
        if found < fewest - 1e-9:
            best, fewest = list(bath.starts), found
    return tuple(best)


def _coldest(costs: "Sequence[float]") -> int:
    """The earliest start of the least cost."""
    least = min(costs)
    return next(place for place, cost in enumerate(costs) if cost <= least + 1e-9)


def _drawn(costs: "Sequence[float]", heat: float, chance: SplitMix64) -> int:
    """A start by chance, each with the weight exp(-cost / heat)."""
    least = min(costs)
    if least == _NEVER:
        return 0
    weights = [math.exp((least - cost) / heat) for cost in costs]
    left = chance.share() * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left <= 0 and weight:
            return place
    return _coldest(costs)

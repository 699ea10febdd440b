"""Fewest expected collisions in waves: tasks of like length start together, then the next ones.

Who runs beside whom is then a partition, and a task meets only those of its own wave: with five
lanes four others, where a schedule without waves lets it meet five or six, because whoever ends
later meets the next one, too. Barriers cost time where lengths differ; so waves are tried where
there is more time than the shortest schedule needs, and `frontier` compares.
"""

import math
from typing import TYPE_CHECKING

from remit.plan.schedule.annealing import SplitMix64
from remit.plan.schedule.lower_bounds import topological_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.schedule.problem import ScheduleProblem

_HOT, _COLD = 0.1, 0.003
_SETTLING = 2  # the last sweeps always take the best place


def schedule_in_waves(
    problem: "ScheduleProblem", horizon: int, *, seed: int = 0, sweeps: int = 150
) -> tuple[int, ...] | None:
    """The starts of a schedule in waves within `horizon`; None where none was found.

    It breaks no rule. Each sweep costs about 3 ms for 80 tasks.
    """
    begun = _begun(problem, horizon)
    if begun is None:
        return None
    waves, chance = _Waves(problem, begun, horizon), SplitMix64(seed)
    order = [*range(len(problem.minutes))]
    best, fewest = waves.starts(), waves.expected()
    for sweep in range(sweeps):
        heat = _HOT * (_COLD / _HOT) ** (sweep / max(1, sweeps - 1))
        heat = heat if sweep < sweeps - _SETTLING else 0.0
        chance.shuffle(order)
        for task in order:
            waves.move(task, heat, chance)
            waves.exchange(task, order[chance.below(len(order))], heat, chance)
        found = waves.expected()
        if found < fewest - 1e-9:
            best, fewest = waves.starts(), found
    return best


def _begun(problem: "ScheduleProblem", horizon: int) -> list[list[int]] | None:
    """The smallest waves that end in time: as early as `after` allows, the longest tasks first."""
    depth: dict[int, int] = {}
    for task in topological_order(problem.after):
        depth[task] = max((depth[one] + 1 for one in problem.after[task]), default=0)
    order = sorted(depth, key=lambda task: (depth[task], -problem.minutes[task], task))
    for size in range(1, problem.agents + 1):
        waves = _filled(problem, order, size)
        if sum(max(problem.minutes[task] for task in wave) for wave in waves) <= horizon:
            return waves
    return None


def _filled(problem: "ScheduleProblem", order: "Sequence[int]", size: int) -> list[list[int]]:
    """Each task in the first wave that has room and that it does not make longer."""
    waves: list[list[int]] = []
    place: dict[int, int] = {}
    for task in order:
        first = max((place[one] + 1 for one in problem.after[task]), default=0)
        fitting = (
            number
            for number in range(first, len(waves))
            if len(waves[number]) < size
            and problem.minutes[task] <= problem.minutes[waves[number][0]]
            and problem.barred[task].isdisjoint(waves[number])
        )
        place[task] = next(fitting, len(waves))
        if place[task] == len(waves):
            waves.append([])
        waves[place[task]].append(task)
    return waves


class _Waves:
    """A partition into waves, one after the other; between them are empty ones to grow into."""

    def __init__(
        self, problem: "ScheduleProblem", begun: "Sequence[list[int]]", horizon: int
    ) -> None:
        self.problem = problem
        self.horizon = horizon
        self.waves: list[list[int]] = [[]]
        for wave in begun:
            self.waves += [list(wave), []]
        self.lengths = [self._longest(wave) for wave in self.waves]
        self.total = sum(self.lengths)
        self.place = [0] * len(problem.minutes)
        for number, wave in enumerate(self.waves):
            for task in wave:
                self.place[task] = number
        self.following: list[list[int]] = [[] for _ in problem.minutes]
        for task, before in enumerate(problem.after):
            for one in before:
                self.following[one].append(task)
        self.misses = [[1 - math.exp(-risk) for risk in row] for row in problem.risks]
        self.spared = [1.0] * len(problem.minutes)  # the chance that a task meets no other one
        for wave in self.waves:
            self._weigh(wave)

    def starts(self) -> tuple[int, ...]:
        """When each task starts."""
        found, now = [0] * len(self.place), 0
        for wave, length in zip(self.waves, self.lengths, strict=True):
            for task in wave:
                found[task] = now
            now += length
        return tuple(found)

    def expected(self) -> float:
        """The expected number of tasks that collide."""
        return len(self.spared) - math.fsum(self.spared)

    def move(self, task: int, heat: float, chance: SplitMix64) -> None:
        """Take a task out, and put it into a wave where it does little harm; at heat 0, the least.

        Its own wave has room for it, so there always is one.
        """
        self._change(self.place[task], [one for one in self.waves[self.place[task]] if one != task])
        places, costs = self._costs(task)
        number = places[_drawn(costs, heat, chance)]
        self.place[task] = number
        self._change(number, [*self.waves[number], task])

    def exchange(self, task: int, other: int, heat: float, chance: SplitMix64) -> None:
        """Let two tasks of two waves change places, if the rules allow it, with little harm."""
        here, there = self.place[task], self.place[other]
        if here == there:
            return
        mine = [one for one in self.waves[here] if one != task] + [other]
        theirs = [one for one in self.waves[there] if one != other] + [task]
        longer = self._longest(mine) + self._longest(theirs)
        if self.total - self.lengths[here] - self.lengths[there] + longer > self.horizon:
            return
        if not (self._allows(task, there, theirs) and self._allows(other, here, mine)):
            return
        after = math.fsum((*self._alone(mine), *self._alone(theirs)))
        worse = self._spared(here) + self._spared(there) - after
        if worse <= 0 or (heat > 0 and chance.share() < math.exp(-worse / heat)):
            self.place[task], self.place[other] = there, here
            self._change(here, mine)
            self._change(there, theirs)

    def _allows(self, task: int, number: int, wave: "Sequence[int]") -> bool:
        """Whether a task may be in a wave; of two that wait for each other none may pass."""
        return (
            self.problem.barred[task].isdisjoint(wave)
            and all(self.place[one] < number for one in self.problem.after[task])
            and all(self.place[one] > number for one in self.following[task])
        )

    def _costs(self, task: int) -> tuple[list[int], list[float]]:
        """The waves that the rules leave a task that is in none, and what it would cost in each."""
        problem, misses, spared = self.problem, self.misses[task], self.spared
        first = max((self.place[one] + 1 for one in problem.after[task]), default=0)
        last = min((self.place[one] for one in self.following[task]), default=len(self.waves))
        length, barred = problem.minutes[task], problem.barred[task]
        room = self.horizon - self.total
        places: list[int] = []
        costs: list[float] = []
        empty = False
        for number in range(first, last):
            wave = self.waves[number]
            full = len(wave) >= problem.agents or length - self.lengths[number] > room
            if full or (barred and not barred.isdisjoint(wave)) or (empty and not wave):
                continue
            empty = empty or not wave
            alone, added = 1.0, 0.0
            for other in wave:
                alone *= 1 - misses[other]
                added += spared[other] * misses[other]
            places.append(number)
            costs.append(1 - alone + added)
        return places, costs

    def _change(self, number: int, wave: list[int]) -> None:
        self.waves[number] = wave
        length = self._longest(wave)
        self.total += length - self.lengths[number]
        self.lengths[number] = length
        self._weigh(wave)

    def _weigh(self, wave: "Sequence[int]") -> None:
        for task, share in zip(wave, self._alone(wave), strict=True):
            self.spared[task] = share

    def _alone(self, wave: "Sequence[int]") -> list[float]:
        """For each task of a wave the chance that it meets no other one."""
        risks = self.problem.risks
        sums = [sum(map(risks[task].__getitem__, wave)) for task in wave]
        return [math.exp(-each) for each in sums]

    def _spared(self, number: int) -> float:
        return sum(map(self.spared.__getitem__, self.waves[number]))

    def _longest(self, wave: "Sequence[int]") -> int:
        return max(map(self.problem.minutes.__getitem__, wave), default=0)


def _drawn(costs: "Sequence[float]", heat: float, chance: SplitMix64) -> int:
    """A place by chance, each with the weight exp(-cost / heat); at heat 0 the first least one."""
    least = min(costs)
    if heat <= 0:
        return costs.index(least)
    weights = [math.exp((least - cost) / heat) for cost in costs]
    left = chance.share() * sum(weights)
    for place, weight in enumerate(weights):
        left -= weight
        if left <= 0:
            return place
    return costs.index(least)

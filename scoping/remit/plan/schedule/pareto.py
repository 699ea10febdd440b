"""Collisions against speed-up: one schedule for each of several lengths."""

from typing import TYPE_CHECKING, NamedTuple

from remit.plan.schedule.annealing import SearchSettings, anneal_schedule
from remit.plan.schedule.list_scheduling import find_short_schedule, tighten_schedule
from remit.plan.schedule.lower_bounds import topological_order
from remit.plan.schedule.problem import (
    ScheduleProblem,
    expected_collision_share,
    makespan,
    schedule_speed_up,
)
from remit.plan.schedule.waves import schedule_in_waves

if TYPE_CHECKING:
    from collections.abc import Sequence

SWEEPS = 40
_SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
_TICKS = 400
"""A longer time is planned in ticks of several minutes."""
_COOL = 0.01
_FEW = 40
_USUAL, _SETTLED = 100, 4
"""With more tasks than usual there are fewer sweeps, down to so many."""


class SchedulePoint(NamedTuple):
    """One schedule: how long it takes, how much faster that is, and the share that may collide."""

    starts: tuple[int, ...]
    makespan: int
    speed_up: float
    collisions: float


def pareto_front(
    problem: ScheduleProblem,
    fastest: "Sequence[int]",
    wanted: "Sequence[float]" = (),
    *,
    seed: int = 0,
    sweeps: int = SWEEPS,
) -> tuple[SchedulePoint, ...]:
    """The schedules that no other one beats at both, the shortest first; at least one.

    `fastest` is the shortest schedule that is known. Lengths in `wanted` are tried, too.
    """
    starts = tuple(fastest)
    points = [evaluate_schedule(problem, fastest)]
    least = makespan(problem, fastest)
    lengths = {*(round(least / share) for share in _SHARES), *map(int, wanted)}
    for horizon in sorted(each for each in lengths if each >= least):
        if points[-1].collisions <= 0 or horizon > max(problem.work, least):
            break
        starts = schedule_within(problem, starts, horizon, seed=seed, sweeps=sweeps)
        points.append(evaluate_schedule(problem, tighten_schedule(problem, starts)))
    points.append(evaluate_schedule(problem, _alone(problem)))
    return nondominated_points(points)


def _alone(problem: ScheduleProblem) -> tuple[int, ...]:
    """One task after the other: as long as can be, and nothing collides."""
    starts, now = [0] * len(problem.minutes), 0
    for task in topological_order(problem.after):
        starts[task] = now
        now += problem.minutes[task]
    return tuple(starts)


def schedule_within(
    problem: ScheduleProblem,
    starts: "Sequence[int]",
    horizon: int,
    *,
    seed: int = 0,
    sweeps: int = SWEEPS,
) -> tuple[int, ...]:
    """A schedule that ends by `horizon`, with as few collisions as were found; no rule is broken.

    `starts` is one that ends by then.
    """
    tick, sweeps = (
        -(-horizon // _TICKS),
        max(_SETTLED, min(sweeps, sweeps * _USUAL // max(1, len(starts)))),
    )
    if tick <= 1:
        return _calmest(problem, starts, horizon, seed, sweeps)
    coarse = problem._replace(minutes=tuple(-(-length // tick) for length in problem.minutes))
    begun = find_short_schedule(coarse, seed=seed, rounds=0)
    ticks = max(-(-horizon // tick), makespan(coarse, begun))
    found = _calmest(coarse, begun, ticks, seed, sweeps)
    return tuple(start * tick for start in found)


def _calmest(
    problem: ScheduleProblem, starts: "Sequence[int]", horizon: int, seed: int, sweeps: int
) -> tuple[int, ...]:
    """The calmest of `starts`, of waves that are loosened afterwards, and of a search without them.

    The last one is left out where there are waves and many tasks: it would hardly ever be calmer.
    """
    found = [tuple(starts)]
    waves = schedule_in_waves(problem, horizon, seed=seed, sweeps=sweeps + sweeps // 2)
    if waves is not None:
        search = SearchSettings(max(_SETTLED, sweeps // 5), seed, _COOL)
        found.append(anneal_schedule(problem, waves, horizon, search=search))
    if waves is None or len(starts) <= _FEW:
        found.append(anneal_schedule(problem, starts, horizon, search=SearchSettings(sweeps, seed)))
    return min(found, key=lambda each: expected_collision_share(problem, each))


def evaluate_schedule(problem: ScheduleProblem, starts: "Sequence[int]") -> SchedulePoint:
    """What a schedule costs."""
    return SchedulePoint(
        tuple(starts),
        makespan(problem, starts),
        schedule_speed_up(problem, starts),
        expected_collision_share(problem, starts),
    )


def nondominated_points(points: "Sequence[SchedulePoint]") -> tuple[SchedulePoint, ...]:
    """The points that no other one beats at both, the shortest first."""
    kept: list[SchedulePoint] = []
    for one in sorted(points, key=lambda each: (each.makespan, each.collisions, each.starts)):
        if not kept or one.collisions < kept[-1].collisions - 1e-9:
            kept.append(one)
    return tuple(kept)

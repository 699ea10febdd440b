"""Idle time that serves nothing is taken out of a schedule."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.schedule.problem import Problem

MOST = 300
"""A schedule of more tasks stays as it is: the time is at least quadratic in them."""


def tightened(problem: "Problem", starts: "Sequence[int]") -> tuple[int, ...]:
    """The same tasks in the same order, each as early as it can be without meeting another one.

    No task starts later, no two meet that did not, and no rule is broken that was kept.
    """
    if len(starts) > MOST:
        return tuple(starts)
    found: dict[int, int] = {}
    for task in sorted(range(len(starts)), key=lambda each: (starts[each], each)):
        found[task] = _earliest(problem, starts, found, task)
    return tuple(found[task] for task in range(len(starts)))


def _earliest(problem: "Problem", starts: "Sequence[int]", found: dict[int, int], task: int) -> int:
    """The first time from which the task fits beside those that are placed; its own at the latest.

    Whoever of them runs then at its own time ran there before, so that one always fits.
    """
    minutes = problem.minutes
    now = max((found[one] + minutes[one] for one in problem.after[task]), default=0)
    strangers = {one for one in found if starts[one] + minutes[one] <= starts[task]}
    while now < starts[task]:
        beside = [
            one
            for one, start in found.items()
            if start < now + minutes[task] and now < start + minutes[one]
        ]
        crowd = beside if _peak(problem, found, beside) >= problem.agents else []
        ends = [found[one] + minutes[one] for one in (*crowd, *strangers.intersection(beside))]
        if not ends:
            break
        now = min(ends)
    return min(now, starts[task])


def _peak(problem: "Problem", found: dict[int, int], tasks: "Sequence[int]") -> int:
    """How many of the tasks run at one time, at most."""
    if len(tasks) < problem.agents:
        return len(tasks)
    begun = [found[one] for one in tasks]
    return max(
        sum(found[one] <= now < found[one] + problem.minutes[one] for one in tasks) for now in begun
    )

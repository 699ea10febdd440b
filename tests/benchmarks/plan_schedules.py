"""Print how short schedules are, as Markdown: `python plan_schedules.py NAME=DIR@REV...`.

Tasks are consecutive pull requests with their true files; a file in common serialises two of them.
Makespan over the lower bound: the local search alone, and with OR-tools behind it.
"""

import contextlib
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from remit.analysis.split import hold_out_split_history
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.plan.forecast import estimate_minutes
from remit.plan.schedule.cp_sat import solve_exactly
from remit.plan.schedule.list_scheduling import find_short_schedule
from remit.plan.schedule.lower_bounds import lower_bound
from remit.plan.schedule.problem import (
    ScheduleProblem,
    makespan,
    schedule_faults,
    schedule_speed_up,
)
from remit.split.weights import Sharing, find_hub_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TASKS = (30, 100)
_AGENTS = (4, 8, 16)


class Figures(NamedTuple):
    """One schedule: makespan over the bound by either way, and seconds."""

    alone: float
    exactly: float
    speed_up: float
    seconds: float


def main(words: "Sequence[str]") -> None:
    """Print the table."""
    head = "| hubs | tasks | agents | speed-up | local search | with OR-tools | slowest, s |"
    found: dict[tuple[str, int, int], list[Figures]] = {}
    for word in words:
        where = word.partition("=")[2]
        folder, _, revision = where.partition("@")
        for key, figures in _measured(folder, revision or "HEAD"):
            found.setdefault(key, []).append(figures)
    lines = [head, "|---|---|---|---|---|---|---|"]
    for (hubs, tasks, agents), every in sorted(found.items()):
        mean = [sum(column) / len(every) for column in zip(*every, strict=True)]
        slowest = max(each.seconds for each in every)
        lines.append(
            f"| {hubs} | {tasks} | {agents} | {mean[2]:.1f} | {mean[0]:.4f} | {mean[1]:.4f} "
            f"| {slowest:.1f} |"
        )
    sys.stdout.write("\n".join((*lines, "")))


def _measured(folder: str, revision: str) -> "Iterator[tuple[tuple[str, int, int], Figures]]":
    with contextlib.chdir(folder), Repository.discover() as repository:
        found = hold_out_split_history(repository, revision, ChangeUnit.LANDED)
    past = found.past
    everybodys = {past.files[hub] for hub in find_hub_files(past.files, past.touches, Sharing())}
    for count in _TASKS:
        touches = found.test[:count]
        for name, ignored in (("ignored", everybodys), ("collide", set[bytes]())):
            files = [frozenset(touch.files) - ignored for touch in touches]
            lengths = tuple(estimate_minutes(len(touch.files)) for touch in touches)
            for agents in _AGENTS if len(touches) == count else ():
                yield (name, count, agents), _figures(files, lengths, agents)


def _figures(files: "Sequence[frozenset[bytes]]", lengths: tuple[int, ...], agents: int) -> Figures:
    count = len(files)
    barred = tuple(
        frozenset(other for other in range(count) if other != task and files[task] & files[other])
        for task in range(count)
    )
    none = (frozenset[int](),) * count
    problem = ScheduleProblem(lengths, ((0.0,) * count,) * count, barred, none, agents)
    begun = time.perf_counter()
    starts = find_short_schedule(problem)
    solved = solve_exactly(problem, starts)
    seconds = time.perf_counter() - begun
    if schedule_faults(problem, solved.starts):
        raise AssertionError(schedule_faults(problem, solved.starts))
    least = max(solved.least, lower_bound(problem))
    return Figures(
        makespan(problem, starts) / least,
        makespan(problem, solved.starts) / least,
        schedule_speed_up(problem, solved.starts),
        seconds,
    )


if __name__ == "__main__":
    main(sys.argv[1:])

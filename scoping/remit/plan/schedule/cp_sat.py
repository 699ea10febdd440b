"""The shortest schedule by constraint programming (OR-tools CP-SAT), where the extra is installed.

One worker, a fixed seed and a limit of deterministic time: the same problem gives the same schedule
on any machine, however fast it is. This module is all that knows the library.
"""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from remit.plan.schedule.lower_bounds import conflict_cliques, lower_bound
from remit.plan.schedule.problem import makespan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.plan.schedule.problem import ScheduleProblem

LIMIT = 0.1
"""Deterministic time: about a second for a hundred tasks, none where the bound is met."""
_SOLVED = ("OPTIMAL", "FEASIBLE")


class CpSatSolution(NamedTuple):
    """The best schedule found, and what no schedule can be shorter than."""

    starts: tuple[int, ...]
    least: int


def is_available() -> bool:
    """Whether the library is installed."""
    return find_spec("ortools") is not None


def solve_exactly(
    problem: "ScheduleProblem", starts: "Sequence[int]", *, seed: int = 0, limit: float = LIMIT
) -> CpSatSolution:
    """A schedule at least as short as `starts`, and the proved bound; needs the library."""
    from ortools.sat.python import cp_model

    horizon = makespan(problem, starts)
    least = lower_bound(problem)
    if horizon <= least:
        return CpSatSolution(tuple(starts), least)
    model: Any = cp_model.CpModel()
    begins = [
        model.new_int_var(0, horizon - length, f"s{task}")
        for task, length in enumerate(problem.minutes)
    ]
    spans = [
        model.new_fixed_size_interval_var(begin, length, f"i{task}")
        for task, (begin, length) in enumerate(zip(begins, problem.minutes, strict=True))
    ]
    end = model.new_int_var(least, horizon, "end")
    model.add_cumulative(spans, [1] * len(spans), problem.agents)
    for clique in conflict_cliques(problem):
        if len(clique) > 1:
            model.add_no_overlap([spans[task] for task in sorted(clique)])
    for task, before in enumerate(problem.after):
        for one in sorted(before):
            model.add(begins[task] >= begins[one] + problem.minutes[one])
    for begin, length, hint in zip(begins, problem.minutes, starts, strict=True):
        model.add(end >= begin + length)
        model.add_hint(begin, hint)
    model.minimize(end)
    return _solution(cp_model, model, begins, starts, (seed, limit))


def _solution(
    library: Any,
    model: Any,
    begins: "Sequence[Any]",
    starts: "Sequence[int]",
    how: tuple[int, float],
) -> CpSatSolution:
    solver: Any = library.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed, solver.parameters.max_deterministic_time = how
    status = solver.status_name(solver.solve(model))
    least = -int(-solver.best_objective_bound // 1)
    if status not in _SOLVED:
        return CpSatSolution(tuple(starts), max(0, least))
    return CpSatSolution(tuple(int(solver.value(begin)) for begin in begins), least)

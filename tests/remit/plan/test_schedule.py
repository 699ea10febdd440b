"""No schedule breaks a rule, whichever way it was found; and none is shorter than the bound."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.plan.schedule import cp_sat
from remit.plan.schedule.annealing import SearchSettings, anneal_schedule
from remit.plan.schedule.execution import execute_schedule
from remit.plan.schedule.list_scheduling import find_short_schedule, list_schedule, tighten_schedule
from remit.plan.schedule.lower_bounds import lower_bound, topological_order
from remit.plan.schedule.pareto import pareto_front, schedule_within
from remit.plan.schedule.problem import (
    ScheduleProblem,
    assign_agents,
    concurrent_pairs,
    expected_collision_share,
    makespan,
    schedule_faults,
    schedule_speed_up,
)
from remit.plan.schedule.waves import schedule_in_waves

if TYPE_CHECKING:
    from collections.abc import Sequence

NEEDS_ORTOOLS = pytest.mark.skipif(
    not cp_sat.is_available(), reason="needs OR-tools: pip install -e '.[split]'"
)


def problem(
    minutes: "Sequence[int]",
    agents: int = 2,
    barred: "Sequence[tuple[int, int]]" = (),
    after: "Sequence[tuple[int, int]]" = (),
    risk: float = 0.0,
) -> ScheduleProblem:
    """Tasks of these lengths; `after` has pairs of a task and one that it waits for."""
    tasks = range(len(minutes))
    return ScheduleProblem(
        tuple(minutes),
        tuple(tuple(0.0 if one == two else risk for two in tasks) for one in tasks),
        tuple(
            frozenset(b if a == task else a for a, b in barred if task in {a, b}) for task in tasks
        ),
        tuple(frozenset(b for a, b in after if a == task) for task in tasks),
        agents,
    )


@st.composite
def problems(draw: st.DrawFn) -> ScheduleProblem:
    """Any small problem; a task waits only for earlier ones, so there are no cycles."""
    count = draw(st.integers(1, 9))
    pairs = [(a, b) for a in range(count) for b in range(a)]
    some = st.lists(st.sampled_from(pairs), max_size=8) if pairs else st.just([])
    found = problem(
        draw(st.lists(st.integers(1, 9), min_size=count, max_size=count)),
        draw(st.integers(1, 4)),
        draw(some),
        draw(some),
    )
    risks = [[0.0] * count for _ in range(count)]
    for a, b in pairs:
        risks[a][b] = risks[b][a] = draw(st.sampled_from([0.0, 0.1, 2.0]))
    return found._replace(risks=tuple(map(tuple, risks)))


@given(problems())
def test_a_list_schedule_keeps_every_rule(given_problem: ScheduleProblem) -> None:
    starts = find_short_schedule(given_problem, rounds=20)
    assert schedule_faults(given_problem, starts) == []
    assert makespan(given_problem, starts) >= lower_bound(given_problem)


@given(problems(), st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_more_time_never_breaks_a_rule_nor_adds_collisions(
    given_problem: ScheduleProblem, more: int
) -> None:
    starts = find_short_schedule(given_problem, rounds=5)
    horizon = makespan(given_problem, starts) + more
    found = anneal_schedule(given_problem, starts, horizon, search=SearchSettings(6, seed=more))
    assert schedule_faults(given_problem, found) == []
    assert makespan(given_problem, found) <= horizon
    assert (
        expected_collision_share(given_problem, found)
        <= expected_collision_share(given_problem, starts) + 1e-6
    )


@given(problems(), st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_taking_idle_time_out_breaks_no_rule_and_lets_no_others_meet(
    given_problem: ScheduleProblem, idle: list[int]
) -> None:
    late = list(list_schedule(given_problem, range(len(given_problem.minutes))))
    for task in sorted(range(len(late)), key=lambda each: late[each], reverse=True):
        later = [
            late[other] + idle[task] for other in range(len(late)) if late[other] >= late[task]
        ]
        for other, start in zip(
            [each for each in range(len(late)) if late[each] >= late[task]], later, strict=True
        ):
            late[other] = start
    found = tighten_schedule(given_problem, late)
    assert schedule_faults(given_problem, late) == []
    assert schedule_faults(given_problem, found) == []
    assert all(map(int.__le__, found, late))
    assert set(concurrent_pairs(given_problem, found)) <= set(concurrent_pairs(given_problem, late))


def test_a_task_that_nothing_holds_up_starts_at_once() -> None:
    assert tighten_schedule(problem([5, 5, 2], barred=[(0, 1)]), (2, 9, 20)) == (0, 5, 10)


@given(problems(), st.integers(0, 40), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_waves_break_no_rule_and_tasks_that_run_together_start_together(
    given_problem: ScheduleProblem, more: int, seed: int
) -> None:
    horizon = lower_bound(given_problem) + more
    found = schedule_in_waves(given_problem, horizon, seed=seed, sweeps=6)
    if found is None:
        assert horizon < given_problem.work
        return
    assert schedule_faults(given_problem, found) == []
    assert makespan(given_problem, found) <= horizon
    assert all(found[one] == found[two] for one, two in concurrent_pairs(given_problem, found))
    assert found == schedule_in_waves(given_problem, horizon, seed=seed, sweeps=6)


def test_where_every_pair_is_as_risky_a_task_meets_only_those_of_its_length() -> None:
    alike = problem([10, 20] * 8, agents=8, risk=0.05)
    found = schedule_within(alike, find_short_schedule(alike), 60)
    assert makespan(alike, found) == 60
    assert len([*concurrent_pairs(alike, found)]) == 4 * 6


def test_waves_keep_likely_collisions_apart_and_the_order() -> None:
    four = problem([10] * 4, agents=2, after=[(3, 0)])
    risks = ((0.0, 3.0, 0.0, 0.0), (3.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 3.0), (0.0, 0.0, 3.0, 0.0))
    risky = four._replace(risks=risks)
    found = schedule_in_waves(risky, 20)
    assert found is not None
    assert expected_collision_share(risky, found) == 0
    assert found[3] > found[0]


@given(problems(), st.lists(st.integers(1, 30), min_size=9, max_size=9))
@settings(max_examples=60, deadline=None)
def test_whatever_tasks_take_no_rule_is_broken(
    given_problem: ScheduleProblem, truly: list[int]
) -> None:
    lengths = tuple(truly[: len(given_problem.minutes)])
    starts = execute_schedule(given_problem, find_short_schedule(given_problem, rounds=5), lengths)
    assert schedule_faults(given_problem._replace(minutes=lengths), starts) == []


@given(problems())
@settings(max_examples=30, deadline=None)
def test_on_the_frontier_longer_means_calmer(given_problem: ScheduleProblem) -> None:
    points = pareto_front(given_problem, find_short_schedule(given_problem, rounds=5), sweeps=4)
    assert all(schedule_faults(given_problem, each.starts) == [] for each in points)
    assert [each.makespan for each in points] == sorted({each.makespan for each in points})
    assert [each.collisions for each in points] == sorted(
        (each.collisions for each in points), reverse=True
    )


@given(problems())
def test_an_agent_does_one_thing_at_a_time(given_problem: ScheduleProblem) -> None:
    starts = find_short_schedule(given_problem, rounds=2)
    agents = assign_agents(given_problem, starts)
    assert all(agents[one] != agents[two] for one, two in concurrent_pairs(given_problem, starts))


@NEEDS_ORTOOLS
@given(problems())
@settings(max_examples=15, deadline=None)
def test_the_exact_schedule_is_no_longer_and_keeps_every_rule(
    given_problem: ScheduleProblem,
) -> None:
    starts = list_schedule(given_problem, topological_order(given_problem.after))
    found = cp_sat.solve_exactly(given_problem, starts, limit=0.05)
    assert schedule_faults(given_problem, found.starts) == []
    assert found.least <= makespan(given_problem, found.starts) <= makespan(given_problem, starts)


@NEEDS_ORTOOLS
def test_the_exact_schedule_is_the_shortest_one() -> None:
    five = problem([3, 3, 2, 2, 2], agents=2)
    assert makespan(five, cp_sat.solve_exactly(five, (0, 3, 6, 8, 10)).starts) == 6


def test_tasks_that_may_collide_run_one_after_the_other_where_that_costs_nothing() -> None:
    pairs = problem([10] * 4, agents=2)
    risks = ((0.0, 3.0, 0.0, 0.0), (3.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 3.0), (0.0, 0.0, 3.0, 0.0))
    risky = pairs._replace(risks=risks)
    found = schedule_within(risky, find_short_schedule(risky), 20)
    assert makespan(risky, found) == 20
    assert expected_collision_share(risky, found) == 0


def test_a_long_time_is_planned_in_coarser_steps() -> None:
    long = problem([5000, 7000, 3000, 9000], agents=2, risk=0.1)
    found = schedule_within(long, find_short_schedule(long), 30000)
    assert schedule_faults(long, found) == []
    assert expected_collision_share(long, found) <= expected_collision_share(
        long, find_short_schedule(long)
    )


def test_the_bound_knows_chains_cliques_and_work() -> None:
    assert lower_bound(problem([5, 5, 5], agents=3, after=[(1, 0), (2, 1)])) == 15
    assert lower_bound(problem([5, 5, 5], agents=3, barred=[(0, 1), (1, 2), (0, 2)])) == 15
    assert lower_bound(problem([5, 5, 5], agents=2)) == 8
    assert lower_bound(problem([])) == 0


def test_the_bound_counts_all_that_hold_one_thing_though_some_are_in_an_order() -> None:
    given_problem = problem([5, 5, 5, 1], agents=4, barred=[(0, 2), (1, 2)], after=[(1, 0)])
    assert lower_bound(given_problem) == 10
    assert lower_bound(given_problem._replace(alone=(frozenset({0, 1, 2}),))) == 15


def test_no_tasks_take_no_time() -> None:
    none = problem([])
    assert find_short_schedule(none) == ()
    assert (
        makespan(none, ()),
        schedule_speed_up(none, ()),
        expected_collision_share(none, ()),
    ) == (0, 1.0, 0.0)


def test_a_broken_rule_is_named() -> None:
    broken = problem([5, 5, 5], agents=2, barred=[(0, 1)], after=[(2, 0)])
    assert schedule_faults(broken, (0, 0, 1)) == [
        "2 before 0",
        "0 beside 1",
        "3 at once when 2 starts",
    ]
    assert schedule_faults(broken, (-1, 9, 20)) == ["0 starts before 0"]


def test_the_same_seed_gives_the_same_schedule() -> None:
    risky = problem([7, 3, 9, 4, 4, 8, 2], agents=3, risk=0.2)
    first = pareto_front(risky, find_short_schedule(risky, seed=5), seed=5)
    assert first == pareto_front(risky, find_short_schedule(risky, seed=5), seed=5)

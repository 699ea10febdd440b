"""What is particular about each strategy, on cases small enough to be worked out by hand."""

from itertools import pairwise
from statistics import fmean

import pytest

from remit.plan.schedule.list_scheduling import list_schedule
from remit.plan.schedule.problem import ScheduleProblem, makespan
from remit_sim.engine import TraceNote
from remit_sim.experiment.replications import outcomes, trace_run
from remit_sim.outcome import RunOutcome, find_broken_laws
from remit_sim.strategies import STRATEGIES
from remit_sim.strategies.claims import Claims
from remit_sim.world.events import Activity, EventKind, ticks_from_minutes
from remit_sim.world.library_bridge import find_overlapping_tasks
from remit_sim.world.scenario import (
    CrashSettings,
    EditSettings,
    FileSettings,
    HunkSettings,
    LeaseSettings,
    MergeSettings,
    MessageSettings,
    PipelineSettings,
    PlannerSettings,
    RebaseSettings,
    Scenario,
    ScopeSettings,
    TokenSettings,
    WorkSettings,
)
from remit_sim.world.tasks import SimulatedTask
from remit_sim.world.world import World

QUIET = EditSettings(semantic_share=0)
SAME = Scenario(
    "same", work=WorkSettings(2, 10), files=FileSettings(per_task=1, choice="same"), edits=QUIET
)
BUSY = Scenario(
    "busy",
    work=WorkSettings(40, 5, "exponential"),
    files=FileSettings(40, 2.5, "geometric", choice="zipf"),
    edits=EditSettings(0.5, 0.6, 0.05, 0.5),
)


class Given:
    """These tasks and no others."""

    def __init__(self, *tasks: SimulatedTask) -> None:
        self._tasks = tasks

    def tasks(self, draws: tuple[int | str, ...], /) -> tuple[SimulatedTask, ...]:
        del draws
        return self._tasks


def ran(scenario: Scenario, strategy: str, agents: int, runs: int = 1) -> tuple[RunOutcome, ...]:
    return outcomes(scenario, STRATEGIES[strategy].make, agents, 1, range(runs))


def notes(scenario: Scenario, strategy: str, agents: int) -> list[TraceNote]:
    found = trace_run(scenario, STRATEGIES[strategy].make, agents, 1, 0)
    assert find_broken_laws(found, agents) == ()
    return found


def lengths(*minutes: float, files: tuple[tuple[int, ...], ...]) -> Given:
    pairs = enumerate(zip(minutes, files, strict=True))
    return Given(
        *(SimulatedTask(number, ticks_from_minutes(each), those) for number, (each, those) in pairs)
    )


def test_a_rebase_finds_a_conflict_when_it_is_small() -> None:
    """The second of 10 and 20 minutes is half done when the first lands: half of a rework of 10."""
    sure = EditSettings(textual_share=1, semantic_share=0, rework_share=0.5)
    given = Scenario("two", edits=sure, workload=lengths(10, 20, files=((0,), (0,))))
    (early,), (late,) = ran(given, "rebase", 2), ran(given, "worktrees", 2)
    assert (early.makespan, late.makespan) == (
        ticks_from_minutes(10 + 5 + 10),
        ticks_from_minutes(20 + 10),
    )
    assert early.counts[EventKind.CONFLICTS] == late.counts[EventKind.CONFLICTS] == 1
    assert (early.spent[Activity.REWORK], early.counts[EventKind.REBASES]) == (
        ticks_from_minutes(5),
        1,
    )


def test_a_rebase_takes_its_time_and_its_turn() -> None:
    every = SAME._replace(
        work=WorkSettings(4, 10), rebase=RebaseSettings(4, 1), edits=EditSettings(0.5, 0, 0)
    )
    assert all(found.counts[EventKind.CONFLICTS] == 0 for found in ran(every, "rebase", 2))
    given = every._replace(workload=lengths(5, 10, files=((0,), (0,))))
    (found,) = ran(given, "rebase", 2)
    assert (found.counts[EventKind.REBASES], found.makespan) == (
        1,
        ticks_from_minutes(11),
    )  # at 8 of 10 minutes


def test_locks_on_touch_hold_the_first_file_while_they_work_on_it() -> None:
    """A works on files 0, 1 and B on 1: B waits from minute 5 or has it until then."""
    given = Scenario("two", edits=QUIET, workload=lengths(10, 8, files=((0, 1), (1,))))
    (found,) = ran(given, "locks-ordered", 2)
    assert found.makespan == ticks_from_minutes(8 + 5)
    assert found.spent[Activity.WAITING] == ticks_from_minutes(3)
    (at_once,) = ran(given, "locks", 2)
    assert at_once.makespan == ticks_from_minutes(18)


def test_who_aborts_loses_what_it_did_and_begins_again() -> None:
    given = Scenario(
        "two",
        edits=QUIET,
        workload=lengths(10, 8, files=((0, 1), (1,))),
        leases=LeaseSettings(retry_minutes=0.001),
    )
    (found,) = ran(given, "locks-abort", 2)
    assert found.counts[EventKind.RESTARTS] == 1
    assert found.wasted == ticks_from_minutes(5)
    assert found.makespan == pytest.approx(ticks_from_minutes(15), abs=100)


@pytest.mark.parametrize("strategy", ["locks", "locks-ordered", "locks-abort"])
def test_no_kind_of_lock_loses_or_conflicts_even_with_slow_agents(strategy: str) -> None:
    slow = LeaseSettings(3, 1, slow_share=0.3, slow_minutes=20)
    for found in ran(BUSY._replace(leases=slow), strategy, 8, 4):
        assert found.lost == found.counts[EventKind.CONFLICTS] == 0
    unfenced = slow._replace(fencing=False)
    assert sum(each.lost for each in ran(BUSY._replace(leases=unfenced), strategy, 8, 6)) > 0


def test_locks_on_symbols_let_two_tasks_into_one_file() -> None:
    shared = SAME._replace(
        work=WorkSettings(8, 10), files=FileSettings(per_task=1, choice="same", symbols_per_file=8)
    )
    by_symbol = shared._replace(edits=QUIET._replace(unit="symbol"))
    whole, parts = ran(shared, "locks", 8, 3), ran(by_symbol, "locks", 8, 3)
    assert {found.makespan for found in whole} == {ticks_from_minutes(80)}
    assert max(found.makespan for found in parts) < ticks_from_minutes(60)
    assert sum(found.lost for found in parts) == 0


def test_an_owner_makes_the_changes_that_others_ask_for() -> None:
    """The message leaves at 10, is read at 10.5 by an idle owner, and is answered at 12."""
    terms = MessageSettings(latency_minutes=0.5, handling_minutes=1)
    (found,) = ran(SAME._replace(messages=terms), "owners", 2)
    assert found.makespan == ticks_from_minutes(10 + 0.5 + 1 + 0.5)
    assert found.counts[EventKind.SAYS] == 2
    assert found.counts[EventKind.CONFLICTS] == found.lost == 0
    assert found.spent[Activity.MERGE] == ticks_from_minutes(1)


def test_a_busy_owner_looks_for_messages_every_so_often() -> None:
    terms = MessageSettings(latency_minutes=0, handling_minutes=1, look_minutes=4)
    given = SAME._replace(workload=lengths(10, 5, files=((0,), (0,))), messages=terms)
    told = notes(given, "owners", 2)
    applied = [note.at for note in told if note.what == "gets" and note.about == "messages"]
    assert applied == [ticks_from_minutes(8 + 1)]


def test_messages_that_come_twice_are_done_once() -> None:
    lossy = SAME._replace(
        work=WorkSettings(30, 5),
        messages=MessageSettings(0.5, 1, 1, lost_share=0.9, patience_minutes=1),
    )
    told = notes(lossy, "owners", 3)
    keys = [note.who for note in told if note.what == "gets" and note.about == "messages"]
    assert len(keys) == len(set(keys)) == 20


def test_a_pipeline_takes_one_stage_per_task_and_its_filling() -> None:
    """(T + S - 1) D / S, without latency; with it, each handoff is one more latency late."""
    scenario = Scenario(
        "line",
        work=WorkSettings(10, 6),
        edits=QUIET,
        pipeline=PipelineSettings(3),
        messages=MessageSettings(0),
    )
    assert ran(scenario, "pipeline", 3)[0].makespan == ticks_from_minutes((10 + 3 - 1) * 6 / 3)
    late = scenario._replace(messages=MessageSettings(0.5))
    assert ran(late, "pipeline", 3)[0].makespan == ticks_from_minutes(
        (10 + 3 - 1) * 6 / 3 + 2 * 0.5
    )
    assert ran(scenario, "pipeline", 1)[0].makespan == ticks_from_minutes(60)
    assert ran(scenario, "pipeline", 9)[0].makespan == ticks_from_minutes(
        (4 + 3 - 1) * 6 / 3
    )  # three lines


def test_one_line_never_collides_with_itself_and_two_may() -> None:
    sure = BUSY._replace(edits=EditSettings(0.5, 1, 0.5), pipeline=PipelineSettings(4))
    assert all(found.counts[EventKind.CONFLICTS] == 0 for found in ran(sure, "pipeline", 4, 3))
    assert all(found.counts[EventKind.CONFLICTS] > 0 for found in ran(sure, "pipeline", 8, 3))


def test_a_perfect_orchestrator_dispatches_as_the_librarys_lists_do() -> None:
    work, files = (2, 3, 4, 5, 6, 7), ((0,), (1,), (0, 1), (2,), (2,), (3,))
    given = Scenario("plan", edits=QUIET, workload=lengths(*work, files=files))
    barred = [
        frozenset(other for other in range(6) if other != one and {*files[one]} & {*files[other]})
        for one in range(6)
    ]
    weigh = [work[one] + sum(work[other] for other in barred[one]) for one in range(6)]
    order = sorted(range(6), key=lambda one: (-weigh[one], one))
    problem = ScheduleProblem(work, (), tuple(barred), (frozenset(),) * 6, 3)
    (found,) = ran(given, "orchestrator", 3)
    assert found.makespan == ticks_from_minutes(makespan(problem, list_schedule(problem, order)))
    assert found.counts[EventKind.CONFLICTS] == 0


def test_nobody_begins_before_there_is_a_plan() -> None:
    planned = SAME._replace(planner=PlannerSettings(2, 0.5))
    (found,) = ran(planned, "orchestrator", 2)
    assert found.makespan == ticks_from_minutes(2 + 2 * 0.5 + 20)


def test_a_foresight_that_is_worse_costs_conflicts_or_time() -> None:
    def with_foresight(recall: float, precision: float) -> tuple[float, float]:
        planner = PlannerSettings(recall=recall, precision=precision)
        each = ran(BUSY._replace(planner=planner), "orchestrator-predicted", 8, 8)
        conflicts = fmean(found.counts[EventKind.CONFLICTS] for found in each)
        return conflicts, fmean(found.spent[Activity.WAITING] for found in each)

    sure, blind, timid = with_foresight(1, 1), with_foresight(0, 1), with_foresight(1, 0.2)
    assert sure[0] == timid[0] == blind[1] == 0
    assert blind[0] > 0
    assert timid[1] > sure[1] > 0


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_task_begins_when_those_before_it_have_landed(strategy: str) -> None:
    chained = BUSY._replace(work=WorkSettings(12, 5, after_share=1, after_tasks=0.001), edits=QUIET)
    told = notes(chained, strategy, 4)
    ends = [note for note in told if note.what in {EventKind.STARTS, EventKind.LANDS}]
    assert [note.about for note in ends] == [str(number // 2) for number in range(24)]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_one_resource_is_used_by_one_task_at_a_time(strategy: str) -> None:
    scenario = Scenario(
        "app",
        work=WorkSettings(5, 6, resources=1, resource_share=1),
        edits=QUIET,
        messages=MessageSettings(0),
    )
    told = notes(scenario, strategy, 5)
    starts = [note.at for note in told if note.what == EventKind.STARTS]
    least = ticks_from_minutes(6 / 3) if strategy == "pipeline" else ticks_from_minutes(6)
    assert all(later - earlier >= least for earlier, later in pairwise(starts))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_crash_undoes_the_work_of_its_agent_and_of_nobody_else(strategy: str) -> None:
    fragile = BUSY._replace(crashes=CrashSettings(0.3, 2), merge=MergeSettings(0.2))
    told = notes(fragile, strategy, 5)
    crashes = [note for note in told if note.what == EventKind.CRASHES]
    downtime = [
        note for note in told if (note.what, note.about) == (EventKind.SPENDS, Activity.LOST)
    ]
    assert crashes
    assert sum(note.amount for note in downtime) <= len(crashes) * ticks_from_minutes(2)
    landed = {note.about for note in told if note.what == EventKind.LANDS}
    assert landed == {str(number) for number in range(40)}


def test_the_lease_of_a_crashed_agent_runs_out() -> None:
    fragile = SAME._replace(
        work=WorkSettings(30, 5), crashes=CrashSettings(0.5, 0), leases=LeaseSettings(10, 2)
    )
    crashed, sound = (
        ran(fragile, "locks", 3, 4),
        ran(SAME._replace(work=WorkSettings(30, 5)), "locks", 3),
    )
    for found in crashed:
        redone = found.makespan - sound[0].makespan
        assert redone > found.counts[EventKind.CRASHES] * 0.2 * ticks_from_minutes(10)
        assert found.lost == 0


def test_tokens_are_what_time_and_words_cost() -> None:
    prices = TokenSettings(100, 10, 1, 7, 1000)
    scenario = SAME._replace(tokens=prices, messages=MessageSettings(0.5, 1))
    (found,) = ran(scenario, "owners", 2)
    assert found.tokens == 100 * 20 + 1 * 1 + 1000 * 2


def test_what_is_deleted_beside_a_change_is_a_conflict_of_structure() -> None:
    torn = BUSY._replace(
        edits=EditSettings(0.5, 0, 0, 0.5),
        hunks=HunkSettings(delete_share=0.3, add_share=0.2, new_names=3),
    )
    for found in ran(torn, "worktrees", 8, 3):
        assert found.counts[EventKind.TEARS] > 0
        assert found.counts[EventKind.CONFLICTS] == 0


def test_who_finds_a_file_claimed_waits_until_it_has_landed_and_then_goes_on_from_there() -> None:
    """No manifest names the file: both scopes let the tasks run at once, and they meet there."""
    sure = EditSettings(textual_share=1, semantic_share=0)
    unforeseen = SAME._replace(edits=sure, scopes=ScopeSettings(1, 0))
    (claims,), (scopes,) = (ran(unforeseen, name, 2) for name in ("claims", "scopes"))
    assert claims.makespan == ticks_from_minutes(10 + 10)
    assert claims.counts[EventKind.CONFLICTS] == 0
    assert scopes.counts[EventKind.CONFLICTS] == 1


class MissesTheFirst(Claims):
    """The manifest of the first task lacks its file 0."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._declared = ((1,), *self._declared[1:])
        self._meetings = find_overlapping_tasks(self._declared)


def test_a_task_that_names_a_claimed_file_starts_when_that_has_landed() -> None:
    """The first comes to file 0 after 5 of its 10 minutes; the second agent is free after 6."""
    given = lengths(10, 6, 10, files=((0, 1), (3,), (0, 2)))
    (found,) = outcomes(
        Scenario("three", edits=QUIET, workload=given), MissesTheFirst, 2, 1, range(1)
    )
    assert found.makespan == ticks_from_minutes(10 + 10)
    assert found.counts[EventKind.CONFLICTS] == 0


def test_a_file_that_a_running_task_names_is_asked_for_and_not_claimed() -> None:
    """The second task names file 0 and runs; the first comes to it and waits for its work."""
    given = lengths(10, 20, files=((0, 1), (0, 2)))
    asked = Scenario("two", edits=QUIET, workload=given, scopes=ScopeSettings(0, 3))
    (found,) = outcomes(asked, MissesTheFirst, 2, 1, range(1))
    assert found.counts[EventKind.VIOLATIONS] == 1
    assert found.makespan == ticks_from_minutes(20 + 5)

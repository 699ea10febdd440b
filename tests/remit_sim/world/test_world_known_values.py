"""What must hold exactly, or to a stated tolerance with a fixed seed, in the simulated world."""

from math import ceil, comb, exp, prod
from statistics import fmean

import pytest

from remit_sim.engine import RandomStream, Simulation
from remit_sim.engine.kernel import Coroutine
from remit_sim.experiment.replications import outcomes, trace_run
from remit_sim.outcome import RunOutcome
from remit_sim.strategies import STRATEGIES
from remit_sim.world.events import Activity, EventKind, ticks_from_minutes
from remit_sim.world.scenario import (
    CheckSettings,
    EditSettings,
    FileSettings,
    LeaseSettings,
    MergeSettings,
    PlannerSettings,
    Scenario,
    ScopeSettings,
    WorkSettings,
)
from remit_sim.world.shared_directory import SimulatedDirectory
from remit_sim.world.tasks import sample_tasks

QUIET = EditSettings(semantic_share=0)
BUSY = Scenario(
    "busy",
    work=WorkSettings(40, 5, "exponential"),
    files=FileSettings(40, 2.5, "geometric", choice="zipf"),
    edits=EditSettings(0.5, 0.6, 0.05, 0.5),
    checks=CheckSettings(4, 1, 0.9),
)
EVERY = pytest.mark.parametrize("strategy", STRATEGIES)
STAGED = {"pipeline"}  # a task is cut into stages: its agents work one after the other
ONE_SCREEN = {"desktop-one-window", "desktop-turns", "desktop-own-window"}
FREE = pytest.mark.parametrize(
    "strategy", [each for each in STRATEGIES if each not in STAGED | ONE_SCREEN]
)
SURE = PlannerSettings(recall=1, precision=1)


def ran(scenario: Scenario, strategy: str, agents: int, runs: int = 1) -> tuple[RunOutcome, ...]:
    return outcomes(scenario, STRATEGIES[strategy].make, agents, 1, range(runs))


@FREE
@pytest.mark.parametrize(("agents", "minutes"), [(1, 50), (3, 20), (10, 5)])
def test_ten_independent_tasks_of_five_minutes(strategy: str, agents: int, minutes: int) -> None:
    (found,) = ran(Scenario("ten", edits=QUIET, planner=SURE), strategy, agents)
    assert found.makespan == ticks_from_minutes(minutes)
    assert found.landed == 10
    assert found.kept == ticks_from_minutes(50)


@FREE
@pytest.mark.parametrize(("tasks", "agents"), [(7, 2), (20, 6), (12, 5)])
def test_disjoint_tasks_take_their_rounds_and_nothing_more(
    strategy: str, tasks: int, agents: int
) -> None:
    (found,) = ran(
        Scenario("even", work=WorkSettings(tasks, 4), edits=QUIET, planner=SURE), strategy, agents
    )
    assert found.makespan == ceil(tasks / agents) * ticks_from_minutes(4)
    assert found.counts[EventKind.CONFLICTS] == found.lost == 0


@pytest.mark.parametrize("strategy", ["locks", "scopes"])
@pytest.mark.parametrize("agents", [1, 3, 10])
def test_one_file_under_one_lock_is_one_agents_work(strategy: str, agents: int) -> None:
    scenario = Scenario("one", files=FileSettings(per_task=1, choice="same"), edits=QUIET)
    (found,) = ran(scenario, strategy, agents)
    assert found.makespan == ticks_from_minutes(50)
    assert found.counts[EventKind.CONFLICTS] == found.lost == 0


@EVERY
def test_one_agent_meets_nobody(strategy: str) -> None:
    (found,) = ran(BUSY._replace(checks=CheckSettings()), strategy, 1)
    assert found.lost == found.wasted == found.spent[Activity.WAITING] == 0
    kinds = {EventKind.CONFLICTS, EventKind.BREAKS, EventKind.CAUGHT, EventKind.OVERWRITTEN}
    assert not kinds & {EventKind(kind) for kind in found.counts if kind in set(EventKind)}


@EVERY
def test_the_same_seed_gives_the_same_trace_and_another_one_does_not(strategy: str) -> None:
    make = STRATEGIES[strategy].make
    assert trace_run(BUSY, make, 4, 1, 0) == trace_run(BUSY, make, 4, 1, 0)
    assert trace_run(BUSY, make, 4, 1, 0) != trace_run(BUSY, make, 4, 2, 0)


def test_a_directory_that_is_read_and_written_at_once_loses_nothing() -> None:
    sure = BUSY._replace(edits=EditSettings(gap_share=0))
    assert all(found.lost == 0 for found in ran(sure, "shared-directory", 10, 5))


def test_a_write_overwrites_what_came_within_its_gap() -> None:
    """1 - exp(-rate * gap), for writers who come at random."""
    simulation, directory = Simulation(), SimulatedDirectory()
    chance, gap, hit = RandomStream(2, "arrivals"), 700, list[int]()

    def writer(number: int) -> Coroutine:
        seen = directory.read((0,))
        yield gap
        hit.append(directory.write(number, seen))

    def arrivals() -> Coroutine:
        for number in range(6000):
            yield round(chance.exponential(1000))
            simulation.start(str(number), writer(number))

    simulation.start("arrivals", arrivals())
    simulation.run()
    assert fmean(hit) == pytest.approx(1 - exp(-0.7), abs=0.02)


@pytest.mark.parametrize(
    ("tasks", "expected", "nearly"),
    [(2, 0.0179, 0.0178), (8, 0.4012, 0.3959), (16, 0.8930, 0.8847), (32, 0.9999, 0.9999)],
)
def test_any_two_tasks_share_a_file_as_birthdays_do(
    tasks: int, expected: float, nearly: float
) -> None:
    free = prod(comb(500 - 3 * i, 3) / comb(500, 3) for i in range(tasks))
    assert 1 - free == pytest.approx(expected, abs=1e-4)
    assert 1 - exp(-tasks * (tasks - 1) * 9 / 1000) == pytest.approx(nearly, abs=1e-4)
    scenario = Scenario("f", work=WorkSettings(tasks), files=FileSettings(500, 3, choice="uniform"))
    met = fmean(shared(scenario, run) for run in range(2000))
    assert met == pytest.approx(expected, abs=0.025)


def shared(scenario: Scenario, run: int) -> bool:
    files = [file for task in sample_tasks(scenario, 9, run) for file in task.files]
    return len(set(files)) < len(files)


def test_locks_and_exact_scopes_neither_lose_nor_clash() -> None:
    for strategy in ("locks", "scopes"):
        for found in ran(BUSY, strategy, 8, 5):
            assert (
                found.lost
                == found.counts[EventKind.CONFLICTS]
                == found.counts[EventKind.VIOLATIONS]
                == 0
            )


def test_manifests_that_miss_files_have_violations_and_then_conflicts() -> None:
    missing = BUSY._replace(scopes=ScopeSettings(miss_share=0.5))
    exact, wrong = ran(BUSY, "scopes", 8, 5), ran(missing, "scopes", 8, 5)
    assert sum(found.counts[EventKind.VIOLATIONS] for found in wrong) > 0
    assert sum(found.counts[EventKind.CONFLICTS] for found in wrong) > 0
    assert sum(found.lost for found in (*exact, *wrong)) == 0


def test_a_slow_agent_loses_nobodys_update_where_there_is_a_fence() -> None:
    slow = LeaseSettings(ttl_minutes=3, heartbeat_minutes=1, slow_share=0.3, slow_minutes=20)
    fenced = ran(BUSY._replace(leases=slow), "locks", 8, 5)
    unfenced = ran(BUSY._replace(leases=slow._replace(fencing=False)), "locks", 8, 5)
    assert sum(found.lost for found in fenced) == 0
    assert sum(found.counts[EventKind.FENCED] for found in fenced) > 0
    assert sum(found.lost for found in unfenced) > 0


def test_a_slow_agent_that_keeps_its_lease_is_not_fenced() -> None:
    patient = LeaseSettings(ttl_minutes=30, slow_share=1, slow_minutes=20)
    for found in ran(BUSY._replace(leases=patient), "locks", 8, 2):
        assert found.counts[EventKind.FENCED] == found.lost == 0


def test_a_serial_queue_takes_its_checks_one_after_the_other() -> None:
    scenario = Scenario(
        "serial", work=WorkSettings(200, 5), edits=QUIET, checks=CheckSettings(9, 30)
    )
    (found,) = ran(scenario, "queue-serial", 200)
    assert found.makespan == ticks_from_minutes(5 + 200 * 30)


def test_merges_wait_for_each_other() -> None:
    scenario = Scenario("merges", work=WorkSettings(10, 5), edits=QUIET, merge=MergeSettings(2))
    (found,) = ran(scenario, "worktrees", 10)
    assert found.makespan == ticks_from_minutes(5 + 10 * 2)
    assert found.spent[Activity.WAITING] == ticks_from_minutes(2 * sum(range(10)))


def test_a_larger_share_of_conflicts_never_makes_fewer_in_the_same_run() -> None:
    counts = [
        sum(
            found.counts[EventKind.CONFLICTS]
            for found in ran(
                BUSY._replace(edits=EditSettings(textual_share=share)), "worktrees", 6, 10
            )
        )
        for share in (0.0, 0.2, 0.6)
    ]
    assert counts[0] == 0
    assert counts == sorted(counts)

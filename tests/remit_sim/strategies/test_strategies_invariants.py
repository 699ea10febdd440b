"""What holds for every strategy, whatever the scenario."""

import subprocess
import sys
from hashlib import blake2b
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios import SCENARIOS

from remit_sim.experiment.replications import outcomes, trace_run
from remit_sim.outcome import RunOutcome, find_broken_laws, tally_outcome
from remit_sim.strategies import STRATEGIES
from remit_sim.strategies.locks import LocksUpFront
from remit_sim.world.agent import Doing, SimulatedAgent
from remit_sim.world.events import TICKS_PER_MINUTE, Activity, EventKind, ticks_from_minutes
from remit_sim.world.scenario import (
    CheckSettings,
    CrashSettings,
    EditSettings,
    FileSettings,
    MergeSettings,
    ReviewSettings,
    Scenario,
    WorkSettings,
)
from remit_sim.world.tasks import SimulatedTask

NAMES = sorted(STRATEGIES)
SHIPPED = st.sampled_from(NAMES)
MEETINGS = {
    EventKind.CONFLICTS,
    EventKind.TEARS,
    EventKind.BREAKS,
    EventKind.CAUGHT,
    EventKind.OVERWRITTEN,
    EventKind.RESTARTS,
}
BUSY = Scenario(
    "busy",
    work=WorkSettings(30, 5, "exponential"),
    files=FileSettings(30, 2.5, "geometric", choice="zipf"),
    edits=EditSettings(0.5, 0.6, 0.05, 0.5),
    merge=MergeSettings(0.2),
    review=ReviewSettings(2, 1),
    checks=CheckSettings(4, 1, 0.9),
)


def ran(scenario: Scenario, strategy: str, agents: int, runs: int = 1) -> tuple[RunOutcome, ...]:
    return outcomes(scenario, STRATEGIES[strategy].make, agents, 1, range(runs))


@settings(max_examples=350, deadline=None)
@given(SCENARIOS, SHIPPED, st.integers(1, 7), st.integers(0, 99))
def test_every_run_keeps_every_law(
    scenario: Scenario, strategy: str, agents: int, seed: int
) -> None:
    """Time and work are conserved, started tasks end, Little's law holds in every queue."""
    notes = trace_run(scenario, STRATEGIES[strategy].make, agents, seed, 0)
    assert find_broken_laws(notes, agents) == ()
    found = tally_outcome(notes, agents)
    assert sum(found.spent.values()) == found.whole or found.makespan == 0
    assert found.started == scenario.work.tasks


@settings(max_examples=150, deadline=None)
@given(SCENARIOS, SHIPPED, st.integers(0, 99))
def test_one_agent_meets_nobody(scenario: Scenario, strategy: str, seed: int) -> None:
    sound = scenario._replace(
        crashes=CrashSettings(),
        leases=scenario.leases._replace(slow_share=0),
        checks=CheckSettings(),
    )
    planner = sound.planner._replace(plan_minutes=0, plan_task_minutes=0)
    scopes = sound.scopes._replace(request_minutes=0)
    alone = sound._replace(planner=planner, scopes=scopes)
    found = tally_outcome(trace_run(alone, STRATEGIES[strategy].make, 1, seed, 0), 1)
    assert not MEETINGS & {EventKind(kind) for kind in found.counts if kind in set(EventKind)}
    assert found.lost == found.wasted == found.spent[Activity.WAITING] == 0


@settings(max_examples=60, deadline=None)
@given(SCENARIOS, st.sampled_from(["locks", "locks-ordered", "locks-abort"]), st.integers(2, 7))
def test_locks_with_fences_never_lose_or_conflict(
    scenario: Scenario, strategy: str, agents: int
) -> None:
    fenced = scenario._replace(leases=scenario.leases._replace(fencing=True))
    found = tally_outcome(trace_run(fenced, STRATEGIES[strategy].make, agents, 1, 0), agents)
    assert found.lost == found.counts[EventKind.CONFLICTS] == found.counts[EventKind.TEARS] == 0


@settings(max_examples=60, deadline=None)
@given(SCENARIOS, st.sampled_from(["scopes", "claims", "orchestrator"]), st.integers(2, 7))
def test_who_knows_all_files_meets_no_conflict(
    scenario: Scenario, strategy: str, agents: int
) -> None:
    exact = scenario._replace(
        scopes=scenario.scopes._replace(miss_share=0), edits=scenario.edits._replace(unit="file")
    )
    found = tally_outcome(trace_run(exact, STRATEGIES[strategy].make, agents, 1, 0), agents)
    assert found.lost == found.counts[EventKind.CONFLICTS] == found.counts[EventKind.TEARS] == 0


@settings(max_examples=60, deadline=None)
@given(SCENARIOS, st.integers(1, 7))
def test_where_manifests_miss_nothing_claims_change_nothing(
    scenario: Scenario, agents: int
) -> None:
    exact = scenario._replace(scopes=scenario.scopes._replace(miss_share=0))
    with_claims, without = (
        trace_run(exact, STRATEGIES[name].make, agents, 1, 0) for name in ("claims", "scopes")
    )
    assert with_claims == without


@settings(max_examples=60, deadline=None)
@given(SCENARIOS, st.integers(1, 7))
def test_a_directory_without_a_gap_loses_nothing(scenario: Scenario, agents: int) -> None:
    still = scenario._replace(edits=scenario.edits._replace(gap_share=0), review=ReviewSettings())
    found = tally_outcome(
        trace_run(still, STRATEGIES["shared-directory"].make, agents, 1, 0), agents
    )
    assert found.lost == 0


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_the_same_seed_gives_the_same_traces_in_another_process(seed: str) -> None:
    code = """
import test_strategies_invariants as here
for name in here.NAMES:
    print(name, here.printed(name))
"""
    there = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        cwd=__file__.rpartition("/")[0],
    ).stdout
    assert there.splitlines() == [f"{name} {printed(name)}" for name in NAMES]


def printed(name: str) -> str:
    """A digest of a trace with everything in it."""
    full = BUSY._replace(
        crashes=CrashSettings(0.5, 1), files=FileSettings(30, 2.5, symbols_per_file=3)
    )
    return blake2b(repr(trace_run(full, STRATEGIES[name].make, 4, 3, 1)).encode()).hexdigest()


@pytest.mark.parametrize("strategy", NAMES)
def test_all_strategies_have_the_same_tasks(strategy: str) -> None:
    def tasks(name: str, agents: int) -> set[tuple[str, int]]:
        notes = trace_run(BUSY, STRATEGIES[name].make, agents, 3, 1)
        return {(note.about, note.amount) for note in notes if note.what == EventKind.STARTS}

    assert tasks(strategy, 1) == tasks(strategy, 5) == tasks("worktrees", 2)


@pytest.mark.parametrize("other", ["queue-batch", "queue-rounds", "queue-speculative"])
def test_a_queue_of_one_is_the_serial_queue(other: str) -> None:
    one = BUSY._replace(checks=CheckSettings(4, 3, 0.8, batch_size=1, depth=1))
    assert ran(one, other, 6, 3) == ran(one, "queue-serial", 6, 3)


def test_where_all_passes_deep_speculation_lands_when_an_unlimited_batch_does() -> None:
    """Both build what has come by then as one more content; only the builds differ."""
    all_good = Scenario(
        "good",
        work=WorkSettings(24, 5),
        edits=EditSettings(semantic_share=0),
        checks=CheckSettings(1000, 3, 1, batch_size=1000, depth=1000),
    )
    (batch,), (guesses,) = (ran(all_good, name, 24) for name in ("queue-batch", "queue-rounds"))
    assert guesses.makespan <= batch.makespan == ticks_from_minutes(5 + 3 + 3)
    assert batch.landed == guesses.landed == 24


def test_worktrees_without_rework_take_what_locks_take_without_waiting() -> None:
    free = BUSY._replace(
        edits=BUSY.edits._replace(rework_share=0), merge=MergeSettings(), review=ReviewSettings()
    )
    alone = free._replace(files=free.files._replace(choice="own"))
    met, unmet = ran(free, "worktrees", 6, 5), ran(alone, "locks", 6, 5)
    assert [found.makespan for found in met] == [found.makespan for found in unmet]
    assert sum(found.counts[EventKind.CONFLICTS] for found in met) > 0
    assert sum(found.spent[Activity.WAITING] for found in unmet) == 0


def test_more_agents_lose_more_updates() -> None:
    lost = [
        fmean(
            found.counts[EventKind.OVERWRITTEN]
            for found in ran(BUSY, "shared-directory", count, 30)
        )
        for count in (1, 2, 4, 8, 16)
    ]
    assert lost[0] == 0
    assert lost == sorted(lost)


def test_a_thousand_changes_of_half_an_hour_take_a_serial_queue_three_weeks() -> None:
    """1,000 a day x 30 minutes are 500 hours, 20.8 days: the arithmetic of the monorepo study."""
    scenario = Scenario(
        "serial",
        work=WorkSettings(1000, 5),
        edits=EditSettings(semantic_share=0),
        checks=CheckSettings(1, 30),
    )
    (found,) = ran(scenario, "queue-serial", 4)
    assert found.makespan == ticks_from_minutes(5 + 1000 * 30)
    assert found.makespan / TICKS_PER_MINUTE / 60 / 24 == pytest.approx(20.8, abs=0.04)


@pytest.mark.parametrize(
    ("agents", "tasks", "utilisation", "wait"),
    [(4, 6000, 0.3533, 0.3206), (16, 1500, 0.9777, 5.365)],
)
def test_locks_on_one_file_are_the_machine_repairman(
    agents: int, tasks: int, utilisation: float, wait: float
) -> None:
    """M/M/1//N: each agent thinks, then locks the file and works on it for a minute, both Exp."""

    class Thinking(LocksUpFront):
        def perform(self, agent: SimulatedAgent, task: SimulatedTask) -> Doing:
            chance = self.world.stream("thinks", task.number)
            yield from agent.spends(
                Activity.REWORK, round(chance.exponential(ticks_from_minutes(10)))
            )
            yield from super().perform(agent, task)

    one = FileSettings(per_task=1, choice="same")
    scenario = Scenario("one", work=WorkSettings(tasks, 1, "exponential"), files=one)
    found = tally_outcome(trace_run(scenario, Thinking, agents, 1, 0), agents)
    assert found.spent[Activity.USEFUL] / found.makespan == pytest.approx(utilisation, rel=0.06)
    mean = found.spent[Activity.WAITING] / tasks / TICKS_PER_MINUTE
    assert mean == pytest.approx(wait, rel=0.1)

"""Work by screen: what must hold exactly, and formulas within stated bounds of a fixed seed."""

from math import exp, sqrt
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit_sim.desktop.actions import sample_actions
from remit_sim.desktop.shared_window import Surface
from remit_sim.engine import RandomStream, Simulation, TraceNote
from remit_sim.engine.kernel import Coroutine
from remit_sim.engine.trace import QueueEvent
from remit_sim.experiment.replications import outcomes, trace_run
from remit_sim.outcome import RunOutcome, find_broken_laws, tally_outcome
from remit_sim.strategies import STRATEGIES
from remit_sim.world.desktop import DesktopSettings
from remit_sim.world.events import Activity, EventKind, ticks_from_minutes
from remit_sim.world.scenario import (
    CrashSettings,
    EditSettings,
    FileSettings,
    Scenario,
    WorkSettings,
)
from remit_sim.world.tasks import SimulatedTask

SCREENS = [name for name in STRATEGIES if name.startswith("desktop-")]
QUIET = EditSettings(semantic_share=0)
CAREFUL = DesktopSettings(misdirected_share=0)
CROWD = Scenario(
    "crowd",
    work=WorkSettings(40, 5, "lognormal"),
    files=FileSettings(3, 1, choice="uniform"),
    edits=QUIET._replace(gap_share=1, rework_share=0.5),
    desktop=DesktopSettings(elements=2, misdirected_share=0.9, noticed_share=0.5),
)
KINDS = st.sampled_from(["fixed", "exponential"])
DESKTOPS = st.builds(
    DesktopSettings,
    st.integers(1, 9),
    st.sampled_from([0.0, 4.0, 900.0]),
    KINDS,
    KINDS,
    st.sampled_from([0.0, 0.5, 60.0]),
    st.sampled_from([0.0, 0.5]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0.0, 15.0]),
    st.integers(1, 3),
    st.integers(0, 3),
    st.sampled_from(["last", "checked"]),
)


def ran(scenario: Scenario, strategy: str, agents: int, runs: int = 1) -> tuple[RunOutcome, ...]:
    return outcomes(scenario, STRATEGIES[strategy].make, agents, 1, range(runs))


def total(found: tuple[RunOutcome, ...], what: EventKind) -> int:
    return sum(outcome.counts[what] for outcome in found)


def within_chance(hits: int, tries: int, share: float) -> bool:
    """Four standard deviations of a binomial count."""
    return abs(hits - tries * share) <= 4 * sqrt(tries * share * (1 - share))


@settings(max_examples=120, deadline=None)
@given(
    DESKTOPS,
    st.sampled_from(SCREENS),
    st.integers(1, 5),
    st.tuples(st.sampled_from([0.0, 0.6, 1.0]), st.sampled_from([0.0, 0.05])),
    st.integers(0, 99),
)
def test_every_run_by_screen_keeps_every_law(
    desktop: DesktopSettings, strategy: str, agents: int, troubles: tuple[float, float], seed: int
) -> None:
    scenario = CROWD._replace(
        work=WorkSettings(7, 2, "exponential"),
        files=CROWD.files._replace(per_task=2),
        edits=CROWD.edits._replace(gap_share=troubles[0]),
        crashes=CrashSettings(mean_hours=troubles[1]),
        desktop=desktop,
    )
    notes = trace_run(scenario, STRATEGIES[strategy].make, agents, seed, 0)
    assert find_broken_laws(notes, agents) == ()
    assert tally_outcome(notes, agents).kept >= 0


@given(DESKTOPS, st.integers(1, 10**6), st.integers(0, 99))
def test_pauses_and_looks_take_exactly_the_task(
    desktop: DesktopSettings, length: int, seed: int
) -> None:
    plan = sample_actions(SimulatedTask(0, length, (4, 7)), desktop, RandomStream(seed))
    assert len(plan) == desktop.actions_per_task
    assert sum(action.pause + action.look for action in plan) == length
    assert all(action.pause >= 0 <= action.look for action in plan)
    assert {action.file for action in plan} <= {4, 7}
    assert all(action.element < desktop.elements for action in plan)


def test_a_look_at_a_screen_on_which_others_act_at_random_is_stale_by_the_law() -> None:
    """1 - exp(-rate * gap), exactly."""
    simulation, surface, stale = Simulation(), Surface(), list[bool]()
    chance, tries, gap = RandomStream(3), 5000, 600

    def others() -> Coroutine:
        while len(stale) < tries:
            yield round(chance.exponential(100_000 / 100))
            surface.act("window", 2)

    def one() -> Coroutine:
        while len(stale) < tries:
            yield 50
            seen = surface.acts_of_others("window", 1)
            yield gap
            stale.append(surface.acts_of_others("window", 1) > seen)
            surface.act("window", 1)

    simulation.start("others", others())
    simulation.start("one", one())
    simulation.run()
    assert within_chance(sum(stale), tries, 1 - exp(-0.6))


@pytest.mark.parametrize(("agents", "seconds"), [(2, 6.0), (4, 6.0), (12, 1.0)])
def test_agents_who_share_a_window_meet_stale_screens_as_the_formula_says(
    agents: int, seconds: float
) -> None:
    """1 - (1 - g/P)^(N-1) for a fixed gap g in a mean cycle P, whatever the pauses are."""
    count, cycle = 1500, 20.0
    desktop = CAREFUL._replace(actions_per_task=count, look_to_act_seconds=seconds)
    work = WorkSettings(agents, count * cycle / 60)
    found = ran(
        Scenario("w", work=work, edits=QUIET, desktop=desktop), "desktop-one-window", agents
    )
    expected = 1 - (1 - seconds / cycle) ** (agents - 1)
    assert within_chance(total(found, EventKind.STALE), agents * count, expected)
    assert total(found, EventKind.MISDIRECTED) == found[0].lost == 0


def test_with_many_agents_that_is_the_law_of_random_arrivals() -> None:
    agents, count = 30, 200
    desktop = CAREFUL._replace(actions_per_task=count, look_to_act_seconds=0.3)
    work = WorkSettings(agents, count * 20 / 60)
    found = ran(
        Scenario("w", work=work, edits=QUIET, desktop=desktop), "desktop-one-window", agents
    )
    law = 1 - exp(-(agents - 1) / 20 * 0.3)
    assert within_chance(total(found, EventKind.STALE), agents * count, law)


@pytest.mark.parametrize("strategy", SCREENS)
def test_who_acts_at_once_meets_no_stale_screen(strategy: str) -> None:
    sure = CROWD._replace(desktop=CROWD.desktop._replace(look_to_act_seconds=0))
    assert total(ran(sure, strategy, 8, 3), EventKind.STALE) == 0


@pytest.mark.parametrize("strategy", SCREENS)
def test_one_agent_by_screen_meets_nobody(strategy: str) -> None:
    (found,) = ran(CROWD, strategy, 1)
    kinds = (
        EventKind.STALE,
        EventKind.MISDIRECTED,
        EventKind.LOST_SAVE,
        EventKind.REFUSED_SAVE,
        EventKind.OVERWRITTEN,
    )
    assert [found.counts[kind] for kind in kinds] == [0] * len(kinds)
    assert found.spent[Activity.WAITING] == found.spent[Activity.FOCUS] == 0
    assert found.kept == found.makespan


@pytest.mark.parametrize("strategy", ["desktop-turns", "desktop-claims"])
def test_a_lease_from_look_to_act_leaves_nothing_stale(strategy: str) -> None:
    for found in ran(CROWD, strategy, 6, 3):
        assert found.counts[EventKind.STALE] == found.lost == 0
        assert found.spent[Activity.WAITING] > 0


@pytest.mark.parametrize("strategy", ["desktop-elements", "desktop-claims"])
def test_elements_that_nobody_else_uses_never_collide(strategy: str) -> None:
    own = CROWD._replace(files=FileSettings(choice="own", per_task=1))
    for found in ran(own, strategy, 8, 3):
        assert found.counts[EventKind.STALE] == found.spent[Activity.WAITING] == 0


def test_one_element_for_all_is_as_bad_as_one_window() -> None:
    one = CROWD._replace(
        files=FileSettings(choice="same", per_task=1), desktop=CROWD.desktop._replace(elements=1)
    )
    assert ran(one, "desktop-elements", 5, 3) == ran(one, "desktop-one-window", 5, 3)
    assert ran(one, "desktop-claims", 5, 2) == ran(one, "desktop-turns", 5, 2)


@pytest.mark.parametrize(("agents", "pause", "hold"), [(4, 10, 1), (6, 10, 4)])
def test_turns_at_a_window_wait_as_at_a_lock_of_finite_source(
    agents: int, pause: int, hold: int
) -> None:
    """M/M/1//N: the machine repairman, with exponential pauses and looks."""
    count, wait = 900, repairman(agents, pause, hold)
    desktop = CAREFUL._replace(
        actions_per_task=count, look_to_act_seconds=hold, looks="exponential"
    )
    work = WorkSettings(agents, count * (pause + hold) / 60)
    scenario = Scenario("turns", work=work, edits=QUIET, desktop=desktop)
    notes = trace_run(scenario, STRATEGIES["desktop-turns"].make, agents, 1, 0)
    seconds = [each / 1000 for each in waits(notes)]
    assert len(seconds) == agents * count
    assert fmean(seconds) == pytest.approx(wait, rel=0.08)


def repairman(agents: int, think: float, hold: float) -> float:
    """The mean wait in the queue before the lock."""
    weights = [1.0]
    for here in range(agents):
        weights.append(weights[-1] * (agents - here) * hold / think)
    used = 1 - weights[0] / sum(weights)
    return agents * hold / used - think - hold


def test_the_formula_of_the_finite_source_has_its_known_values() -> None:
    known = [(4, 10, 1, 0.3206), (16, 10, 1, 5.3650), (64, 30, 1, 33.000)]
    for agents, think, hold, wait in known:
        assert repairman(agents, think, hold) == pytest.approx(wait, abs=1e-3)


def waits(notes: list[TraceNote]) -> list[int]:
    asked, found = dict[str, int](), list[int]()
    for note in notes:
        if note.what == QueueEvent.ASKS:
            asked[note.who] = note.at
        elif note.what == QueueEvent.GETS:
            found.append(note.at - asked.pop(note.who))
    return found


@pytest.mark.parametrize("strategy", ["desktop-own-window", "desktop-virtual"])
def test_the_last_save_wins_and_nobody_is_told(strategy: str) -> None:
    found = ran(CROWD, strategy, 6, 3)
    assert total(found, EventKind.LOST_SAVE) > 0
    assert sum(outcome.lost for outcome in found) > 0
    assert total(found, EventKind.REFUSED_SAVE) == total(found, EventKind.STALE) == 0


@pytest.mark.parametrize("strategy", ["desktop-own-window", "desktop-virtual"])
def test_an_application_that_checks_before_it_saves_costs_rework_and_loses_nothing(
    strategy: str,
) -> None:
    checked = CROWD._replace(desktop=CROWD.desktop._replace(saves="checked"))
    for found in ran(checked, strategy, 6, 3):
        assert found.counts[EventKind.REFUSED_SAVE] > 0 < found.spent[Activity.REWORK]
        assert found.counts[EventKind.LOST_SAVE] == found.lost == 0


def test_a_leased_document_is_never_saved_by_two() -> None:
    for found in ran(CROWD, "desktop-document", 6, 3):
        kinds = (EventKind.LOST_SAVE, EventKind.REFUSED_SAVE, EventKind.OVERWRITTEN)
        assert not any(found.counts[kind] for kind in kinds)


def test_fewer_displays_than_agents_are_waited_for() -> None:
    two = Scenario("two", edits=QUIET, desktop=DesktopSettings(displays=2))
    (found,) = ran(two, "desktop-virtual", 10)
    assert found.makespan == ticks_from_minutes(25)


def test_a_switch_of_focus_costs_what_the_scenario_says() -> None:
    """Two agents in step: each input but the very first finds the other window in front."""
    desktop = DesktopSettings(10, 1, pauses="fixed", input_seconds=1, focus_seconds=2)
    scenario = Scenario("focus", work=WorkSettings(2, 5), edits=QUIET, desktop=desktop)
    (found,) = ran(scenario, "desktop-own-window", 2)
    assert found.spent[Activity.FOCUS] == ticks_from_minutes(19 * 2 / 60)


def test_an_act_astray_that_is_noticed_costs_time_and_one_that_is_not_costs_work() -> None:
    desktop = CROWD.desktop._replace(misdirected_share=1, noticed_share=1)
    repaired = ran(CROWD._replace(desktop=desktop), "desktop-one-window", 4, 3)
    missed = ran(
        CROWD._replace(desktop=desktop._replace(noticed_share=0)), "desktop-one-window", 4, 3
    )
    for found in repaired:
        assert found.counts[EventKind.MISDIRECTED] == found.counts[EventKind.STALE] > 0
        assert found.lost == found.wasted == 0
        seconds = found.counts[EventKind.MISDIRECTED] * 15
        assert found.spent[Activity.REWORK] == ticks_from_minutes(seconds / 60)
    for found in missed:
        assert found.spent[Activity.REWORK] == 0
        assert found.wasted > 0 < found.lost

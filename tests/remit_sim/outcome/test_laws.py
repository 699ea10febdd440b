"""The laws hold on every trace, and a trace that breaks one is told so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.errors import UsageError
from remit_sim.desktop.parameters import Desktop
from remit_sim.engine import Note
from remit_sim.experiment.runs import traced
from remit_sim.outcome import broken_laws, tally
from remit_sim.outcome.trace import Header, read, written
from remit_sim.strategies import STRATEGIES
from remit_sim.world.scenario import (
    Checks,
    Crashes,
    Edits,
    Experiment,
    Files,
    Hunks,
    Leases,
    Merge,
    Messages,
    Pipeline,
    Planner,
    Rebase,
    Remits,
    Review,
    Scenario,
    Staleness,
    Tokens,
    Work,
)

SHARES = st.sampled_from([0.0, 0.2, 0.7, 1.0])
MINUTES = st.sampled_from([0.0, 0.5, 3.0])
SCENARIOS = st.builds(
    Scenario,
    name=st.just("any"),
    about=st.just(""),
    work=st.builds(
        Work,
        st.integers(1, 14),
        st.sampled_from([0.2, 5.0]),
        st.sampled_from(["fixed", "exponential", "lognormal"]),
        st.just(0.6),
        SHARES,
        st.sampled_from([0.5, 3.0]),
        st.integers(0, 2),
        SHARES,
    ),
    files=st.builds(
        Files,
        st.integers(1, 12),
        st.sampled_from([1, 2.5]),
        st.sampled_from(["fixed", "geometric"]),
        st.just(6),
        st.sampled_from(["own", "same", "uniform", "zipf"]),
        st.just(0.8),
        SHARES,
        st.sampled_from([0.5, 3.0]),
        st.sampled_from([0, 4]),
        SHARES,
        st.sampled_from([0.0, 2.0]),
        st.sampled_from([1, 3]),
    ),
    edits=st.builds(
        Edits,
        SHARES,
        SHARES,
        st.sampled_from([0.0, 0.1]),
        SHARES,
        st.sampled_from([0.0, 7.0]),
        st.sampled_from(["file", "symbol"]),
    ),
    merge=st.builds(Merge, MINUTES),
    review=st.builds(Review, st.integers(0, 2), MINUTES),
    checks=st.builds(
        Checks,
        st.integers(1, 3),
        MINUTES,
        st.sampled_from([0.5, 1.0]),
        st.integers(1, 4),
        st.integers(1, 4),
    ),
    leases=st.builds(
        Leases,
        st.sampled_from([1.5, 10.0]),
        st.just(1),
        SHARES,
        st.sampled_from([1.0, 15.0]),
        st.booleans(),
        st.just(0.5),
    ),
    remits=st.builds(Remits, SHARES, MINUTES),
    desktop=st.just(Desktop()),
    hunks=st.one_of(
        st.just(Hunks()),
        st.builds(
            Hunks,
            st.sampled_from([0.0, 9.0]),
            st.just(1.0),
            st.sampled_from([1.0, 2.0]),
            st.sampled_from([0.0, 0.3]),
            st.sampled_from([0.0, 0.3]),
            st.sampled_from([0.0, 0.4]),
            st.integers(1, 3),
            SHARES,
        ),
    ),
    staleness=st.builds(Staleness, st.sampled_from(["pairs", "power"]), st.just(0.3), st.just(0.6)),
    crashes=st.builds(Crashes, st.sampled_from([0.0, 0.2]), MINUTES),
    messages=st.builds(
        Messages,
        MINUTES,
        MINUTES,
        st.sampled_from([0.7, 20.0]),
        st.sampled_from([0.0, 0.5]),
        st.just(2.0),
    ),
    rebase=st.builds(Rebase, st.sampled_from([0.0, 2.0]), st.sampled_from([0.0, 0.1])),
    pipeline=st.builds(Pipeline, st.integers(1, 4)),
    planner=st.builds(Planner, MINUTES, st.just(0.1), SHARES, st.sampled_from([0.3, 1.0])),
    tokens=st.just(Tokens()),
    experiment=st.just(Experiment()),
    workload=st.none(),
)


@settings(max_examples=200, deadline=None)
@given(SCENARIOS, st.sampled_from(sorted(STRATEGIES)), st.integers(1, 7), st.integers(0, 99))
def test_every_run_of_every_strategy_keeps_every_law(
    scenario: Scenario, strategy: str, agents: int, seed: int
) -> None:
    notes = traced(scenario, STRATEGIES[strategy].make, agents, seed, 0)
    assert broken_laws(notes, agents) == ()
    found = tally(notes, agents)
    assert sum(found.spent.values()) == found.whole or found.makespan == 0
    assert found.started == scenario.work.tasks


HEAD = next(written(Header("one", "worktrees", 2, 1, 0), ()))


def notes() -> list[Note]:
    scenario = Scenario("two", files=Files(per_task=1, choice="same"), merge=Merge(1))
    return traced(scenario, STRATEGIES["worktrees"].make, 2, 1, 0)


def test_a_trace_survives_its_file_byte_for_byte() -> None:
    header = Header("two", "worktrees", 2, 1, 0)
    lines = list(written(header, notes()))
    again = read(lines, "trace")
    assert again == (header, notes())
    assert list(written(*again)) == lines


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["nonsense"],
        ["{}"],
        ['{"version": 1}'],
        ['{"version": 2, "seed": 1}'],
        [HEAD.replace("2,", '"2",')],
        [HEAD.replace("2,", "0,")],
        [HEAD.replace('"one"', "7")],
    ],
)
def test_what_is_no_trace_is_refused(lines: list[str]) -> None:
    with pytest.raises(UsageError):
        read(lines, "file")


def test_a_damaged_line_is_refused() -> None:
    lines = list(written(Header("two", "worktrees", 2, 1, 0), notes()))
    with pytest.raises(UsageError, match="no trace"):
        read([*lines, "[1, 2]\n"], "file")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("spends", "gap or an overlap"),
        ("lands", "tasks began"),
        ("gets", "trunk"),
        ("ends", "ends once"),
    ],
)
def test_a_trace_that_lacks_a_note_breaks_a_law(what: str, said: str) -> None:
    whole = notes()
    place = next(place for place, note in enumerate(whole) if note.what == what)
    assert broken_laws(whole, 2) == ()
    assert said in " ".join(broken_laws(whole[:place] + whole[place + 1 :], 2))


def test_time_that_runs_backwards_or_on_something_unknown_is_told() -> None:
    whole = notes()
    assert "backwards" in " ".join(broken_laws([whole[-1], *whole], 2))
    odd = [note._replace(about="sleep") if note.what == "spends" else note for note in whole]
    assert "not known" in " ".join(broken_laws(odd, 2))
    assert "not accounted for" in " ".join(broken_laws(whole, 3))

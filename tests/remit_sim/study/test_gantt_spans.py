"""A run as spans: end to end for each agent, and as long as its figures say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from remit_sim.experiment.replications import outcomes
from remit_sim.scenarios.reading import load_scenario
from remit_sim.strategies import find_strategy
from remit_sim.study.gantt_spans import simulate_gantt_run

NAMES = ("shared-directory", "worktrees", "scopes", "locks", "queue-serial")


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(NAMES), st.integers(1, 6), st.integers(0, 50))
def test_the_spans_of_each_agent_lie_end_to_end(name: str, agents: int, seed: int) -> None:
    one = load_scenario("one-file")
    run = simulate_gantt_run(one, name, find_strategy(name), agents, seed)
    (outcome,) = outcomes(one, find_strategy(name), agents, seed, [0])
    for agent in range(1, agents + 1):
        until = 0.0
        for span in run.spans:
            if span.agent == agent:
                assert span.begin == until < span.end
                until = span.end
        assert until == run.minutes == outcome.makespan / 60_000


def test_a_conflict_is_marked_at_the_agent_who_finds_it() -> None:
    run = simulate_gantt_run(
        load_scenario("one-file"), "worktrees", find_strategy("worktrees"), 3, 1
    )
    assert {mark.what for mark in run.marks} == {"conflicts"}
    assert {mark.agent for mark in run.marks} <= {1, 2, 3}

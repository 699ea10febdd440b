"""Parts of `tests/benchmarks/simulator/published.py` that hold exactly, or up to a count."""

from math import exp, sqrt

import pytest

from remit_sim.engine import RandomStream
from remit_sim.experiment.replications import outcomes
from remit_sim.strategies import STRATEGIES
from remit_sim.world.events import EventKind, ticks_from_minutes
from remit_sim.world.hunks import TaskHunk
from remit_sim.world.scenario import (
    CheckSettings,
    EditSettings,
    FileSettings,
    Scenario,
    WorkSettings,
)
from remit_sim.world.tasks import SimulatedTask
from remit_sim.world.trunk import ConflictModel


def within_chance(hits: int, tries: int, share: float) -> bool:
    """Four standard deviations of a binomial count."""
    return abs(hits - tries * share) <= 4 * sqrt(tries * share * (1 - share))


def test_a_tenth_of_a_thousand_changes_takes_a_tenth_of_their_twenty_days_one_by_one() -> None:
    """1,000 changes of 30 minutes are 500 hours."""
    edits, checks = EditSettings(semantic_share=0), CheckSettings(1, 30)
    day = Scenario("day", work=WorkSettings(100, 0.001), edits=edits, checks=checks)
    (found,) = outcomes(day, STRATEGIES["queue-serial"].make, 1, 1, range(1))
    assert found.makespan - ticks_from_minutes(50 * 60) == ticks_from_minutes(0.001)


def test_pairs_collide_as_text_and_in_meaning_only_where_their_text_merges() -> None:
    textual, semantic, pairs = 0.16, 0.07 / 0.84, 2000
    files, edits = FileSettings(1, 1, choice="same"), EditSettings(0.5, textual, semantic)
    pair = Scenario("pair", work=WorkSettings(2), files=files, edits=edits)
    found = outcomes(pair, STRATEGIES["worktrees"].make, 2, 1, range(pairs))
    texts = sum(each.counts[EventKind.CONFLICTS] for each in found)
    meanings = sum(each.counts[EventKind.BREAKS] for each in found)
    assert not any(
        each.counts[EventKind.CONFLICTS] and each.counts[EventKind.BREAKS] for each in found
    )
    assert within_chance(texts, pairs, textual)
    assert within_chance(meanings, pairs, (1 - textual) * semantic)


@pytest.mark.parametrize("lines", [2, 10, 46, 4584])
def test_the_chance_of_a_conflict_saturates_with_the_lines_of_a_change(lines: int) -> None:
    law, pairs = EditSettings(textual_share=0.312, saturation_lines=7.9), 3000
    meetings = ConflictModel(law, RandomStream("textual"), RandomStream("semantic"))
    met = 0
    for number in range(pairs):
        one = SimulatedTask(2 * number, 1, (0,), hunks=(TaskHunk(0, lines),))
        other = SimulatedTask(2 * number + 1, 1, (0,), hunks=(TaskHunk(0, 1),))
        meetings.taken(one, 1)
        met += meetings.textual(one, other)
    assert within_chance(met, pairs, 0.312 * (1 - exp(-(lines + 1) / 7.9)))

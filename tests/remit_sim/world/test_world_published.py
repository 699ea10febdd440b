"""Parts of `tests/benchmarks/simulator/published.py` that hold exactly, or up to a count."""

from math import exp, sqrt

import pytest

from remit_sim.engine import Stream
from remit_sim.experiment.replications import outcomes
from remit_sim.strategies import STRATEGIES
from remit_sim.world.events import What, ticks
from remit_sim.world.hunks import Hunk
from remit_sim.world.scenario import Checks, Edits, Files, Scenario, Work
from remit_sim.world.tasks import Task
from remit_sim.world.trunk import Meetings


def within_chance(hits: int, tries: int, share: float) -> bool:
    """Four standard deviations of a binomial count."""
    return abs(hits - tries * share) <= 4 * sqrt(tries * share * (1 - share))


def test_a_tenth_of_a_thousand_changes_takes_a_tenth_of_their_twenty_days_one_by_one() -> None:
    """1,000 changes of 30 minutes are 500 hours."""
    edits, checks = Edits(semantic_share=0), Checks(1, 30)
    day = Scenario("day", work=Work(100, 0.001), edits=edits, checks=checks)
    (found,) = outcomes(day, STRATEGIES["queue-serial"].make, 1, 1, range(1))
    assert found.makespan - ticks(50 * 60) == ticks(0.001)


def test_pairs_collide_as_text_and_in_meaning_only_where_their_text_merges() -> None:
    textual, semantic, pairs = 0.16, 0.07 / 0.84, 2000
    files, edits = Files(1, 1, choice="same"), Edits(0.5, textual, semantic)
    pair = Scenario("pair", work=Work(2), files=files, edits=edits)
    found = outcomes(pair, STRATEGIES["worktrees"].make, 2, 1, range(pairs))
    texts = sum(each.counts[What.CONFLICTS] for each in found)
    meanings = sum(each.counts[What.BREAKS] for each in found)
    assert not any(each.counts[What.CONFLICTS] and each.counts[What.BREAKS] for each in found)
    assert within_chance(texts, pairs, textual)
    assert within_chance(meanings, pairs, (1 - textual) * semantic)


@pytest.mark.parametrize("lines", [2, 10, 46, 4584])
def test_the_chance_of_a_conflict_saturates_with_the_lines_of_a_change(lines: int) -> None:
    law, pairs = Edits(textual_share=0.312, saturation_lines=7.9), 3000
    meetings = Meetings(law, Stream("textual"), Stream("semantic"))
    met = 0
    for number in range(pairs):
        one = Task(2 * number, 1, (0,), hunks=(Hunk(0, lines),))
        other = Task(2 * number + 1, 1, (0,), hunks=(Hunk(0, 1),))
        meetings.taken(one, 1)
        met += meetings.textual(one, other)
    assert within_chance(met, pairs, 0.312 * (1 - exp(-(lines + 1) / 7.9)))

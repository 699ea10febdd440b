"""The chance of a conflict against the lines of a change: it rises, up to its bound."""

from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.models.churn import Churn, conflicts, fitted, sizes

LAWS = st.builds(Churn, st.floats(0.01, 1), st.floats(0.02, 2), st.floats(0.3, 1.2))


@given(LAWS, st.floats(1, 1e5), st.floats(1, 1e5))
def test_the_chance_rises_with_the_lines_and_saturates(
    law: Churn, one: float, other: float
) -> None:
    fewer, more = sorted((one, other))
    assert 0 <= law.chance(fewer) <= law.chance(more) <= law.met_share


def test_conflicts_drawn_hunk_by_hunk_are_as_many_as_the_law_says() -> None:
    law = Churn(0.3, 0.2, 0.8)
    for lines in (1, 10, 1000):
        found, changes = conflicts(law, lines, 4000)
        assert found / changes == pytest.approx(law.chance(lines), abs=0.03)


def test_a_larger_change_never_conflicts_less_with_the_same_coins() -> None:
    law = Churn(0.4, 0.1, 0.9)
    counts = [conflicts(law, lines, 500)[0] for lines in (1, 5, 50, 5000)]
    assert counts == sorted(counts)


def test_a_law_is_found_again_from_its_own_points() -> None:
    law = Churn(0.32, 0.2, 0.8)
    found = fitted([(lines, 100 * law.chance(lines)) for lines in (2, 10, 25, 76, 800)])
    assert found.met_share == pytest.approx(law.met_share, abs=0.005)
    for lines in (1, 5, 46, 300):
        assert found.chance(lines) == pytest.approx(law.chance(lines), abs=0.01)


def test_sizes_have_the_quartiles_that_were_asked_for() -> None:
    assert quantiles(sizes(20_000), n=4) == pytest.approx([25.6, 94, 345], rel=0.06)

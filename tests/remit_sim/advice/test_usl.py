"""The Universal Scalability Law: what it was made from is found again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.advice.usl import UslFit, fit_usl

_SHARES = st.floats(0, 0.5)


@given(st.floats(0.1, 2), _SHARES, st.floats(0, 0.1), st.sets(st.integers(2, 64), min_size=2))
def test_the_shares_of_an_exact_curve_are_found_again(
    one: float, sigma: float, kappa: float, agents: set[int]
) -> None:
    law = UslFit(one, sigma, kappa, 0)
    found = fit_usl({n: law.at(n) for n in {1, *agents}})
    assert found is not None
    assert found.off == pytest.approx(0, abs=1e-6)
    assert (found.sigma, found.kappa) == pytest.approx((sigma, kappa), abs=1e-5)


@given(st.dictionaries(st.integers(2, 100), st.floats(0.01, 100), min_size=2))
def test_no_share_is_negative_and_one_agent_is_exact(figures: dict[int, float]) -> None:
    found = fit_usl({1: 1.0, **figures})
    assert found is not None
    assert found.sigma >= 0 <= found.kappa
    assert found.at(1) == 1.0


def test_the_peak_is_where_the_curve_turns() -> None:
    law = UslFit(1, 0.05, 0.01, 0)
    assert law.peak == pytest.approx(9.747, abs=1e-3)
    assert law.at(9.747) >= max(law.at(9.5), law.at(10))
    assert UslFit(1, 0.1, 0, 0).peak is None


@pytest.mark.parametrize("figures", [{}, {1: 1.0, 2: 1.5}, {2: 2.0, 3: 3.0, 4: 4.0}])
def test_too_few_figures_are_no_law(figures: dict[int, float]) -> None:
    assert fit_usl(figures) is None

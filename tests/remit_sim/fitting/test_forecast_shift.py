"""What many repositories teach: young ones calm down, and four of five stay within a band."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit_sim.fitting import forecast_shift
from remit_sim.fitting.backtest import Prediction, is_curve_missed, odds_ratio
from remit_sim.fitting.evidence import LADDER, HistoryEvidence, LateMeeting, ObservedChange
from remit_sim.fitting.parameters import fit_parameters
from remit_sim.replay.proportion import ProportionPoint

shares = st.floats(0.001, 0.999)
factors = st.floats(0.01, 100)


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_the_older_the_less_calms_down(one: int, other: int) -> None:
    young, old = sorted((one, other))
    assert 0 < forecast_shift.odds_factor(young) <= forecast_shift.odds_factor(old) <= 1
    assert forecast_shift.odds_factor(forecast_shift.CALM + young) == 1


@given(shares, factors)
def test_odds_that_are_moved_can_be_moved_back(share: float, factor: float) -> None:
    assert forecast_shift.shift_odds(
        forecast_shift.shift_odds(share, factor), 1 / factor
    ) == pytest.approx(share)


@given(factors)
def test_what_never_was_stays_so(factor: float) -> None:
    assert forecast_shift.shift_shares({1: 0.0, 2: 1.0}, factor) == {1: 0.0, 2: 1.0}


@given(shares)
def test_the_band_is_as_wide_up_as_down_in_odds(share: float) -> None:
    low, high = forecast_shift.forecast_band(share)
    assert low < share < high
    assert odds(high) - odds(share) == pytest.approx(odds(share) - odds(low))


def test_a_young_history_is_predicted_calmer_than_it_was() -> None:
    clashing, apart = (
        ObservedChange(
            own=False, meetings=tuple(LateMeeting(k, hits, conflicts=hits > 0) for k in LADDER[:6])
        )
        for hits in (1, 0)
    )
    sets = tuple(frozenset([b"%d" % (number % 7)]) for number in range(90))
    past = HistoryEvidence((clashing, apart) * 45, sets, ("ann",) * 90)
    was, young, old = (
        fit_parameters(past._replace(age=age), resamples=1).fitted
        for age in (None, 200, forecast_shift.CALM)
    )
    assert was == old
    for before, after in ((was.conflict, young.conflict), (was.same_file, young.same_file)):
        for (k, share), (_, later) in zip(before.steps, after.steps, strict=True):
            assert 0 < later < share, k


def point(told: float, real: float) -> Prediction:
    return Prediction(2, told, None, ProportionPoint(2, real, 0.0, 1.0, 1000))


def test_a_curve_most_of_whose_shares_are_outside_the_band_was_not_predicted() -> None:
    inside, outside = point(0.2, 0.25), point(0.2, 0.4)
    assert (inside.inside, outside.inside) == (True, False)
    assert not is_curve_missed([inside, outside])
    assert is_curve_missed([inside, outside, outside])
    assert odds_ratio([point(0.5, 0.75)]) == pytest.approx(3)
    assert odds_ratio([point(0.5, 0.75), point(0.75, 0.5)]) == pytest.approx(1)
    assert odds_ratio([point(0.5, 0.0)]) == pytest.approx(0.0005, rel=0.01)


def odds(share: float) -> float:
    return log(share / (1 - share))

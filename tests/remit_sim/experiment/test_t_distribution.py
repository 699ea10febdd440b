"""Student's t against printed tables."""

import pytest

from remit_sim.experiment.t_distribution import t_probability, t_quantile


@pytest.mark.parametrize(
    ("freedom", "t"),
    [
        (1, 12.7062),
        (2, 4.3027),
        (3, 3.1824),
        (4, 2.7764),
        (10, 2.2281),
        (30, 2.0423),
        (120, 1.9799),
    ],
)
def test_the_quantiles_are_those_of_the_tables(freedom: int, t: float) -> None:
    assert t_quantile(0.95, freedom) == pytest.approx(t, abs=1e-4)
    assert t_probability(t, freedom) == pytest.approx(0.95, abs=1e-5)


def test_with_many_degrees_of_freedom_it_is_the_normal_distribution() -> None:
    assert t_quantile(0.95, 10**6) == pytest.approx(1.96, abs=2e-3)

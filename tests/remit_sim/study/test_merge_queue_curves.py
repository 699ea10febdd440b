"""The curves of merge queues: closed forms, and the shipped queue beside them."""

import pytest

from remit_sim.study.merge_queue_curves import (
    SHARES,
    SIZES,
    batched_rates,
    compute_queue_curves,
    speculative_rates,
)


@pytest.mark.parametrize(
    ("share", "runs"),
    [
        (0.99, (1, 0.520, 0.290, 0.184, 0.140)),
        (0.95, (1, 0.598, 0.440, 0.399, 0.407)),
        (0.90, (1, 0.690, 0.612, 0.629, 0.669)),
        (0.80, (1, 0.860, 0.905, 0.988, 1.047)),
        (0.67, (1, 1.051, 1.200, 1.315, 1.377)),
    ],
)
def test_a_bisected_batch_takes_the_known_builds(share: float, runs: tuple[float, ...]) -> None:
    found = [batched_rates(share, size).runs_per_change for size in SIZES]
    assert found == pytest.approx(runs, abs=6e-4)


@pytest.mark.parametrize(
    ("share", "landed", "runs"),
    [
        (0.99, (0.99, 1.97, 3.90, 7.65, 14.71), (1, 1.01, 1.02, 1.04, 1.08)),
        (0.90, (0.90, 1.71, 3.10, 5.13, 7.33), (1, 1.05, 1.16, 1.40, 1.96)),
        (0.67, (0.67, 1.12, 1.62, 1.95, 2.03), (1, 1.20, 1.65, 2.75, 5.29)),
    ],
)
def test_a_round_of_speculation_lands_and_costs_what_is_known(
    share: float, landed: tuple[float, ...], runs: tuple[float, ...]
) -> None:
    rates = [speculative_rates(share, depth) for depth in SIZES]
    assert [each.landed_per_build_time for each in rates] == pytest.approx(landed, abs=6e-3)
    assert [each.runs_per_change for each in rates] == pytest.approx(runs, abs=6e-3)


def test_the_shipped_queue_keeps_to_the_forms() -> None:
    told = list[tuple[int, int]]()
    points = compute_queue_curves(1, lambda done, total: told.append((done, total)))
    assert len(points) == 2 * len(SHARES) * len(SIZES)
    assert told == [(done, len(points)) for done in range(len(points))]
    for each in points:
        assert each.simulated.runs_per_change == pytest.approx(
            each.formula.runs_per_change, rel=0.2
        )
    apart = [each.simulated.runs_per_change / each.formula.runs_per_change for each in points]
    assert sum(apart) / len(apart) == pytest.approx(1, abs=0.03)

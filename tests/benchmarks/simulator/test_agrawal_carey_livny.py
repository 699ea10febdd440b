"""Three controls of concurrency: equal where nobody meets, bounded by the disks, and in order."""

import pytest
from literature.agrawal_carey_livny import System, throughput
from literature.concurrency_control import ALGORITHMS

SHORT = (5.0, 25.0)
PUBLISHED = ("blocking", "immediate restart", "optimistic")


def test_one_at_a_time_all_controls_are_the_same() -> None:
    rates = {throughput(System(1), name, 1, SHORT) for name in ALGORITHMS}
    assert len(rates) == 1


def test_where_nobody_writes_all_controls_are_the_same() -> None:
    readers = System(50, write_share=0)
    rates = {throughput(readers, name, 1, SHORT) for name in ALGORITHMS}
    assert len(rates) == 1


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_same_seed_gives_the_same_rate(algorithm: str) -> None:
    crowded = System(50, 1, 2, objects=60, terminals=60)
    first, again, other = (throughput(crowded, algorithm, seed, SHORT) for seed in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_two_disks_bound_every_control(algorithm: str) -> None:
    """Eight reads and two writes of 35 ms each, in the mean, on two disks."""
    for mpl in (10, 50):
        assert throughput(System(mpl, 1, 2), algorithm, 1, (30, 200)) < 2 / 0.35


def test_without_limits_of_resources_a_crowd_favours_optimism_and_blocking_thrashes() -> None:
    crowd = {name: throughput(System(200), name, 1, SHORT) for name in PUBLISHED}
    assert crowd["optimistic"] > crowd["immediate restart"] > crowd["blocking"]
    assert throughput(System(50), "blocking", 1, SHORT) > 2 * crowd["blocking"]


def test_where_resources_are_scarce_blocking_is_best() -> None:
    rates = {name: throughput(System(25, 1, 2), name, 1, (30, 150)) for name in PUBLISHED}
    assert max(rates, key=lambda name: rates[name]) == "blocking"


def test_a_commit_that_counts_later_restarts_more() -> None:
    early, late = (
        throughput(System(200), name, 1, SHORT) for name in ("optimistic", "optimistic, late")
    )
    assert late < early

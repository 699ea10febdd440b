"""Chance is a pure function of names: known values, known moments, coins that stay."""

from statistics import fmean, pstdev

import pytest

from remit_sim.engine import RandomStream
from remit_sim.engine.rng import mix64

GOLDEN = 0x9E3779B97F4A7C15


def test_the_generator_is_splitmix64_as_published() -> None:
    drawn = [mix64((1234567 + GOLDEN * n) & (1 << 64) - 1) for n in range(1, 6)]
    assert drawn == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_a_stream_is_told_from_another_by_every_one_of_its_names() -> None:
    names: list[tuple[int | str, ...]] = [(1, "a"), (1, "b"), (2, "a"), (1, "a", 0), ("1", "a")]
    firsts = {RandomStream(*each).bits() for each in names}
    assert len(firsts) == len(names)


def test_moments_are_those_of_the_distributions() -> None:
    stream, size = RandomStream(7, "moments"), 20_000
    assert fmean(stream.uniform() for _ in range(size)) == pytest.approx(0.5, abs=0.01)
    assert fmean(stream.exponential(3.0) for _ in range(size)) == pytest.approx(3.0, rel=0.03)
    assert fmean(stream.geometric(3.0) for _ in range(size)) == pytest.approx(3.0, rel=0.03)
    normals = [stream.normal() for _ in range(size)]
    assert (fmean(normals), pstdev(normals)) == pytest.approx((0.0, 1.0), abs=0.03)
    assert sorted({stream.below(5) for _ in range(200)}) == [0, 1, 2, 3, 4]
    assert {stream.geometric(1.0) for _ in range(9)} == {1}


def test_a_coin_does_not_depend_on_what_was_drawn_before() -> None:
    fresh, used = RandomStream(1, "coins"), RandomStream(1, "coins")
    used.uniform()
    tosses = [fresh.chance(0.3, task, other) for task in range(60) for other in range(60)]
    again = [used.chance(0.3, task, other) for task in range(60) for other in range(60)]
    assert tosses == again
    assert fmean(tosses) == pytest.approx(0.3, abs=0.03)
    assert not fresh.chance(0.0, 1)
    assert fresh.chance(1.0, 1)


def test_a_larger_share_never_takes_a_true_back() -> None:
    coins = RandomStream(3, "coins")
    for task in range(200):
        assert coins.chance(0.2, task) <= coins.chance(0.5, task)

"""All points of a grid, each part of an axis once in a Latin hypercube, all faults at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remit.errors import UsageError
from remit_sim.engine import RandomStream
from remit_sim.experiment.design import full_grid, latin_hypercube, parse_axes
from remit_sim.experiment.sweep import sweepable_parameters

KNOWN = sweepable_parameters()


def test_a_grid_has_every_value_of_each_axis_with_every_one_of_the_others() -> None:
    over = parse_axes(
        ["edits.textual_share=0.1:0.5:3", "agents=1,4", "files.choice=zipf,uniform"], KNOWN
    )
    points = full_grid(over)
    assert len(points) == len(set(points)) == 12
    assert points[:3] == [(0.1, 1, "zipf"), (0.1, 1, "uniform"), (0.1, 4, "zipf")]
    assert {point[0] for point in points} == {0.1, 0.3, 0.5}


def test_the_values_of_a_range_are_whole_where_the_parameter_is() -> None:
    (axis,) = parse_axes(["work.tasks=10:20:4"], KNOWN)
    assert axis.values == (10, 13, 17, 20)
    (flags,) = parse_axes(["leases.fencing=true,false"], KNOWN)
    assert flags.values == (True, False)


@given(st.integers(1, 60), st.integers(0, 1000))
def test_each_part_of_each_axis_is_met_once_in_a_latin_hypercube(count: int, seed: int) -> None:
    over = parse_axes(["edits.textual_share=0:1", "work.task_minutes=10:30"], KNOWN)
    points = latin_hypercube(over, count, RandomStream(seed, "design"))
    for place, (low, width) in enumerate(((0.0, 1.0), (10.0, 20.0))):
        parts = [int((float(point[place]) - low) / width * count) for point in points]
        assert sorted(parts) == list(range(count))
    assert points == latin_hypercube(over, count, RandomStream(seed, "design"))


def test_named_values_of_a_latin_hypercube_come_equally_often() -> None:
    over = parse_axes(["files.choice=zipf,uniform", "work.tasks=1:100"], KNOWN)
    points = latin_hypercube(over, 10, RandomStream(1, "design"))
    assert [point[0] for point in points].count("zipf") == 5
    assert all(isinstance(point[1], int) for point in points)


@pytest.mark.parametrize(
    ("word", "fault"),
    [
        ("agents", "NAME=LOW:HIGH:COUNT"),
        ("agents=", "NAME=LOW:HIGH:COUNT"),
        ("edits.textual_shar=1", "did you mean edits.textual_share?"),
        ("scenario.name=x", "no such parameter"),
        ("edits.textual_share=1.5", "must be from 0 to 1"),
        ("edits.textual_share=a", "must be a number"),
        ("edits.textual_share=0:nan:3", "must be from 0 to 1"),
        ("work.tasks=1.5", "must be a whole number"),
        ("work.tasks=1:9:1", "COUNT must be from 2"),
        ("work.tasks=9:1:3", "LOW must be below HIGH"),
        ("work.tasks=1:1", "LOW must be below HIGH"),
        ("leases.fencing=yes", "true or false"),
        ("leases.fencing=false:true", "has no range"),
        ("files.choice=zip", "did you mean zipf?"),
        ("agents=0,5", "must be from 1 to 1000"),
    ],
)
def test_what_cannot_be_an_axis_is_told(word: str, fault: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_axes([word], KNOWN)
    assert fault in refused.value.sentence


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UsageError) as refused:
        parse_axes(["agents=0", "edits.gap_share=7", "agents=1,2"], KNOWN)
    assert len(refused.value.sentence.splitlines()) == 3
    with pytest.raises(UsageError, match="agents is given twice"):
        parse_axes(["agents=1", "agents=2"], KNOWN)

"""The compiled twin of a model is the plain one: event for event, number for number."""

from bisect import bisect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remit_sim.compiled import compiled_rng
from remit_sim.compiled.jit import compile_native, to_u64
from remit_sim.compiled.locks import LOCKS, LocksParameters
from remit_sim.compiled.machine_repairman import ONE_LOCK, OneLockParameters
from remit_sim.compiled.merge_queue import MERGE_QUEUE, MergeQueueParameters
from remit_sim.compiled.model import CompiledModel, Event
from remit_sim.compiled.models import MODELS
from remit_sim.compiled.overlap import OVERLAP, OverlapParameters
from remit_sim.engine import RandomStream

SEEDS = st.integers(0, 10**9)
MINUTES = st.sampled_from([0.001, 0.01, 1.0, 7.5])
CHOICE = st.sampled_from(["uniform", "zipf"])
EXPONENT = st.floats(0, 2)
WORKLOADS = st.builds(
    LocksParameters,
    agents=st.integers(1, 9),
    tasks=st.integers(1, 30),
    task_minutes=MINUTES,
    files=st.integers(1, 12),
    per_task=st.floats(1, 5),
    most_per_task=st.integers(1, 6),
    choice=CHOICE,
    zipf_exponent=EXPONENT,
)
VISITS = st.builds(
    OneLockParameters,
    agents=st.integers(1, 6),
    think_minutes=MINUTES,
    hold_minutes=MINUTES,
    visits=st.integers(1, 40),
)
OVERLAPS = st.builds(
    OverlapParameters,
    tasks=st.integers(1, 12),
    files=st.integers(4, 40),
    per_task=st.integers(1, 4),
    choice=CHOICE,
    zipf_exponent=EXPONENT,
)
QUEUES = st.builds(
    MergeQueueParameters,
    mode=st.sampled_from(["retest", "bisect", "speculate"]),
    size=st.integers(1, 20),
    pass_share=st.floats(0.01, 1),
)
many = settings(deadline=None, max_examples=60)


def is_one(model: CompiledModel[Any], values: Any, seed: int, replication: int) -> None:
    events = list[Event]()
    row = model.plain(values, seed, replication, events.append)
    assert model.plain(values, seed, replication, None) == row
    assert list(model.native(values, seed, replication, 1)) == [row]
    assert list(model.events(values, seed, replication)) == events


@many
@given(WORKLOADS, SEEDS, SEEDS)
def test_locks_are_one_model(values: LocksParameters, seed: int, replication: int) -> None:
    is_one(LOCKS, values, seed, replication)


@many
@given(VISITS, SEEDS, SEEDS)
def test_one_lock_is_one_model(values: OneLockParameters, seed: int, replication: int) -> None:
    is_one(ONE_LOCK, values, seed, replication)


@many
@given(OVERLAPS, SEEDS, SEEDS)
def test_overlap_is_one_model(values: OverlapParameters, seed: int, replication: int) -> None:
    is_one(OVERLAP, values, seed, replication)


@many
@given(QUEUES, SEEDS, SEEDS)
def test_merge_queues_are_one_model(
    values: MergeQueueParameters, seed: int, replication: int
) -> None:
    is_one(MERGE_QUEUE, values, seed, replication)


@pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
def test_a_thousand_replications_come_to_the_same(model: CompiledModel[Any]) -> None:
    values, count = model.values, 1000 if model in {OVERLAP, MERGE_QUEUE} else 12
    rows = [model.plain(values, 3, number, None) for number in range(count)]
    assert list(model.native(values, 3, 0, count)) == rows
    assert len(set(rows)) > 1


WEIGHTS = (0.5, 1.0, 1.25, 4.0)
Draw = tuple[Callable[..., float], tuple[Any, ...], Callable[[RandomStream], float]]
DRAWS: dict[str, Draw] = {
    "uniform": (compiled_rng.next_uniform, (), RandomStream.uniform),
    "below": (compiled_rng.next_below, (977,), lambda stream: stream.below(977)),
    "exponential": (compiled_rng.next_exponential, (6e4,), lambda stream: stream.exponential(6e4)),
    "geometric": (compiled_rng.next_geometric, (3.0,), lambda stream: stream.geometric(3.0)),
    "one": (compiled_rng.next_geometric, (1.0,), lambda stream: stream.geometric(1.0)),
    "ranked": (
        compiled_rng.next_ranked,
        (WEIGHTS,),
        lambda s: bisect(WEIGHTS, s.uniform() * WEIGHTS[-1]),
    ),
}


@pytest.mark.parametrize("name", DRAWS)
def test_draws_repeat_those_of_a_stream_bit_by_bit_compiled_or_not(name: str) -> None:
    plain, rest, of_stream = DRAWS[name]
    compiled, stream = compile_native(plain), RandomStream(5, "draws")
    for number in range(20_000):
        state = to_u64(compiled_rng.stream_state(stream.key, number) + compiled_rng.STEP)
        drawn = of_stream(stream.numbered(number))
        assert plain(state, *rest) == drawn
        assert compiled(np.uint64(state), *rest) == drawn

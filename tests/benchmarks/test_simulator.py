"""The engine beside simpy: `pytest tests/benchmarks/test_simulator.py --benchmark-only`.

Each figure is of one replication of the same tasks, in one run; budgets are ratios between them.
"""

from typing import TYPE_CHECKING, Any

import pytest
from lock_rivals import simpy_bare, simpy_documented

from remit_sim.compiled.locks import LOCKS, LocksParameters, sample_jobs, simulate_locks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_benchmark.fixture import BenchmarkFixture

VALUES = LocksParameters()
ENGINES: "dict[str, Callable[..., Sequence[int]]]" = {
    "remit, plain": simulate_locks,
    "simpy, bare": simpy_bare,
    "simpy, as documented": simpy_documented,
}


def timed(benchmark: "BenchmarkFixture", action: "Callable[[], Sequence[Any]]") -> "Sequence[Any]":
    run: Callable[..., Sequence[Any]] = getattr(benchmark, "pedantic")  # noqa: B009 - it has no types
    return run(action, rounds=20, warmup_rounds=1)


@pytest.mark.parametrize("name", ENGINES)
def test_a_thousand_tasks_under_locks(benchmark: "BenchmarkFixture", name: str) -> None:
    benchmark.group = "64 agents, 1,000 tasks under locks"
    todo = sample_jobs(VALUES, 1, 0)
    ends = timed(benchmark, lambda: ENGINES[name](todo, VALUES.agents, VALUES.files))
    assert name == "simpy, as documented" or tuple(ends) == tuple(
        ENGINES["remit, plain"](todo, VALUES.agents, VALUES.files)
    )


def test_a_thousand_tasks_under_locks_compiled(benchmark: "BenchmarkFixture") -> None:
    benchmark.group = "64 agents, 1,000 tasks under locks"
    rows = timed(benchmark, lambda: LOCKS.native(VALUES, 1, 0, 1))
    assert list(rows) == [LOCKS.plain(VALUES, 1, 0, None)]

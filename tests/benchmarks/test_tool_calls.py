"""The budget of a tool call: whole processes, as a ratio to their floor.

`make test` leaves this out; `pytest --benchmark-only tests/benchmarks/test_tool_calls.py` runs it.
`python tests/support/tool_call_cost.py` prints the tables.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hook_cost import TASKS, bare_environment
from tool_call_cost import CALLS, FILES, CallCost, cost, effect_seconds, ground

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGET = 1.5
EFFECT_BUDGET = 0.03  # seconds


class Benchmark(Protocol):
    """What is used of pytest-benchmark's fixture, which has no types."""

    extra_info: dict[str, object]

    def pedantic(
        self, target: "Callable[..., object]", args: tuple[object, ...], rounds: int
    ) -> object:
        """The result of the only round."""
        ...


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a bare environment with remit's wheel, built once."""
    return bare_environment(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize("tasks", TASKS)
@pytest.mark.parametrize("call", CALLS)
def test_a_tool_call_costs_little_more_than_its_floor(
    benchmark: Benchmark, python: Path, tmp_path: Path, tasks: int, call: str
) -> None:
    repo = ground(tmp_path / "repo", tasks)
    found = benchmark.pedantic(cost, args=(python, repo, call, tasks), rounds=1)
    assert isinstance(found, CallCost)
    benchmark.extra_info.update(found._asdict() | {"ratio": found.ratio})
    assert min(found.ratio, found.cpu_ratio) <= BUDGET


def test_the_tree_is_compared_within_its_budget(benchmark: Benchmark, tmp_path: Path) -> None:
    repo = ground(tmp_path / "repo", 10, FILES)
    found = benchmark.pedantic(effect_seconds, args=(repo,), rounds=1)
    assert isinstance(found, float)
    assert found <= EFFECT_BUDGET

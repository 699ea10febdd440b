"""The budget of a commit hook: whole processes, as a ratio to their floor.

`make test` leaves this out; `pytest --benchmark-only tests/benchmarks/test_hook.py` runs it. It
compares the fastest of several rounds of each, in one run: on a busy machine even that says little.
`python tests/support/hook_cost.py` prints the tables.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

import pytest
from hook_cost import (
    CHANGED,
    TASKS,
    ClaimCost,
    Cost,
    bare_environment,
    claim_cost,
    cost,
    ground,
)

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGET = 1.5
LARGE_BUDGET = 2.0
CLAIM_BUDGET = 1.5


Found = TypeVar("Found", Cost, ClaimCost)


class Benchmark(Protocol):
    """What is used of pytest-benchmark's fixture, which has no types."""

    extra_info: dict[str, object]

    def pedantic(
        self, target: "Callable[..., Found]", args: tuple[object, ...], rounds: int
    ) -> "Found":
        """The result of the only round."""
        ...


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a bare environment with remit's wheel, built once."""
    return bare_environment(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize("tasks", TASKS)
@pytest.mark.parametrize("changed", CHANGED)
def test_a_hook_costs_little_more_than_its_floor(
    benchmark: Benchmark, python: Path, tmp_path: Path, tasks: int, changed: int
) -> None:
    repo = ground(tmp_path / "repo", tasks, changed)
    found = benchmark.pedantic(cost, args=(python, repo, tasks, changed), rounds=1)
    benchmark.extra_info.update(found._asdict() | {"ratio": found.ratio})
    if changed <= CHANGED[1]:
        assert found.ratio <= BUDGET


def test_5000_changed_files_cost_at_most_twice_what_50_cost(
    benchmark: Benchmark, python: Path, tmp_path: Path
) -> None:
    few = cost(python, ground(tmp_path / "few", 10, 50), 10, 50)
    repo = ground(tmp_path / "many", 10, 5_000)
    many = benchmark.pedantic(cost, args=(python, repo, 10, 5_000), rounds=1)
    benchmark.extra_info["ratio"] = many.hook / few.hook
    assert many.hook <= LARGE_BUDGET * few.hook


def test_claims_cost_little_more_than_a_commit_without_them(
    benchmark: Benchmark, python: Path, tmp_path: Path
) -> None:
    found = benchmark.pedantic(claim_cost, args=(python, tmp_path, 10, 50), rounds=1)
    benchmark.extra_info["ratio"] = found.ratio
    assert found.ratio <= CLAIM_BUDGET

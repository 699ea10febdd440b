"""The budget of a check of a range: whole processes, as a ratio to their floor.

`make test` leaves this out; `pytest --benchmark-only tests/benchmarks/test_range.py` runs it, and
`python tests/support/range_cost.py` prints the table. What is held here is what must not come back:
a cost for each commit that is not git's.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hook_cost import bare_environment
from range_cost import Cost, costs, ground

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGETS = {"`--every-commit`": 1.5, "commits, 10 files": 1.6, "1 commit, ": 2.2}


class Benchmark(Protocol):
    """What is used of pytest-benchmark's fixture, which has no types."""

    extra_info: dict[str, object]

    def pedantic(
        self, target: "Callable[..., list[Cost]]", args: tuple[object, ...], rounds: int
    ) -> list[Cost]:
        """The result of the only round."""
        ...


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a bare environment with remit's wheel, built once."""
    return bare_environment(tmp_path_factory.mktemp("bare"))


def test_a_range_costs_a_small_multiple_of_its_git_commands(
    benchmark: Benchmark, python: Path, tmp_path: Path
) -> None:
    found = benchmark.pedantic(_all, args=(python, tmp_path / "repo"), rounds=1)
    for row in found:
        ratio = row.check.processor / row.floor.processor
        benchmark.extra_info[row.name] = ratio
        assert ratio <= next(most for words, most in BUDGETS.items() if words in row.name), row


def _all(python: Path, folder: Path) -> list[Cost]:
    return list(costs(python, ground(folder), rounds=3))

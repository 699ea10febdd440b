"""What a bomb costs, as a ratio to an honest change of the size of the limit, in one run.

`make test` leaves this out; `pytest --benchmark-only tests/benchmarks/test_limits.py` runs it, and
`python tests/support/bomb_cost.py` prints the table.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bomb_cost import Cost, costs, ground

from remit.git.limits import MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable

SLACK = 64  # MiB: what a process has beside the memory that is limited


class Benchmark(Protocol):
    """What is used of pytest-benchmark's fixture, which has no types."""

    extra_info: dict[str, object]

    def pedantic(
        self, target: "Callable[..., list[Cost]]", args: tuple[object, ...], rounds: int
    ) -> list[Cost]:
        """The result of the only round."""
        ...


def test_a_bomb_is_refused_within_the_memory_that_is_stated(
    benchmark: Benchmark, tmp_path: Path
) -> None:
    repo = ground(tmp_path / "repo")
    rows = benchmark.pedantic(lambda: list(costs(repo)), args=(), rounds=1)
    for row in rows:
        benchmark.extra_info[f"{row.name}, {row.place}"] = row.bomb.seconds / row.honest.seconds
        assert row.bomb.code in {0, 1, 2}
        assert row.bomb.peak <= (MEMORY >> 20) + SLACK

"""What judging a push costs, beside the git commands that it cannot do without.

`make test` leaves this out; `pytest --benchmark-only tests/benchmarks/test_push.py` runs it. Whole
processes, the fastest of several rounds, as a ratio to a floor measured in turn in the same run.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest
from long_history import lengthened
from pushing import hook

if TYPE_CHECKING:
    from collections.abc import Callable

    from repo import Repo

ROUNDS = 5
COMMITS = (10, 1_000, 10_000)
ZERO = "0" * 40


class Cost(NamedTuple):
    """Seconds of the fastest round of the hook and of its floor."""

    hook: float
    floor: float


class Benchmark(Protocol):
    """What is used of pytest-benchmark's fixture, which has no types."""

    extra_info: dict[str, object]

    def pedantic(
        self, target: "Callable[..., Cost]", args: tuple[object, ...], rounds: int
    ) -> Cost:
        """The result of the only round."""
        ...


def cost(repo: "Repo", ref: str, old: str, new: str) -> Cost:
    """Both, in turn: the hook of a server, and an interpreter with git's part of the work."""
    repo.git("config", "remit.base", "main")
    feed = f"{old} {new} {ref}\n"

    def judge() -> None:
        done = hook(repo, "pre-receive", "--json", feed=feed, python=sys.executable)
        assert '"outcome": "clean"' in done.stdout.decode(), done

    def floor() -> None:
        subprocess.run([sys.executable, "-I", "-c", "import subprocess, tomllib"], check=True)
        for words in (
            ("rev-parse", "HEAD"),
            ("ls-tree", "-r", "-z", "main", "--", ".remit"),
            ("merge-base", "--all", "main", new),
            ("diff-tree", "-r", "--raw", "-z", "main", new),
        ):
            repo.git(*words)

    rounds = [(_seconds(judge), _seconds(floor)) for _ in range(ROUNDS)]
    return Cost(min(each[0] for each in rounds), min(each[1] for each in rounds))


@pytest.mark.parametrize("count", COMMITS)
def test_a_branch_costs_what_it_changes(benchmark: Benchmark, repo: "Repo", count: int) -> None:
    new = lengthened(repo, "agent/login", "main", count)
    ref = "refs/heads/agent/login"
    found = benchmark.pedantic(cost, args=(repo, ref, ZERO, new), rounds=1)
    benchmark.extra_info.update(found._asdict())


@pytest.mark.parametrize("count", COMMITS)
def test_landing_costs_what_its_commits_change(
    benchmark: Benchmark, repo: "Repo", count: int
) -> None:
    old = repo.oid("main")
    new = lengthened(repo, "landed", "main", count, trailer="Remit-Task: login")
    found = benchmark.pedantic(cost, args=(repo, "refs/heads/main", old, new), rounds=1)
    benchmark.extra_info.update(found._asdict())


def _seconds(act: "Callable[[], None]") -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(pytest.main(["--benchmark-only", str(Path(__file__))]))

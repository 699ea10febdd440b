# ruff: noqa: T201 - a command that prints
"""Print how fast patterns are matched and compared, as the Markdown tables of the benchmarks page.

    python tests/support/pattern_table.py

Takes some minutes: the other matchers are slow at 10,000 patterns. A figure with `~` is scaled up
from the first `SAMPLE` paths.
"""

import platform
import sys
import time
from typing import TYPE_CHECKING

import pathspec
from pattern_workloads import crowded_names, mix, nasty_tasks, tasks, tree

from remit.patterns.matcher import OwnerIndex, PathIndex
from remit.patterns.overlap import find_overlapping_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pattern_workloads import Tree

SIZES = (10, 1_000, 10_000)
SAMPLE = 2_000
SAMPLED_WORK = 20_000_000  # patterns times paths that a matcher trying each pattern may take
DEPTHS = (250, 500, 1_000, 2_000)


def remit_index(patterns: "Sequence[str]", paths: "Sequence[str]") -> tuple[float, float, int]:
    """Seconds to build, seconds to match, paths covered: one question per path."""
    encoded = [path.encode() for path in paths]
    started = time.perf_counter()
    index = PathIndex(patterns)
    built = time.perf_counter()
    count = sum(map(index.covers, encoded))
    return built - started, time.perf_counter() - built, count


def remit_owners(patterns: "Sequence[str]", paths: "Sequence[str]") -> tuple[float, float, int]:
    """The same for "which tasks", ten patterns to a task."""
    encoded = [path.encode() for path in paths]
    started = time.perf_counter()
    index = OwnerIndex((text, f"task-{number // 10}") for number, text in enumerate(patterns))
    built = time.perf_counter()
    count = sum(bool(index.owners(path)) for path in encoded)
    return built - started, time.perf_counter() - built, count


def pathspec_backend(
    backend: str,
) -> "Callable[[Sequence[str], Sequence[str]], tuple[float, float, int]]":
    """The same for pathspec, its patterns anchored as ours are."""

    def measured(patterns: "Sequence[str]", paths: "Sequence[str]") -> tuple[float, float, int]:
        started = time.perf_counter()
        lines = ["/" + pattern for pattern in patterns]
        spec = pathspec.PathSpec.from_lines("gitignore", lines, backend=backend)
        built = time.perf_counter()
        count = sum(1 for _ in spec.match_files(paths))
        return built - started, time.perf_counter() - built, count

    return measured


MATCHERS = {
    "remit, covered or not": remit_index,
    "remit, by which tasks": remit_owners,
    "pathspec, hyperscan": pathspec_backend("hyperscan"),
    "pathspec, simple": pathspec_backend("simple"),
}


def matching(where: "Tree") -> None:
    """One row per matcher, one column per number of patterns."""
    print(f"Seconds to build / to match {len(where.files):,} paths, best of 5 (others: of 1):\n")
    print("| matcher |", " | ".join(f"{size:,} patterns" for size in SIZES), "|")
    print("|---" * (len(SIZES) + 1) + "|")
    for name, measure in MATCHERS.items():
        cells = [_cell(name, measure, mix(where, size), where.files) for size in SIZES]
        print("|", name, "|", " | ".join(cells), "|", flush=True)


def _cell(
    name: str,
    measure: "Callable[[Sequence[str], Sequence[str]], tuple[float, float, int]]",
    patterns: "Sequence[str]",
    paths: "Sequence[str]",
) -> str:
    step = len(paths) // SAMPLE
    if "simple" in name and len(patterns) * len(paths) > SAMPLED_WORK:
        build, match, _ = measure(patterns, paths[::step])
        return f"{build:.3f} / ~{match * step:.0f}"
    runs = [measure(patterns, paths) for _ in range(5 if "remit" in name else 1)]
    build, match, _ = min(runs, key=lambda run: run[0] + run[1])
    return f"{build:.3f} / {match:.3f}"


def crowding(where: "Tree") -> None:
    """Many wildcard names at one place, which a list of patterns would try one by one."""
    print("\n| names like `**/x*y*z` | build, s | match, s |\n|---|---|---|")
    for size in (1_000, 10_000):
        build, match, _ = remit_index(crowded_names(size), where.files)
        print(f"| {size:,} | {build:.3f} | {match:.3f} |")


def depth() -> None:
    """One path, twice as deep in each column."""
    pattern = "**/a/**/*a*/**/a/**/b"
    print(f"\nMicroseconds for one new path of N directories against `{pattern}`:\n")
    print("|", " | ".join(f"N = {count:,}" for count in DEPTHS), "|")
    print("|---" * len(DEPTHS) + "|")
    cells = [min(_once(pattern, b"a/" * count + b"c") for _ in range(20)) for count in DEPTHS]
    print("|", " | ".join(f"{cell * 1e6:,.0f}" for cell in cells), "|")


def _once(pattern: str, path: bytes) -> float:
    index = PathIndex([pattern])
    started = time.perf_counter()
    index.covers(path)
    return time.perf_counter() - started


def comparing() -> None:
    """Every two of 1,000 tasks with ten patterns each."""
    print("\n| 1,000 tasks, 10 patterns each | seconds | pairs that meet |\n|---|---|---|")
    for name, areas in {"a directory each": tasks(), **nasty_tasks()}.items():
        started = time.perf_counter()
        met = sum(1 for _ in find_overlapping_pairs(areas, lambda _left, _right: False))
        print(f"| {name} | {time.perf_counter() - started:.2f} | {met:,} |", flush=True)


if __name__ == "__main__":
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {time.strftime('%Y-%m-%d')}\n"
    )
    ground = tree()
    matching(ground)
    crowding(ground)
    depth()
    comparing()
    sys.exit(0)

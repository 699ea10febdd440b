"""Patterns under load: run with `pytest tests/benchmarks/test_patterns.py --benchmark-only`."""

from typing import TYPE_CHECKING

import pathspec
import pytest
from pattern_workloads import Tree, crowded_names, mix, nasty_tasks, tasks, tree

from remit.patterns.matcher import OwnerIndex, PathIndex
from remit.patterns.overlap import find_overlapping_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_benchmark.fixture import BenchmarkFixture

SIZES = (10, 1_000, 10_000)


def once(benchmark: "BenchmarkFixture", action: "Callable[[], int]") -> int:
    """For what takes seconds."""
    run: Callable[..., int] = getattr(benchmark, "pedantic")  # noqa: B009 - it has no types
    return run(action, rounds=1)


@pytest.fixture(scope="module")
def ground() -> Tree:
    return tree()


@pytest.mark.parametrize("size", SIZES)
def test_cover_100_000_paths(benchmark: "BenchmarkFixture", ground: Tree, size: int) -> None:
    patterns, paths = mix(ground, size), [path.encode() for path in ground.files]
    benchmark.group = f"{size} patterns, 100,000 paths, building included"
    assert benchmark(lambda: sum(map(PathIndex(patterns).covers, paths))) > 0


@pytest.mark.parametrize("size", SIZES)
def test_name_the_owners_of_100_000_paths(
    benchmark: "BenchmarkFixture", ground: Tree, size: int
) -> None:
    entries = [(text, f"task-{at // 10}") for at, text in enumerate(mix(ground, size))]
    paths = [path.encode() for path in ground.files]
    benchmark.group = f"{size} patterns, 100,000 paths, building included"

    def owned() -> int:
        index = OwnerIndex(entries)
        return sum(bool(index.owners(path)) for path in paths)

    assert benchmark(owned) > 0


@pytest.mark.parametrize(
    ("backend", "size"),
    [("hyperscan", 10), ("hyperscan", 1_000), ("hyperscan", 10_000), ("simple", 10)],
)
def test_pathspec_on_100_000_paths(
    benchmark: "BenchmarkFixture", ground: Tree, backend: str, size: int
) -> None:
    lines = ["/" + pattern for pattern in mix(ground, size)]
    benchmark.group = f"{size} patterns, 100,000 paths, building included"

    def matched() -> int:
        spec = pathspec.PathSpec.from_lines("gitignore", lines, backend=backend)
        return sum(1 for _ in spec.match_files(ground.files))

    assert once(benchmark, matched) > 0


@pytest.mark.parametrize("size", [1_000, 10_000])
def test_names_with_two_wildcards_at_one_place(
    benchmark: "BenchmarkFixture", ground: Tree, size: int
) -> None:
    patterns, paths = crowded_names(size), [path.encode() for path in ground.files]
    assert once(benchmark, lambda: sum(map(PathIndex(patterns).covers, paths))) > 0


@pytest.mark.parametrize("depth", [250, 500, 1_000, 2_000])
def test_one_path_grows_with_its_depth(benchmark: "BenchmarkFixture", depth: int) -> None:
    path = b"a/" * depth + b"c"
    benchmark.group = "one new path of so many directories"
    assert not benchmark(lambda: PathIndex(["**/a/**/*a*/**/a/**/b"]).covers(path))


def test_a_commit_s_own_scope_is_built_and_asked(benchmark: "BenchmarkFixture") -> None:
    patterns = ["src/auth/login/**", "tests/auth/test_login*.py", "docs/auth/*.md", "CHANGELOG.md"]
    paths = [b"src/auth/login/part%d/f%d.py" % (number % 7, number) for number in range(50)]
    assert benchmark(lambda: sum(map(PathIndex(patterns).covers, paths))) == 50


@pytest.mark.parametrize("kind", ["a directory each", *nasty_tasks(1, 1)])
def test_the_meetings_of_a_thousand_tasks(benchmark: "BenchmarkFixture", kind: str) -> None:
    areas = tasks() if kind == "a directory each" else nasty_tasks()[kind]

    def met() -> int:
        return sum(1 for _ in find_overlapping_pairs(areas, lambda _left, _right: False))

    once(benchmark, met)

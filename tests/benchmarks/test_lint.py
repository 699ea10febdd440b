"""1,000 tasks of ten patterns: reading, thawing and linting their manifests (lint: under 5 s)."""

from random import Random
from time import process_time
from tomllib import loads
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import pytest
from manifests import REGULAR, manifest
from pytest_benchmark.fixture import BenchmarkFixture

from remit.manifest.catalog import deserialize_catalog, read_catalog, serialize_catalog
from remit.manifest.lint import LintReport, lint_catalog
from remit.manifest.scope import Scope, parse_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

TASKS = 1000
BUDGET = 5.0  # seconds of processor time, for reading and linting together


def body(number: int, chance: Random) -> str:
    """Ten patterns: mostly one's own directories, some wildcards, a shared changelog, a denial."""
    home = f"src/area{number % 40}/part{number}"
    other = chance.randrange(TASKS)
    return f"""write = [
  "{home}/**", "tests/part{number}/test_*.py", "lib/part{number}.py", "web/{{a,b}}/part{number}/",
  "config/part{number}-[a-z]*.toml", "src/area{other % 40}/part{other}/shared{number}.py",
]
create = ["docs/part{number}/*.md", "docs/**/part{number}-*.md"]
append = ["CHANGELOG.md"]
deny = ["{home}/keys/**"]"""


def manifests() -> dict[bytes, tuple[int, bytes]]:
    chance = Random(2)
    files: dict[bytes, tuple[int, bytes]] = {}
    for number in range(TASKS):
        after = f'after = ["t{number - 1}"]\n' if number % 3 else ""
        text = manifest(f"t{number}", body(number, chance), more=after)
        files[f".remit/tasks/t{number}.toml".encode()] = (REGULAR, text)
    return files


TRACKED = [f"src/area{n % 40}/part{n % TASKS}/m{n}.py".encode() for n in range(50_000)]


class Measured(NamedTuple, Generic[T]):
    """What the last round gave, and the least processor time of a round, whatever else runs."""

    result: T
    seconds: float


def measured(benchmark: Any, act: "Callable[[], T]", rounds: int) -> Measured[T]:
    """`act` measured so many times, once each: for what takes a while."""
    results: list[T] = []
    seconds: list[float] = []

    def timed() -> None:
        begun = process_time()
        results.append(act())
        seconds.append(process_time() - begun)

    benchmark.pedantic(timed, rounds=rounds)
    return Measured(results[-1], min(seconds))


def test_read_and_lint_1000_tasks(benchmark: BenchmarkFixture) -> None:
    files = manifests()

    def run() -> LintReport:
        return lint_catalog(read_catalog(files), TRACKED)

    report, seconds = measured(benchmark, run, 3)
    assert "overlap" in {found.kind for found in report.findings}
    assert seconds < BUDGET


def test_lint_1000_tasks_that_all_meet(benchmark: BenchmarkFixture) -> None:
    files = {
        path: (mode, text.replace(b"CHANGELOG.md", b'CHANGELOG.md", "**/x.md'))
        for path, (mode, text) in manifests().items()
    }
    catalog = read_catalog({**files, b".remit/policy.toml": (REGULAR, b'case = "fold"\n')})
    report, seconds = measured(benchmark, lambda: lint_catalog(catalog, TRACKED), 1)
    assert report.cut
    assert seconds < BUDGET


def test_read_1000_manifests(benchmark: BenchmarkFixture) -> None:
    files = manifests()
    assert len(measured(benchmark, lambda: read_catalog(files), 3).result.ids) == TASKS


def test_thaw_1000_tasks_and_take_one(benchmark: BenchmarkFixture) -> None:
    data = serialize_catalog(read_catalog(manifests()))

    def run() -> Scope:
        found = deserialize_catalog(data)
        assert found is not None
        return found.scope("t77")

    assert measured(benchmark, run, 100).result.id == "t77"


def test_thaw_1000_tasks_and_ask_whose_a_branch_is(benchmark: BenchmarkFixture) -> None:
    data = serialize_catalog(read_catalog(manifests()))

    def run() -> tuple[str, ...]:
        found = deserialize_catalog(data)
        assert found is not None
        return found.tasks_of_branch("agent/t77/try")

    assert measured(benchmark, run, 100).result == ("t77",)


def test_one_owner_index_over_1000_tasks(benchmark: BenchmarkFixture) -> None:
    data = serialize_catalog(read_catalog(manifests()))

    def run() -> tuple[str, ...]:
        found = deserialize_catalog(data)
        assert found is not None
        return found.owners(b"src/area37/part77/x.py")

    assert measured(benchmark, run, 5).result == ("t77",)


@pytest.mark.parametrize("reader", ["remit", "tomllib"])
def test_parse_one_manifest(benchmark: BenchmarkFixture, reader: str) -> None:
    text = manifests()[b".remit/tasks/t77.toml"][1]
    act = {
        "remit": lambda: parse_manifest(text, "t77.toml"),
        "tomllib": lambda: loads(text.decode()),
    }[reader]
    assert measured(benchmark, act, 1000).result

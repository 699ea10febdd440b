# ruff: noqa: T201 - a command that prints
"""Print what reading a history costs, as the Markdown tables of the benchmarks page.

    python tests/support/mining_cost.py [REPOSITORY ...]

The repository with 60,000 commits is made here; others are named by their paths (or by the variable
REMIT_HISTORIES, separated by colons) and only read: each is measured in a bare clone of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from long_past import grown, written
from past_readers import gitpython, pydriller

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMITS = 60_000  # and 12,000 merges
SAMPLE = 300
NEW = 100
ROUNDS = 3
_PROGRAM = """
import json, resource, time
began = time.perf_counter()
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.analysis.history import mine_history
with Repository.discover() as repository:
    found = mine_history(repository, "HEAD", ChangeUnit.COMMIT)
spent = time.perf_counter() - began
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(json.dumps([spent, sum(each.ru_utime + each.ru_stime for each in used), peak / 1024]))
"""


class Reading(NamedTuple):
    """One process that mined a history: seconds, of processors too (git's as well), MiB at peak."""

    seconds: float
    processors: float
    peak: float


def main(places: "Sequence[str]") -> None:
    """All tables, the repository that is made here first."""
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    if busy > cores:
        print(
            f"The machine was busy (a load of {busy:.0f} on {cores} cores): seconds of the clock\n"
            "are too long by up to that ratio; seconds of the processors (CPU) are not.\n"
        )
    with tempfile.TemporaryDirectory() as folder:
        made = written(Path(folder, "made here"), COMMITS)
        clones = [made, *(_clone(Path(place), Path(folder)) for place in places)]
        rows = [_row(place) for place in clones]
    _table(
        "repository | commits | merges | cold, s (CPU) | warm, s (CPU) | with 100 new, s (CPU) "
        "| commits/s, cold | peak, MiB | cache, MiB",
        [row[0] for row in rows],
    )
    print()
    _table(
        "repository | remit, ms a commit | GitPython, ms | PyDriller, ms | GitPython / remit "
        "| PyDriller / remit",
        [row[1] for row in rows],
    )


def _row(place: Path) -> tuple[str, str]:
    commits, merges = _count(place, "--no-merges"), _count(place, "--merges")
    cold = min(_cold(place) for _ in range(ROUNDS))
    cache = sum(each.stat().st_size for each in _cache(place)) / 2**20
    warm = min(_mined(place) for _ in range(ROUNDS))
    sample = _git(place, "rev-list", "--no-merges", f"-{SAMPLE * 20}", "HEAD").split()[::20]
    rivals = [1000 * read(place, sample) / len(sample) for read in (gitpython, pydriller)]
    grown(place, NEW)
    more = _mined(place)
    own = 1000 * cold.seconds / commits
    ratios = [f"{rival / own:.0f}" for rival in rivals]
    name = place.name.removesuffix(".git")
    first = [name, f"{commits:,}", f"{merges:,}"]
    first += [f"{each.seconds:.2f} ({each.processors:.2f})" for each in (cold, warm, more)]
    first += [f"{commits / cold.seconds:,.0f}", f"{cold.peak:.0f}", f"{cache:.1f}"]
    second = [name, f"{own:.3f}", *(f"{rival:.1f}" for rival in rivals), *ratios]
    return " | ".join(first), " | ".join(second)


def _cold(place: Path) -> Reading:
    for each in _cache(place):
        each.unlink()
    return _mined(place)


def _mined(place: Path) -> Reading:
    command = [sys.executable, "-c", _PROGRAM]
    done = subprocess.run(command, cwd=place, check=True, capture_output=True, text=True)
    return Reading(*json.loads(done.stdout))


def _cache(place: Path) -> list[Path]:
    return list((place / "remit/cache/history").glob("*"))


def _count(place: Path, kind: str) -> int:
    return int(_git(place, "rev-list", "--count", kind, "HEAD"))


def _git(place: Path, *words: str) -> str:
    command = ["git", "-C", str(place), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _clone(place: Path, folder: Path) -> Path:
    name = (
        place.resolve().name if place.name not in {"repo", ".git"} else place.resolve().parent.name
    )
    clone = folder / f"{name.replace('+', ' / ').replace(' / ', '-')}.git"
    subprocess.run(["git", "clone", "-q", "--bare", "-s", str(place), str(clone)], check=True)
    _git(clone, "branch", "-f", "main", "HEAD")
    _git(clone, "symbolic-ref", "HEAD", "refs/heads/main")
    return clone


def _table(head: str, rows: "Sequence[str]") -> None:
    print(f"| {head} |")
    print("|" + "---|" * (head.count("|") + 1))
    for row in rows:
        print(f"| {row} |")


if __name__ == "__main__":
    main([*sys.argv[1:], *filter(None, os.environ.get("REMIT_HISTORIES", "").split(":"))])

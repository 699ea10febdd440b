"""Judge changes that landed in real repositories, against scopes derived from those repositories.

    python tests/benchmarks/history_study.py PATH:codeowners PATH:directories ... [--last 500]

For each of the last changes on the first-parent line: the base is the commit before it with derived
manifests added on top; the head is what was merged, or the commit itself where it was squashed; the
task is the one whose scope holds most of the change's files. What is timed is the whole process of
`remit check --range`. The repositories are only read; all is made in a shared, bare clone. Prints a
table as Markdown; `--verdicts FILE` keeps every verdict, `--sample N` prints some.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from derived_scopes import Derived, of_directories, of_owners, protected

REMIT = (sys.executable, "-I", "-m", "remit.cli", "check", "--format", "json")
COLUMNS = (
    "repository",
    "changes",
    "merged / squashed",
    "clean",
    "violations",
    "could not check",
    "only protected paths",
    "violations per violating change: median, p95, most",
    "ms per change: median, p95",
    "ms of processor: median, p95",
    "unlike the other matcher",
)


class Landed(NamedTuple):
    """A change of the first-parent line: the commit, the one before it, and what was merged."""

    commit: str
    before: str
    head: str


class Judged(NamedTuple):
    """What `remit` said of a change, and what can be said without it."""

    repository: str
    commit: str
    kind: str
    home: str
    outcome: str
    files: int
    violations: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    processor: float

    @property
    def differs(self) -> bool:
        """Whether the paths of violations are others than a matcher of its own says."""
        return {path for _, path in self.violations} != set(self.expected)


class Study:
    """A repository's last changes, judged one by one in a bare clone that shares its objects."""

    def __init__(self, source: Path, by: str, folder: Path) -> None:
        self.name, self._by = source.parent.name.replace("+", "/"), by
        self._git_dir = folder / f"{source.parent.name}.git"
        _run("git", "clone", "-q", "--bare", "--shared", str(source), str(self._git_dir))

    def landed(self, count: int) -> list[Landed]:
        """The last changes, newest first; the first commit of all is none."""
        listed = self._git("rev-list", "--first-parent", "--parents", f"-n{count}", "HEAD")
        rows = [line.split() for line in listed.splitlines()]
        return [
            Landed(row[0], row[1], row[-1] if len(row) == 3 else row[0]) for row in rows if row[1:]
        ]

    def judged(self, change: Landed) -> Judged:
        """The verdict about a change, as its author's task would have got it."""
        derived = self._derived(change.before)
        paths = self._names("diff-tree", "-r", "--no-renames", change.before, change.commit)
        home = derived.home(paths)
        base = self._base(change.before, derived)
        ends = ("--range", f"{base}...{change.head}", "--branch", f"agent/{home}")
        spent, start = _processor(), time.perf_counter()
        done = subprocess.run((*REMIT, *ends), cwd=self._git_dir, capture_output=True, check=False)
        seconds, processor = time.perf_counter() - start, _processor() - spent
        said = cast("dict[str, list[dict[str, str]]]", json.loads(done.stdout))
        violations = tuple(
            (violation["rule"], violation["path"]) for violation in said.get("violations", ())
        )
        kind = "squashed" if change.head == change.commit else "merged"
        outcome = cast("str", said["outcome"])
        notes = tuple(cast("list[str]", said.get("notes", said.get("error", []))))
        wrong = tuple(path for path in paths if derived.area(path) != home or protected(path))
        return Judged(
            self.name,
            change.commit,
            kind,
            home,
            outcome,
            len(paths),
            violations,
            wrong,
            notes,
            seconds,
            processor,
        )

    def _derived(self, commit: str) -> Derived:
        if self._by == "directories":
            return _of_directories(self._names("ls-tree", "-r", commit))
        return _of_owners(self._git("show", f"{commit}:CODEOWNERS"))

    def _base(self, before: str, derived: Derived) -> str:
        """A commit on top of `before` that adds the manifests and nothing else."""
        entries = self._git("ls-tree", "-z", before).rstrip("\0").split("\0")
        own = f"040000 tree {self._manifests(tuple(derived.manifests.items()))}\t.remit"
        tree = self._git("mktree", "-z", feed="\0".join([*entries, own, ""])).strip()
        identity = ("-c", "user.name=study", "-c", "user.email=study@localhost")
        return self._git(*identity, "commit-tree", "-p", before, "-m", "scopes", tree).strip()

    @cache  # noqa: B019 - the studies of one run are few
    def _manifests(self, manifests: tuple[tuple[str, str], ...]) -> str:
        lines: list[str] = []
        for task, text in manifests:
            blob = self._git("hash-object", "-w", "--stdin", feed=text).strip()
            lines.append(f"100644 blob {blob}\t{task}.toml\n")
        tasks = self._git("mktree", feed="".join(lines)).strip()
        return self._git("mktree", feed=f"040000 tree {tasks}\ttasks\n").strip()

    def _names(self, *command: str) -> tuple[str, ...]:
        listed = self._git(command[0], "--name-only", "-z", *command[1:])
        return tuple(filter(None, listed.split("\0")))

    def _git(self, *words: str, feed: str = "") -> str:
        return _run("git", "-C", str(self._git_dir), *words, feed=feed)


@cache
def _of_owners(text: str) -> Derived:
    return of_owners(text)


@cache
def _of_directories(paths: tuple[str, ...]) -> Derived:
    return of_directories(paths)


def main() -> None:
    """Study each repository and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("repositories", nargs="+", metavar="PATH:codeowners|directories")
    parser.add_argument("--last", type=int, default=500, metavar="N")
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verdicts", type=Path)
    asked = parser.parse_args()
    found: list[Judged] = []
    with tempfile.TemporaryDirectory() as name:
        for word in asked.repositories:
            path, _, by = word.rpartition(":")
            study = Study(Path(path), by, Path(name))
            found += [study.judged(change) for change in study.landed(asked.last)]
    if asked.verdicts:
        asked.verdicts.write_text("".join(json.dumps(each._asdict()) + "\n" for each in found))
    sys.stdout.write(table(found) + "\n")
    for each in random.Random(asked.seed).sample(found, asked.sample):
        sys.stdout.write(f"\n{each.repository} {each.commit[:12]} {each.home} {each.outcome}\n")
        sys.stdout.write("".join(f"  {rule} {path}\n" for rule, path in each.violations))


def table(found: list[Judged]) -> str:
    """A row for each repository."""
    lines = ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
    for name in dict.fromkeys(each.repository for each in found):
        own = [each for each in found if each.repository == name]
        outcomes = Counter(each.outcome for each in own)
        violating = [each for each in own if each.outcome == "violations"]
        protected_only = sum(
            all(protected(path) for _, path in each.violations) for each in violating
        )
        counts = [len(each.violations) for each in violating] or [0]
        times = [each.seconds * 1000 for each in own]
        work = [each.processor * 1000 for each in own]
        kinds = Counter(each.kind for each in own)
        lines.append(
            f"| {name} | {len(own)} | {kinds['merged']} / {kinds['squashed']} "
            f"| {outcomes['clean']} | {outcomes['violations']} | {outcomes['undecided']} "
            f"| {protected_only} | {statistics.median(counts):g}, {_late(counts):g}, {max(counts)} "
            f"| {statistics.median(times):.0f}, {_late(times):.0f} "
            f"| {statistics.median(work):.0f}, {_late(work):.0f} "
            f"| {sum(each.differs for each in own)} |"
        )
    return "\n".join(lines)


def _late(values: "list[int] | list[float]") -> float:
    """The 95th percentile, by nearest rank."""
    return sorted(values)[-(-len(values) * 95 // 100) - 1]


def _processor() -> float:
    """Seconds of processor time of all processes that were waited for, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _run(*words: str, feed: str = "") -> str:
    done = subprocess.run(
        words, input=feed.encode("utf-8", "surrogateescape"), capture_output=True, check=True
    )
    return done.stdout.decode("utf-8", "surrogateescape")


if __name__ == "__main__":
    main()

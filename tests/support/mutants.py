"""The command behind `make mutants`: is every small change of the code noticed by a test?

    python tests/support/mutants.py [--all] [--base COMMIT] [PACKAGE ...]

Without `--all` only statements are tried that differ from the base, by default where this branch
left `main`. A mutant that survives is an error, unless `tests/mutants.toml` says why it changes
nothing; so is an entry of that file which is no longer true. `--all` also writes the page
`tests/mutants.md`. Exit codes: 0, 1 where a mutant survives or an entry is not true, 2 where the
tests fail without any mutant, or git does not know the base.
"""

import argparse
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mutant_runs import ENDED, NOBODY, Suite, measure, notice
from mutations import Mutant, mutants

PACKAGES = ("patterns", "judge")
TABLE = Path("tests/mutants.toml")
PAGE = Path("tests/mutants.md")

_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


class UnusableError(Exception):
    """Nothing can be said about mutants; the text says why."""


class Table(NamedTuple):
    """What is known about mutants that survived once, by name."""

    tests: dict[str, str]
    reasons: dict[str, str]

    def complaint(self, name: str, who: str) -> str | None:
        """What is wrong with the outcome of a mutant, or with what the table says of it."""
        if who == NOBODY:
            return None if name in self.reasons else "no test notices it"
        if name in self.reasons:
            return f"{who} notices it, though {TABLE} says that it changes nothing"
        if self.tests.get(name, who) != who:
            return f"{who} notices it, not the test that {TABLE} names"
        return None


def read_table(root: Path) -> Table:
    """The table of the repository at `root`; empty where there is none."""
    path = root / TABLE
    data = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    tests = {name: one["test"] for one in data.get("killed", ()) for name in one["mutants"]}
    reasons = {
        name: one["because"] for one in data.get("equivalent", ()) for name in one["mutants"]
    }
    return Table(tests, reasons)


def changed_lines(root: Path, base: str | None) -> dict[Path, set[int]]:
    """The lines of each Python file that the working tree does not have in common with the base."""
    start = base or _git(root, "merge-base", "HEAD", "main").strip()
    named = _git(root, "diff", "--name-only", "-z", start, "--", "*.py").split("\0")
    new = _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", "*.py").split("\0")
    found: dict[Path, set[int]] = {}
    for name in filter(None, named):
        hunks = _HUNK.findall(_git(root, "diff", "-U0", "--no-ext-diff", start, "--", name))
        spans = (range(int(first), int(first) + int(size or 1)) for first, size in hunks)
        found[root / name] = {line for span in spans for line in span}
    for name in filter(None, new):
        found[root / name] = set(range(1, len((root / name).read_bytes().splitlines()) + 1))
    return found


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise UnusableError(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout


class Package(NamedTuple):
    """A package of `remit` with its mutants, each with its file; its tests mirror its path."""

    name: str
    mutants: list[tuple[Path, Mutant]]

    @property
    def tests(self) -> list[str]:
        """Where its tests are: those that mirror it, and its doctests."""
        return [f"tests/remit/{self.name}", f"scoping/remit/{self.name}"]


def read_package(root: Path, name: str) -> Package:
    """A package with all of its mutants."""
    files = sorted((root / "scoping/remit" / name).glob("*.py"))
    return Package(name, [(file, one) for file in files for one in mutants(file, _short(file))])


def _short(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def outcomes(root: Path, package: Package, table: Table, scratch: Path) -> dict[str, str]:
    """Which test notices each mutant of the package, by name. Raises `UnusableError`."""
    suite = Suite(root, package.tests, scratch)
    baseline = measure(suite, {file for file, _ in package.mutants})
    if baseline.failed:
        raise UnusableError(f"Without any mutant these fail: {', '.join(baseline.failed)}")
    tasks = [baseline.task(file, one, table.tests.get(one.name)) for file, one in package.mutants]
    return notice(suite, tasks, _show_progress)


def _show_progress(outcome: str) -> None:
    sys.stderr.write("s" if outcome == NOBODY else ".")
    sys.stderr.flush()


def page(packages: Sequence[Package], found: dict[str, str], table: Table) -> Iterator[str]:
    """The lines of the page."""
    yield from (*_INTRODUCTION.splitlines(), "")
    yield "| package | mutants | a test fails | time or memory runs out | change nothing |"
    yield "|---|---|---|---|---|"
    for package in packages:
        whos = [found[one.name] for _, one in package.mutants]
        ended, survived = whos.count(ENDED), whos.count(NOBODY)
        killed = len(whos) - ended - survived
        yield f"| `{package.name}` | {len(whos)} | {killed} | {ended} | {survived} |"
    places = {one.name: f"{_short(file)}:{one.line}" for p in packages for file, one in p.mutants}
    yield from _rows("What changes nothing", "because", table.reasons, places)
    tests = {name: f"`{test.rpartition('/')[2]}`" for name, test in table.tests.items()}
    yield from _rows("What survived at first", "now noticed by", tests, places)


def _rows(title: str, last: str, cells: dict[str, str], places: dict[str, str]) -> Iterator[str]:
    yield from ("", f"## {title}", "", f"| where | change | {last} |", "|---|---|---|")
    for name in filter(cells.__contains__, places):
        function, _, change = name.partition(" ")[2].partition(": ")
        before, _, after = change.replace("|", "\\|").partition(" -> ")
        yield f"| {places[name]} | `{function}`: `{before}` becomes `{after}` | {cells[name]} |"


def main(words: Sequence[str]) -> int:
    """Run the command in the current repository; return the exit code."""
    parser = argparse.ArgumentParser(description="Is every small change of the code noticed?")
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", default=PACKAGES)
    parser.add_argument("--all", action="store_true", help="not only what differs from the base")
    parser.add_argument("--base", metavar="COMMIT", help="default: where this branch left main")
    options = parser.parse_args(words)
    root = Path(_git(Path.cwd(), "rev-parse", "--show-toplevel").rstrip("\n"))
    packages = [read_package(root, name) for name in options.packages]
    table = read_table(root)
    chosen = packages
    if not options.all:
        changed = changed_lines(root, options.base)
        chosen = [part for part in (_part(one, changed) for one in packages) if part.mutants]
    found: dict[str, str] = {}
    with TemporaryDirectory(prefix="remit-mutants-") as scratch:
        for package in chosen:
            found.update(outcomes(root, package, table, Path(scratch)))
    if options.all and set(options.packages) >= set(PACKAGES):
        (root / PAGE).write_text("\n".join([*page(packages, found, table), ""]), "utf-8")
    complaints = [*_unknown(packages, table), *_complaints(root, chosen, found, table)]
    summary = f"{len(found)} mutants, {len(complaints)} complaints"
    sys.stdout.write("\n".join([*complaints, summary, ""]))
    return 1 if complaints else 0


def _part(package: Package, changed: dict[Path, set[int]]) -> Package:
    """The package with those mutants only whose statements are changed."""
    kept = [
        (file, one)
        for file, one in package.mutants
        if not changed.get(file, set()).isdisjoint(one.statement)
    ]
    return Package(package.name, kept)


def _unknown(packages: Sequence[Package], table: Table) -> Iterator[str]:
    names = {one.name for package in packages for _, one in package.mutants}
    for name in (*table.tests, *table.reasons):
        if name.partition("/")[0] in {package.name for package in packages} and name not in names:
            yield f"{TABLE}: there is no mutant `{name}` any more: take the entry out"


def _complaints(
    root: Path, packages: Sequence[Package], found: dict[str, str], table: Table
) -> Iterator[str]:
    for package in packages:
        for file, one in package.mutants:
            if complaint := table.complaint(one.name, found[one.name]):
                place = file.relative_to(root)
                yield f"{place}:{one.line}: {one.name.partition(' ')[2]}: {complaint}"


_INTRODUCTION = """\
# Mutants

Each small change of `patterns` and `judge` (a mutant) should make one of the package's tests
fail. This page is made by `make mutants ARGS=--all` from `tests/mutants.toml` and from what the
tests do; `make mutants` tries what differs from the base branch only.
"""

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UnusableError as reason:
        sys.stderr.write(f"{reason}\n")
        sys.exit(2)

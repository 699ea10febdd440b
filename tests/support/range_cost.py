"""What `remit check --range` costs: the whole process beside its floor and beside a plain script.

The floor is what no such check in Python can avoid: an interpreter that imports `subprocess` and
`tomllib`, and the git commands that find the ends, the manifests, the merge and its changes. The
plain script lists names with `git diff --name-only` and asks a matcher of `.gitignore` patterns
about each; it knows no manifest, no mode, no link and no rename.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hook_cost import FLOOR, bare_environment
from long_history import lengthened
from repo import Repo, isolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Commands = Sequence[list[str]]

COMMITS = (10, 1_000, 10_000)
FILES = 50_000
WIDE = "wide"
ROUNDS = 15
CHECK = ("check", "--branch", "agent/login")
MANIFEST = """\
[task]
id = "login"
branch = "agent/login"
[files]
write = ["allowed/**", "src/login/**", "tests/test_login*.py", "docs/**/*.md", "assets/logo.svg"]
"""
PLAIN = """\
import subprocess, sys
from pathspec import GitIgnoreSpec
spec = GitIgnoreSpec.from_lines(
    ["/allowed/**", "/src/login/**", "/tests/test_login*.py", "/docs/**/*.md", "/assets/logo.svg"])
names = subprocess.run(["git", "diff", "--name-only", "-z", "main...%s"],
    check=True, capture_output=True).stdout.decode("utf-8", "surrogateescape").split("\\0")[:-1]
sys.exit(any(not spec.match_file(name) for name in names))
"""


class Spent(NamedTuple):
    """Milliseconds of the fastest round on the wall, and of the one with the least processor."""

    wall: float
    processor: float


class Cost(NamedTuple):
    """One range: the check, its git commands alone, these and an interpreter, the plain script."""

    name: str
    check: Spent
    git: Spent
    floor: Spent
    plain: Spent | None = None


def ground(folder: Path) -> Repo:
    """Ranges of three lengths and one wide one on a base of 10,000 files that has moved on."""
    repo = Repo.init(folder)
    repo.stage(".remit/tasks/login.toml", MANIFEST)
    repo.git("update-index", "--index-info", feed=_entries(repo, "src/other", 10_000))
    start = repo.commit("the base")
    for count in COMMITS:
        lengthened(repo, f"long-{count}", start, count, trailer="Remit-Task: login")
    repo.git("update-index", "--index-info", feed=_entries(repo, "allowed", FILES))
    tree = repo.git("write-tree")
    repo.git("branch", WIDE, repo.git("commit-tree", "-p", start, "-m", "wide", tree))
    repo.git("read-tree", start)
    repo.put("elsewhere", "the base moves on\n")
    repo.git("repack", "-a", "-d", "-q")
    return repo


def costs(python: Path, repo: Repo, rounds: int = ROUNDS) -> "Iterator[Cost]":
    """Every range by its effect; the long ones commit by commit as well."""
    start = [str(python), *FLOOR]
    for name, title in _TITLES.items():
        check = [str(python.with_name("remit")), *CHECK, "--range", f"main...{name}"]
        git = [*_effect(repo, name)]
        plain = [[sys.executable, "-I", "-c", PLAIN % name]]
        yield cost(title, repo, ([check], git, [start, *git], plain), rounds)
        if name != WIDE:
            git += _each(name)
            commits = ([[*check, "--every-commit"]], git, [start, *git])
            yield cost(f"{title}, `--every-commit`", repo, commits, rounds)


def cost(title: str, repo: Repo, kinds: "Sequence[Commands]", rounds: int) -> Cost:
    """The fastest of some rounds, all kinds in turn, so that they meet the same machine."""
    for kind in kinds:
        _spent(kind, repo)
    table = [[_spent(kind, repo) for kind in kinds] for _ in range(rounds)]
    best = [Spent(*map(min, zip(*column, strict=True))) for column in zip(*table, strict=True)]
    return Cost(title, *best)


def markdown() -> str:
    """The table of `docs/benchmarks/range.md`, measured now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(isolated(folder / "home"))
        rows = list(costs(bare_environment(folder), ground(folder / "repo")))
    lines = [
        "| range | check | git | floor | check / floor | plain script |",
        "|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
    ]
    return "\n".join(lines) + "\n"


_TITLES = {
    **{f"long-{count}": f"{count:,} commits, 10 files" for count in COMMITS},
    WIDE: f"1 commit, {FILES:,} files",
}


def _line(row: Cost) -> str:
    ratios = [row.check[column] / row.floor[column] for column in range(2)]
    plain = _shown(row.plain) if row.plain else "-"
    return (
        f"| {row.name} | {_shown(row.check)} | {_shown(row.git)} | {_shown(row.floor)} "
        f"| {ratios[0]:.2f} ({ratios[1]:.2f}) | {plain} |"
    )


def _shown(spent: Spent) -> str:
    return f"{spent.wall:.0f} ({spent.processor:.0f})"


def _effect(repo: Repo, head: str) -> "Iterator[list[str]]":
    """The git commands that an effect needs: ends, manifests, merge, changes, what commits say."""
    tree = repo.git("merge-tree", "--write-tree", "main", head)
    for words in (
        ("rev-parse", "--absolute-git-dir", "--git-common-dir"),
        ("rev-parse", "--verify", "main^{commit}"),
        ("rev-parse", "--verify", f"{head}^{{commit}}"),
        ("ls-tree", "-r", "-z", "main", "--", ".remit"),
        ("merge-base", "--all", "main", head),
        ("merge-tree", "--write-tree", "main", head),
        ("diff-tree", "-r", "--raw", "-z", "--no-renames", "main", tree),
        ("rev-list", "--topo-order", "--header", f"main..{head}"),
    ):
        yield ["git", *words]


def _each(head: str) -> "Iterator[list[str]]":
    """The git commands that each commit's own changes need."""
    listing = f"git rev-list --reverse --topo-order --parents main..{head}"
    yield ["sh", "-c", f"{listing} | cut -d' ' -f1 | git diff-tree --stdin -r --root --raw -z"]


def _spent(commands: "Commands", repo: Repo) -> Spent:
    before, start = _processor(), time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=repo.root, stdout=subprocess.DEVNULL, check=True)
    return Spent((time.perf_counter() - start) * 1000, (_processor() - before) * 1000)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _entries(repo: Repo, folder: str, count: int) -> bytes:
    oid = repo.git("hash-object", "-w", "--stdin", feed=b"text\n").encode()
    name = folder.encode()
    return b"".join(
        b"100644 %b\t%b/%03d/%03d\n" % (oid, name, n // 200, n % 200) for n in range(count)
    )


if __name__ == "__main__":
    sys.stdout.write(markdown())

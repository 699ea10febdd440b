"""What a commit hook costs: the whole process in a bare environment, beside its floor, in one run.

The floor is what no Python hook of this kind can avoid: an interpreter that imports `subprocess`
and `tomllib`, and the three git commands that find HEAD, the changes and the manifests.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from repo import Repo, isolated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
TRACKED = 10_000
CHANGED = (1, 50, 5_000)
TASKS = (10, 1_000)
ROUNDS = 15
FLOOR = ("-I", "-c", "import subprocess, tomllib")
HOOK = ("-I", "-m", "remit_hooks", "pre-commit")


class Cost(NamedTuple):
    """Milliseconds of the fastest round of the hook and of its floor, for one size of change."""

    tasks: int
    changed: int
    hook: float
    floor: float

    @property
    def ratio(self) -> float:
        """How many times the floor the hook takes."""
        return self.hook / self.floor


def bare_environment(folder: Path) -> Path:
    """The interpreter of a new environment that holds remit's wheel and nothing else."""
    venv.create(folder / "bare", with_pip=False)
    python = folder / "bare/bin/python"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    build = ("wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    subprocess.run([*pip, *build], check=True, capture_output=True)
    (wheel,) = folder.glob("remit-*.whl")
    install = ("--python", str(python), "install", "--no-deps", str(wheel))
    subprocess.run([*pip, *install], check=True, capture_output=True)
    return python


def ground(folder: Path, tasks: int, changed: int, allowed: str = "write") -> Repo:
    """A repository of 10,000 files and some tasks, on the branch of one, with a change staged.

    The manifests name their files in the list `allowed`.
    """
    repo = Repo.init(folder)
    for number in range(tasks):
        text = _manifest(number).replace("write =", f"{allowed} =", 1)
        repo.write(f".remit/tasks/task-{number}.toml", text)
    repo.git("add", "-A")
    old, new = (repo.git("hash-object", "-w", "--stdin", feed=text) for text in (b"a", b"b"))
    repo.git("update-index", "--index-info", feed=_entries(old, TRACKED))
    repo.commit("the base")
    repo.git("repack", "-a", "-d", "-q")
    repo.branch("agent/task-0/work")
    repo.git("update-index", "--index-info", feed=_entries(new, changed))
    return repo


def cost(python: Path, repo: Repo, tasks: int, changed: int, rounds: int = ROUNDS) -> Cost:
    """The fastest of some rounds, hook and floor in turn, so that both meet the same machine."""
    hook, floor = ([str(python), *HOOK],), ([str(python), *FLOOR], *_git_commands())
    for warming in (hook, floor):
        _seconds(warming, repo)
    pairs = [(_seconds(hook, repo), _seconds(floor, repo)) for _ in range(rounds)]
    return Cost(tasks, changed, *(min(column) * 1000 for column in zip(*pairs, strict=True)))


class ClaimCost(NamedTuple):
    """Milliseconds of the hook where `write` allows a change, and where only `claim` does."""

    tasks: int
    changed: int
    without: float
    with_claims: float

    @property
    def ratio(self) -> float:
        """How many times the hook without claims the one with them takes."""
        return self.with_claims / self.without


def claim_cost(
    python: Path, folder: Path, tasks: int, changed: int, rounds: int = ROUNDS
) -> ClaimCost:
    """The fastest of some rounds of both, in turn; the paths are held after the first."""
    command = [[str(python), *HOOK]]
    repos = [ground(folder / each, tasks, changed, each) for each in ("write", "claim")]
    for repo in repos:
        _seconds(command, repo)
    pairs = [[_seconds(command, repo) for repo in repos] for _ in range(rounds)]
    return ClaimCost(tasks, changed, *(min(column) * 1000 for column in zip(*pairs, strict=True)))


def costs(python: Path, folder: Path) -> "Iterator[Cost]":
    """All sizes of change, for few and for many tasks."""
    for tasks in TASKS:
        for changed in CHANGED:
            repo = ground(folder / f"{tasks}-{changed}", tasks, changed)
            yield cost(python, repo, tasks, changed)


def imports(python: Path, repo: Repo, rounds: int = 7) -> "list[tuple[str, float]]":
    """Modules that the hook imports, with the median of their own milliseconds, longest first."""
    seen: dict[str, list[float]] = {}
    for _ in range(rounds):
        command = [str(python), "-X", "importtime", *HOOK]
        done = subprocess.run(command, cwd=repo.root, capture_output=True, text=True, check=True)
        for line in done.stderr.splitlines():
            own, _, name = line.removeprefix("import time:").replace("|", " ", 1).partition("|")
            if line.startswith("import time:") and own.split()[0].isdigit():
                seen.setdefault(name.strip(), []).append(int(own.split()[0]) / 1000)
    medians = [(name, statistics.median(times)) for name, times in seen.items()]
    return sorted(medians, key=lambda pair: -pair[1])


def markdown() -> str:
    """The tables of this cost for `docs/benchmarks/gates.md`, measured now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(isolated(folder / "home"))
        python = bare_environment(folder)
        rows = list(costs(python, folder))
        claims = [
            claim_cost(python, folder / f"claims-{tasks}-{changed}", tasks, changed)
            for tasks in TASKS
            for changed in CHANGED[:2]
        ]
        shown = imports(python, Repo(folder / "10-50"))
    return f"{_cost_table(rows)}\n\n{_claim_table(claims)}\n\n{_import_table(shown)}\n"


def _cost_table(rows: "Sequence[Cost]") -> str:
    lines = [
        "| tasks | changed files | hook, ms | floor, ms | hook / floor |",
        "|---|---|---|---|---|",
        *(
            f"| {row.tasks:,} | {row.changed:,} | {row.hook:.1f} | {row.floor:.1f} "
            f"| {row.ratio:.2f} |"
            for row in rows
        ),
    ]
    return "\n".join(lines)


def _claim_table(rows: "Sequence[ClaimCost]") -> str:
    lines = [
        "| tasks | changed files | `write` allows them, ms | only `claim` does, ms | ratio |",
        "|---|---|---|---|---|",
        *(
            f"| {row.tasks:,} | {row.changed:,} | {row.without:.1f} | {row.with_claims:.1f} "
            f"| {row.ratio:.2f} |"
            for row in rows
        ),
    ]
    return "\n".join(lines)


def _import_table(shown: "Sequence[tuple[str, float]]") -> str:
    longest = shown[:15]
    rest = sum(own for _, own in shown[15:])
    lines = ["| module | own import time, ms |", "|---|---|"]
    lines += [f"| `{name}` | {own:.1f} |" for name, own in longest]
    return "\n".join([*lines, f"| {len(shown) - len(longest)} others together | {rest:.1f} |"])


def _git_commands() -> "tuple[list[str], ...]":
    return (
        ["git", "rev-parse", "HEAD"],
        ["git", "diff-index", "--cached", "--raw", "-z", "HEAD"],
        ["git", "ls-tree", "-r", "-z", "main", "--", ".remit"],
    )


def _seconds(commands: "Sequence[list[str]]", repo: Repo) -> float:
    start = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=repo.root, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def _manifest(number: int) -> str:
    patterns = ", ".join(f'"part-{number}/area-{n}/**"' for n in range(9))
    head = f'[task]\nid = "task-{number}"\nbranch = "agent/task-{number}/*"\n'
    return f'{head}[files]\nwrite = ["src/{number}/**", {patterns}]\n'


def _entries(oid: str, count: int) -> bytes:
    return b"".join(
        b"100644 %b\tsrc/0/%03d/%02d\n" % (oid.encode(), n // 20, n % 20) for n in range(count)
    )


if __name__ == "__main__":
    sys.stdout.write(markdown())

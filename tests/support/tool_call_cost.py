"""What the hook of a tool call costs, beside its floor, and the check of an effect.

The floor is what no Python hook of this kind can avoid: an interpreter that imports `json` and
`subprocess`, and the git commands that find the worktree, the base, its manifests and, before a
shell call, what the tree holds.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agent_events import Caller
from hook_cost import TASKS, bare_environment
from repo import Repo, isolated

from remit.git.repository import Repository
from remit.git.worktree_state import read_worktree_state

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 15
FILES = 10_000
CALLS = ("write", "shell", "read")
FLOOR = ("-I", "-c", "import json, subprocess")
HOOK = ("-I", "-m", "remit_hooks", "agent", "claude-code")
_FINDS = (("rev-parse", "HEAD"), ("config", "--get-regexp", "^remit"), ("cat-file", "--batch"))
_LISTS = (
    ("config", "--get-regexp", "^filter"),
    ("diff-index", "--raw", "-z", "HEAD"),
    ("ls-files", "--others", "--exclude-standard", "-z"),
)
GIT = {"write": _FINDS, "shell": (*_FINDS, *_LISTS), "read": ()}


class CallCost(NamedTuple):
    """Milliseconds of the fastest round of the hook and of its floor, for one kind of call.

    `hook_cpu` and `floor_cpu` are the least processor time, which other work disturbs less.
    """

    call: str
    tasks: int
    hook: float
    floor: float
    hook_cpu: float
    floor_cpu: float

    @property
    def ratio(self) -> float:
        """How many times the floor the hook takes."""
        return self.hook / self.floor

    @property
    def cpu_ratio(self) -> float:
        """The same by processor time."""
        return self.hook_cpu / self.floor_cpu


def ground(folder: Path, tasks: int, files: int = 100) -> Repo:
    """A repository with so many tasks and files, on the branch of a task."""
    repo = Repo.init(folder)
    for number in range(tasks):
        areas = ", ".join(f'"part-{number}/area-{n}/**"' for n in range(9))
        head = f'[task]\nid = "task-{number}"\nbranch = "agent/task-{number}/*"\n[files]\n'
        text = f'{head}write = ["src/{number}/**", {areas}]\n'
        repo.write(f".remit/tasks/task-{number}.toml", text)
    for number in range(files):
        repo.write(f"src/{number % 7}/{number // 100:03}/{number}.py", "x = 1\n")
    repo.git("add", "-A")
    repo.commit("the base")
    repo.git("repack", "-a", "-d", "-q")
    repo.git("config", "remit.base", "main")
    repo.branch("agent/task-0/work")
    repo.age()
    return repo


def cost(python: Path, repo: Repo, call: str, tasks: int, rounds: int = ROUNDS) -> CallCost:
    """The fastest of some rounds, hook and floor in turn, so that both meet the same machine."""
    event = _event(repo, call).encode()
    hook = ([str(python), *HOOK],)
    floor = ([str(python), *FLOOR], *(["git", *words] for words in GIT[call]))
    for warming in (hook, floor):
        _seconds(warming, repo, event)
    rows = [(*_seconds(hook, repo, event), *_seconds(floor, repo, b"")) for _ in range(rounds)]
    hook_wall, hook_cpu, floor_wall, floor_cpu = (
        min(column) * 1000 for column in zip(*rows, strict=True)
    )
    return CallCost(call, tasks, hook_wall, floor_wall, hook_cpu, floor_cpu)


def effect_seconds(repo: Repo, rounds: int = ROUNDS) -> float:
    """The fastest comparison of the working tree with what was there before."""
    fastest = 60.0
    with Repository.at(str(repo.root)) as repository:
        before = read_worktree_state(repository)
    for _ in range(rounds):
        with Repository.at(str(repo.root)) as repository:
            start = time.perf_counter()
            assert not read_worktree_state(repository).changed_since(before)
            fastest = min(fastest, time.perf_counter() - start)
    return fastest


def costs(python: Path, folder: Path) -> "Iterator[CallCost]":
    """All kinds of calls, for few and for many tasks."""
    for tasks in TASKS:
        repo = ground(folder / f"{tasks}", tasks)
        for call in CALLS:
            yield cost(python, repo, call, tasks)


def markdown() -> str:
    """The tables of this cost for `docs/benchmarks/tool-calls.md`, measured now."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(isolated(folder / "home"))
        python = bare_environment(folder)
        rows = list(costs(python, folder))
        seconds = effect_seconds(ground(folder / "files", 10, FILES))
    lines = ["| call | tasks | hook, ms | floor, ms | hook / floor |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.call} | {row.tasks:,} | {row.hook:.1f} ({row.hook_cpu:.1f}) "
        f"| {row.floor:.1f} ({row.floor_cpu:.1f}) | {row.ratio:.2f} ({row.cpu_ratio:.2f}) |"
        for row in rows
    ]
    compared = f"Comparing a tree of {FILES:,} files: {seconds * 1000:.1f} ms."
    return "\n".join([*lines, "", compared, ""])


def _event(repo: Repo, call: str) -> str:
    caller = Caller("claude-code", repo.root)
    if call == "shell":
        return caller.shell("ls -l | head", call="toolu_1")
    tool = "Write" if call == "write" else "Read"
    path = {"file_path": f"{repo.root}/src/0/000/0.py"}
    return caller.event(tool, path | ({"content": "x = 2\n"} if call == "write" else {}))


def _seconds(commands: "tuple[list[str], ...]", repo: Repo, feed: bytes) -> tuple[float, float]:
    """What the commands take one after the other: on the wall, and of the processors."""
    start, used = time.perf_counter(), _processor_seconds()
    for command in commands:
        done = subprocess.run(
            command, cwd=repo.root, input=feed, stdout=subprocess.DEVNULL, check=False
        )
        assert done.returncode in {0, 1}, command
    return time.perf_counter() - start, _processor_seconds() - used


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.stdout.write(markdown())

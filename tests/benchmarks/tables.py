"""Write the pages of `docs/benchmarks` from figures measured now: `make benchmarks`.

Takes about ten minutes, most of it spent in the matchers that patterns are compared with, and as
long again for the simulator. Run it on a machine that does nothing else.
"""

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

SUPPORT = Path(__file__).parents[1] / "support"
SIMULATOR = Path(__file__).with_name("simulator.py")  # says itself what it could not measure

_GATES = """\
# What a commit costs

The whole process of the commit hook on a clean commit, beside its floor: an interpreter that
imports `subprocess` and `tomllib`, then `git rev-parse HEAD`, `git diff-index --cached --raw -z
HEAD` and `git ls-tree -r -z BASE -- .remit`. Both run in turn, in a bare virtual environment that
holds remit's wheel and nothing else, in a repository of 10,000 files; each figure is the fastest of
15 rounds. The budget is 1.5 times the floor at 50 changed files, and twice the time of 50 files at
5,000. With 1,000 tasks the manifests come from the cache in the git directory.
"""
_HISTORY = """\
# What reading a history costs

`mined` of `remit.analysis`: live files, and every past change with its renames followed, all in one
process from its first import on, the fastest of three. "Cold" reads everything from git, "warm" has
it in the cache, "with 100 new" reads 100 more commits and the rest from the cache. The peak is that
of the process, git's own aside; CPU counts both. `made here` is written for this purpose: 60,000
commits and 12,000 merges over 3,000 files.

The second table sets it beside the diff of each commit by GitPython (`commit.diff(parent)`) and
PyDriller (`modified_files`), measured in the same run on 300 commits spread over the newest 6,000,
their start-up left out; both name each file with its renames, PyDriller reads the contents too.
remit's figure is the cold one for all commits, with its start.
"""
_PATTERNS = """\
# What matching costs

100,000 paths in 12,000 directories against a mix of patterns: directories, files, `/d/**/*.ext`,
wildcard segments, unanchored names. "build" is compiling the patterns, "match" one question for
each path.
"""
_RANGE = """\
# What a range costs

The whole process of `remit check --range`, as it is installed, on a clean range, in a bare
virtual environment that holds remit's wheel and nothing else, on a base of 10,000 files that has
moved on since the range left it: each check redoes a merge. Its commits name their task, as the
commit hook leaves them.
Beside it, in turn and in the same run:

- **git**: the commands that no such check can do without, each as a process: the repository, both
  ends, the manifests, the merge base, the merge, its changes, and the messages of its commits,
  which tell whether the commit hook ran; with `--every-commit` also what each commit changes.
- **floor**: these, and an interpreter that imports `subprocess` and `tomllib`.
- **plain script**: `git diff --name-only main...HEAD` and a `.gitignore` matcher (`pathspec`) on
  the same five patterns. It knows no manifest, mode, link, protected path or rename, and merges
  nothing.

Each figure is in milliseconds: the fastest of 15 rounds on the wall, and in brackets the least
processor time, which other work on the machine disturbs less. The budget is 1.3 times the floor.

What a check has beside the floor: seventy modules of its own to import, a third of what an
interpreter with `subprocess` and `tomllib` costs; and for 50,000 files the list of them, which is
cut up and looked at as a whole. While the manifests are read, git merges and lists commits; while
git lists changes, they are read. So the budget holds on the wall, where a second processor is free;
by processor time it does not hold for 50,000 files, and hardly for short ranges. From one run to
the next a ratio on the wall moves by up to .1.
"""
_LIMITS = """\
# What a bomb costs

Small packs that mean much (see [the limits](../reference/limits.md)), each judged once
by a whole process at three places: `remit check`, the hook before a push, the hook of a server.
Beside each an honest change of about the size of the limit, in the same run:
a million files, a target of 4,096 bytes, an
append file of 16 MiB, as many links that lead straight to a file. The peak is that of the largest
process, git's included. The ratio is of seconds: what a bomb costs in units of the largest honest
change. Exit codes: 0 clean, 1 refused by a rule, 2 could not check.
"""
_TOOL_CALLS = """\
# What a tool call costs

The whole process of `remit-hook agent claude-code` before a call that is allowed, beside its floor:
an interpreter that imports `json` and `subprocess`, and the git commands that it needs. For a file
tool these find the repository, the base and the manifests (`rev-parse`, `config`, `cat-file`); for
a shell call also what the working tree holds (`config`, `diff-index`, `ls-files`); for a reading
tool there are none. Both run in turn, in a bare virtual environment that holds remit's wheel and
nothing else. Each figure is in milliseconds: the fastest of 15 rounds on the wall, and in brackets
the least processor time, which other work on the machine disturbs less. The budget is 1.5 times the
floor.

The comparison of a working tree with what was there before is measured within one process; its
budget is 30 ms for 10,000 files.
"""
_PAGES = {
    "gates.md": (_GATES, "hook_cost.py"),
    "history.md": (_HISTORY, "mining_cost.py"),
    "limits.md": (_LIMITS, "bomb_cost.py"),
    "patterns.md": (_PATTERNS, "pattern_table.py"),
    "range.md": (_RANGE, "range_cost.py"),
    "tool-calls.md": (_TOOL_CALLS, "tool_call_cost.py"),
}


def machine(command: str = "make benchmarks") -> str:
    """Where and when the figures were measured, as a sentence, and what makes them again."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    git = subprocess.run(["git", "version"], check=True, capture_output=True, text=True).stdout
    return (
        f"Measured on {time.strftime('%Y-%m-%d')}: {cpu}, {os.cpu_count()} cores, "
        f"{platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}, {git.strip()}. Made again by `{command}`."
    )


def main(folder: Path) -> None:
    """Measure, then write each page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (introduction, program) in _PAGES.items():
        command = [sys.executable, str(SUPPORT / program)]
        tables = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        page = f"{introduction}\n{machine()}\n\n{tables.strip()}\n"
        (folder / name).write_text(page, encoding="utf-8")
    subprocess.run([sys.executable, str(SIMULATOR), str(folder)], check=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Write `docs/benchmarks/plan.md` from clones of repositories, measured now.

`python tests/benchmarks/plan_tables.py OUT NAME=DIR@REV...`; names before a `--` are those whose
commits have taught no weight, those after it have. About two minutes each.
`python tests/benchmarks/plan_tables.py OUT --from FOLDER` takes answers of `remit plan backtest
--format json` that are there already: `unseen/NAME.json`, `taught/NAME.json`, and what
`plan_limits.py` and `plan_schedules.py` print, as `limits.md` and `schedules.md`. What was tried is
in `plan_tries.md`.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import mean, median
from typing import Any

_SMALL = 1000
_TRIES = Path(__file__).with_name("plan_tries.md")
_POLICIES = (
    "arrival order, all agents",
    "longest first, 5 agents",
    "plan, lengths known",
    "plan, lengths known, history up to the batch",
    "plan, lengths predicted",
    "true files",
)
_INTRODUCTION = """\
# What plans come to

`remit plan backtest` on public repositories: past commits as tasks of which only the subject is
known, bots and releases left out, in batches of 80, for 8 agents. A task collides if it runs at one
time with another one that truly changed one of its files (the hubs left out). The plan is asked for
a speed-up of 5. Index and predictions are frozen at the cut, which leaves the newest commits (at
most 1,000) to be scored; lengths are 5 + 5 log2(1 + files) of the true files, or guessed where the
table says so.

How each number was chosen: the weights of files were learnt on ten repositories, those of pairs on
fifteen (decision 0161), those of the second table among them, never on those of the first. The
corrections for a repository come from its own history before the cut. Heat, sweeps and the two
percent of decision 0099 were set on those ten, waves (decision 0160) and the signals of pairs
on pasts that end before what is scored. One thing is not out of sample: which signals of files are
used was settled with a look at both tables, between choices that differed by at most .01 of recall.
Every figure is of one seed; another seed moves a repository's share of collided tasks by up to .02.
"""

_LIMITS = """\
## What limits it

Share of tasks that collide at a speed-up of 5, lengths known, by plans that know less or more than
ours; the first column is the share of pairs of tasks that have a file in common. AUC: made-up
chances that are right and rank pairs that well. Then the pairs that run together in our plan and
collide, by the chance that they had been given; then what could have been found of the files.

A plan that knows nothing of its tasks but their lengths has more than a third fewer collisions
than longest first on five agents; ours takes a third off that. Right shares for its ranking would
change little: it is not the calibration. Ranking pairs with an AUC of .86 on every repository
would give 10 %; the mean is .82, and it is .71 to .78 on the three repositories that are furthest
off. Neither a longer search nor boosted trees with more signals get there: the subject does not
say it. Knowing the files of one of two tasks, as leases and manifests of running tasks tell,
would do it in the mean (.094), though not with flask and hypothesis. Of the pairs that ran
together and collided 63 to 96 % had been called less than 10 %: they were not seen, rather than
seen and forced by the speed.

Files that did not exist at the cut are not scored: 6 to 14 % of those touched. Of the others the
first 20 could hold 99 %. In small repositories whose changes meet in a few files (httpx, gin) even
schedules from the true files are not five times as fast.
"""
_SCHEDULES = """\
## How short schedules are

Tasks are consecutive pull requests of the repositories of the first table with their true files; a
file in common serialises two of them, the hubs ignored or not. Makespan over the best lower bound,
means.
"""


def main(words: list[str]) -> None:
    """Measure, or read what was measured, and write the page."""
    out, *rest = words
    if rest and rest[0] == "--from":
        unseen, taught = (_read(Path(rest[1]) / name) for name in ("unseen", "taught"))
        limits, schedules = (
            (Path(rest[1]) / name).read_text(encoding="utf-8")
            for name in ("limits.md", "schedules.md")
        )
    else:
        place = rest.index("--") if "--" in rest else len(rest)
        unseen, taught = (
            dict(_measured(each) for each in some) for some in (rest[:place], rest[place + 1 :])
        )
        limits, schedules = (
            _output([sys.executable, str(Path(__file__).with_name(name)), *rest[:place]])
            for name in ("plan_limits.py", "plan_schedules.py")
        )
    parts = [
        _INTRODUCTION,
        "## Repositories that taught no weight\n",
        _tables(unseen),
        "## Repositories that taught the weights\n",
        _tables(taught),
        _LIMITS,
        limits,
        _TRIES.read_text(encoding="utf-8"),
        _SCHEDULES,
        schedules,
    ]
    Path(out).write_text("\n".join(parts), encoding="utf-8")


def _read(folder: Path) -> dict[str, Any]:
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def _measured(word: str) -> tuple[str, Any]:
    name, _, where = word.partition("=")
    folder, _, revision = where.partition("@")
    command = [sys.executable, "-I", "-m", "remit.cli", "-C", folder, "plan", "backtest"]
    return name, json.loads(_output([*command, "--format", "json", "--at", revision or "HEAD"]))


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _tables(found: dict[str, Any]) -> str:
    if not found:
        return "None were measured.\n"
    return "\n".join((*_collisions(found), "", *_recall(found), ""))


def _collisions(found: dict[str, Any]) -> list[str]:
    lines = [
        "Share of tasks that collide / speed-up.",
        "",
        f"| repository | batches | {' | '.join(_POLICIES)} |",
        f"|---|---|{'---|' * len(_POLICIES)}",
    ]
    rows: list[list[tuple[float, float]]] = []
    for name, each in found.items():
        if not each["batches"]:
            lines.append(f"| {name} | 0 |{' |' * len(_POLICIES)}")
            continue
        by_policy = {one["policy"]: one for one in each["outcomes"]}
        row = [(by_policy[p]["collided"], by_policy[p]["speed_up"]) for p in _POLICIES]
        rows.append(row)
        lines.append(f"| {name} | {each['batches']} | {' | '.join(map(_cell, row))} |")
    columns = [*zip(*rows, strict=True)]
    for title, middle in (("mean", mean), ("median", median)):
        cells = [_cell((middle(a for a, _ in c), middle(b for _, b in c))) for c in columns]
        lines.append(f"| **{title}** | | {' | '.join(cells)} |")
    return lines


def _cell(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.3f} / {pair[1]:.2f}"


def _recall(found: dict[str, Any]) -> list[str]:
    """Recall of files from subjects, and how well pairs are ranked."""
    lines = [
        "Files found from the subject: recall of the first 10 and 20, and of the 20 busiest files.",
        "",
        "| repository | files | changes | busiest 20 | first 10 | first 20 | first hit | AUC |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, each in found.items():
        recall = each["recall"]
        cells = [recall[key] for key in ("popular", "first_10", "first_20", "best")]
        figures = " | ".join(f"{cell:.3f}" for cell in (*cells, each["auc"] or 0.0))
        lines.append(f"| {name} | {each['files']} | {recall['queries']} | {figures} |")
    small = [each["recall"]["first_20"] for each in found.values() if each["files"] < _SMALL]
    if small:
        lines += ["", f"Median of the first 20 below {_SMALL:,} files: {median(small):.3f}."]
    return lines


if __name__ == "__main__":
    main(sys.argv[1:])

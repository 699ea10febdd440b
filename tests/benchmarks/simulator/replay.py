"""How fast past merges are made again, beside a process for each, as Markdown.

    python tests/benchmarks/simulator/replay.py FOLDER

FOLDER holds clones as `backtest` reads them. Takes half a minute for each on an idle machine.
"""

import contextlib
import os
import sys
from itertools import starmap
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

from backtest import LOOKED_AT, MEASURED, place

from remit.git import revisions
from remit.git.batch_merge import ScratchCommits, merge_one_by_one, merge_pairs
from remit.git.repository import Repository
from remit.git.scratch_repository import ScratchRepository, find_memory_filesystem
from remit_sim.replay import first_parent_changes, merger, past_merges, staleness
from remit_sim.replay.replay import BEHIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_TIMED = (*MEASURED, *LOOKED_AT[:4])
_MERGES = 400  # of each kind that are timed in both ways
_EARLY = 16
_INTRODUCTION = f"""\
## Replayed merges per second

The same merges of real trees in one run: as a replay does them, and by one `git merge-tree` process
for each, with equal results. Per second of processor time, so more cores change neither.

- **past**: merges that history has. They write nearly nothing: most of what a process of its own
  costs is its start.
- **early**: changes put on the state {_EARLY} changes before, each by git, which hashes lines of
  files and the objects that it writes (in memory, both ways); no batch can spare that.
- **staleness**: changes begun {min(BEHIND)} to {max(BEHIND)} changes too early, put on the older
  state and then merged with what landed since, as a replay asks. Those that cannot conflict are
  settled by their paths (`is_trivially_clean`); a process of its own makes them too.

| repository | merges | as a replay does | one process each | ratio |
|---|---|---|---|---|"""


class Timed(NamedTuple):
    """So many merges, and the seconds that they took in both ways."""

    kind: str
    merges: int
    replay: float
    single: float

    @property
    def ratio(self) -> float:
        """How many times as fast a replay is."""
        return self.single / self.replay


def section(repositories: Path) -> str:
    """A row for each repository and kind, and the median of each kind."""
    lines, found = [_INTRODUCTION], list[Timed]()
    for name in _TIMED:
        for timed in _timed(repositories, name):
            found.append(timed)
            rates = f"{timed.merges / timed.replay:,.0f} | {timed.merges / timed.single:,.0f}"
            lines.append(f"| {name}, {timed.kind} | {timed.merges} | {rates} | {timed.ratio:.1f} |")
    for kind in dict.fromkeys(each.kind for each in found):
        middle = median(each.ratio for each in found if each.kind == kind)
        lines.append(f"| **median, {kind}** | | | | **{middle:.1f}** |")
    return "\n".join(lines)


def _timed(folder: Path, name: str) -> "Iterator[Timed]":
    found = place(folder, name)
    if found is None:
        return
    with contextlib.chdir(found), Repository.discover() as repository:
        past = _past(repository)
        yield _pairs("past", repository, lambda _scratch: past)
        asked = _early(repository)
        yield _pairs(
            "early", repository, lambda scratch: [*starmap(ScratchCommits(scratch).sides, asked)]
        )
        yield _staleness(repository)


def _past(repository: Repository) -> "list[tuple[str, str]]":
    at = revisions.resolve_commit(repository, "HEAD")
    merges = [each for each in past_merges.list_past_merges(repository, at) if each.reached]
    return [merge.parents for merge in merges[-_MERGES:]]


def _early(repository: Repository) -> "list[tuple[str, str, str]]":
    changes = first_parent_changes.read_first_parent_log(
        repository, "HEAD", _MERGES + _EARLY
    ).changes
    pairs = zip(changes, changes[_EARLY:], strict=False)
    return [(own.before, older.before, own.after) for older, own in pairs]


def _pairs(
    kind: str,
    repository: Repository,
    pairs: "Callable[[Repository], Sequence[tuple[str, str]]]",
) -> Timed:
    """Writing the commits that the pairs need counts in both ways."""
    with ScratchRepository(repository, find_memory_filesystem(1 << 28)) as scratch:
        begun = _cpu()
        together = [*merge_pairs(scratch, pairs(scratch))]
        batch = _cpu() - begun
    with ScratchRepository(repository, find_memory_filesystem(1 << 28)) as scratch:
        begun = _cpu()
        alone = [*merge_one_by_one(scratch, pairs(scratch))]
        single = _cpu() - begun
    if together != alone:
        raise AssertionError(f"{kind}: a batch and single merges disagree")
    return Timed(kind, len(alone), batch, single)


def _staleness(repository: Repository) -> Timed:
    longest = max(BEHIND)
    changes = first_parent_changes.read_first_parent_log(
        repository, "HEAD", _MERGES // len(BEHIND) + longest
    ).changes
    tasks = staleness.list_stale_changes(changes, longest, BEHIND)
    merges = list[int]()
    begun = _cpu()
    together = staleness.replay_stale_changes(repository, changes, tasks, merges.append)
    replay = _cpu() - begun
    begun = _cpu()
    with patch.object(merger, "merge_pairs", merge_one_by_one):
        alone = staleness.merge_stale_changes(repository, changes, tasks, lambda _more: None)
    single = _cpu() - begun
    if together != alone:
        raise AssertionError("staleness: a replay and single merges disagree")
    return Timed("staleness", sum(merges), replay, single)


def _cpu() -> float:
    """Seconds of processor time of this process and its children; busy neighbours do not count."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


if __name__ == "__main__":
    print(section(Path(sys.argv[1])))  # noqa: T201 - that is what it is for

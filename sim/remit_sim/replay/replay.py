"""A whole replay: what is asked of a history, and everything that its merges say."""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit_sim.replay import (
    adjacent_pairs,
    first_parent_changes,
    metrics,
    past_merges,
    staleness,
    windows,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit_sim.replay.proportion import ProportionPoint

WIDTHS = (2, 4, 8, 16, 32)
BEHIND = (1, 2, 4, 8, 16, 32, 64, 128)
TASKS = 1500


class ReplayRequest(NamedTuple):
    """What is replayed: the newest `tasks` changes of a revision's first-parent line."""

    revision: str = "HEAD"
    tasks: int = TASKS
    widths: tuple[int, ...] = WIDTHS
    behind: tuple[int, ...] = BEHIND


class ReplayResult(NamedTuple):
    """Curves by the names of `metrics.READINGS`, and what else history says of conflicts."""

    at: str
    tasks: int
    authors: int
    days: float
    windows: "Mapping[str, tuple[ProportionPoint, ...]]"
    staleness: "Mapping[str, tuple[ProportionPoint, ...]]"
    pairs: "Mapping[str, adjacent_pairs.AdjacentPairShares]"
    historic: past_merges.PastMergeShares | None
    """None in a shallow clone, which hides where commits met."""
    merges: int
    """How many three-way merges this took, those that need no git included."""
    failed: int
    """Those over which git itself broke down; they are in no share."""
    remarks: tuple[str, ...]


class MergeCounter:
    """How many merges are done, told on to whoever looks."""

    def __init__(self, progress: "Progress | None", total: int) -> None:
        self.done = 0
        self._progress, self._total = progress, total

    def __call__(self, more: int) -> None:
        """So many more are done."""
        self.done += more
        if self._progress:
            self._progress(min(self.done, self._total), self._total)


def replay_history(
    repository: "Repository",
    question: ReplayRequest,
    reading: "Progress | None" = None,
    merging: "Progress | None" = None,
) -> ReplayResult:
    """The answer; raises a `RemitError` where the history is too short, or not here."""
    most = max(question.behind, default=0)
    found = first_parent_changes.read_first_parent_log(
        repository, question.revision, question.tasks + most, reading
    )
    first = max(0, len(found.changes) - question.tasks)
    newest = found.changes[first:]
    widths = tuple(width for width in question.widths if width <= len(newest))
    if not widths:
        raise CouldNotCheck(*_short(len(newest), found.remarks))
    late = staleness.list_stale_changes(found.changes, first, question.behind)
    merges = () if repository.shallow else past_merges.list_past_merges(repository, found.at)
    told = MergeCounter(merging, _total(len(newest), widths) + 2 * len(late) + len(merges))
    fates = windows.replay_windows(repository, newest, widths, told)
    stale = staleness.replay_stale_changes(repository, found.changes, late, told)
    gone = past_merges.replay_past_merges(repository, merges, told)
    everything = [*fates.values(), *stale.values(), *gone]
    return ReplayResult(
        found.at,
        len(newest),
        len({change.author for change in newest}),
        (newest[-1].time - newest[0].time) / 86400,
        metrics.window_curves(newest, fates, widths),
        metrics.staleness_curves(found.changes, stale, question.behind),
        adjacent_pairs.measure_adjacent_pairs(found.changes, stale),
        past_merges.past_merge_shares(merges, gone) if merges or not repository.shallow else None,
        told.done,
        sum(fate.how == "failed" for fate in everything),
        (*found.remarks, *_remarks(question, widths, repository)),
    )


def _total(count: int, widths: tuple[int, ...]) -> int:
    chains = windows.chain_lengths(count, widths)
    return 2 * (sum(chains.values()) - len(chains))


def _short(count: int, remarks: tuple[str, ...]) -> tuple[str, str]:
    seen = f" ({' '.join(remarks)})" if remarks else ""
    what = "one change" if count == 1 else f"{count} changes"
    return (
        f"there is nothing to replay: this history has {what} on its first-parent line{seen}.",
        "at least as many as the smallest width are needed: see --windows",
    )


def _remarks(
    question: ReplayRequest, widths: tuple[int, ...], repository: "Repository"
) -> "tuple[str, ...]":
    left = [str(width) for width in question.widths if width not in widths]
    found = list[str]()
    if left:
        found.append(f"the history is shorter than windows of {', '.join(left)}.")
    if repository.shallow:
        found.append("merges of the past are left out: a shallow clone hides where they met.")
    return tuple(found)

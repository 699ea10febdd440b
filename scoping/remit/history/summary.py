"""A history in figures: who, when, which files, what changes together, how work lands."""

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.history.people import is_bot, is_routine_subject
from remit.history.renames import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.history.records import Commit, Contributor, Touch

LISTED = 10
_PEOPLE = 5
_PAIRED = 20  # a change of more files says little about any two of them
_BUSY = 1000  # pairs are sought among the busiest files only: it bounds the work
_TOGETHER = 3
_OFTEN = 0.5


class PathActivity(NamedTuple):
    """A file or directory (`b""` is the root), the changes that touched it, the newest's time."""

    path: bytes
    changes: int
    last: int


class CochangedPair(NamedTuple):
    """Two files that change together, and the share of the rarer one's changes in which they do."""

    left: bytes
    right: bytes
    together: int
    share: float


class LandingCounts(NamedTuple):
    """How the first-parent line of a branch grew, in commits of each kind."""

    merges: int
    squashes: int
    singles: int


class HistorySummary(NamedTuple):
    """What is known of a history; shares are from 0 to 1, times in seconds since the epoch.

    `changes` counts all; `touching` those of live files that are no bulk change, `several` of more
    than one of them. `hubs` are the files that most of these touch.
    """

    changes: int
    first: int
    last: int
    authors: int
    leading: "tuple[tuple[Contributor, int], ...]"
    bots: int
    routine: int
    landing: LandingCounts
    files: int
    touched: int
    touching: int
    several: int
    bulk: int
    busiest: tuple[PathActivity, ...]
    directories: tuple[PathActivity, ...]
    pairs: tuple[CochangedPair, ...]
    hubs: tuple[PathActivity, ...]


def summarise_history(
    commits: "Sequence[Commit]", touches: "Sequence[Touch]", files: int, landing: LandingCounts
) -> HistorySummary:
    """The figures of a history: its changes, what `trace_to_cut` made of them, its live files."""
    several = [touch for touch in touches if len(touch.files) > 1]
    people = Counter(commit.author for commit in commits if not is_bot(commit.author))
    busy = rank_paths((touch.commit.time, touch.files) for touch in touches)
    hubs = rank_paths((touch.commit.time, touch.files) for touch in several)[:LISTED]
    return HistorySummary(
        changes=len(commits),
        first=min((commit.time for commit in commits), default=0),
        last=max((commit.time for commit in commits), default=0),
        authors=len({commit.author.email.lower() for commit in commits}),
        leading=tuple(people.most_common(_PEOPLE)),
        bots=sum(is_bot(commit.author) for commit in commits),
        routine=sum(_routine(commit) for commit in commits),
        landing=landing,
        files=files,
        touched=len(busy),
        touching=len(touches),
        several=len(several),
        bulk=sum(len(commit.entries) > LIMIT for commit in commits),
        busiest=busy[:LISTED],
        directories=rank_paths((touch.commit.time, _directories(touch)) for touch in touches)[
            :LISTED
        ],
        pairs=rank_cochanged_pairs(several, busy),
        hubs=hubs,
    )


def count_landings(line: "Iterable[tuple[int, str]]") -> LandingCounts:
    """How a first-parent line grew, given the number of parents and the subject of each commit.

    A squash is a commit with one parent whose subject ends in the number of a pull request.
    """
    merges = squashes = singles = 0
    for parents, subject in line:
        if parents > 1:
            merges += 1
        elif subject.endswith(")") and subject.rpartition("(#")[2][:-1].isdigit():
            squashes += 1
        else:
            singles += 1
    return LandingCounts(merges, squashes, singles)


def rank_paths(touched: "Iterable[tuple[int, Iterable[bytes]]]") -> tuple[PathActivity, ...]:
    """Every path by the number of changes that touched it, most first, then by name."""
    counts: dict[bytes, list[int]] = {}
    for time, paths in touched:
        for path in paths:
            known = counts.setdefault(path, [0, time])
            known[0] += 1
            known[1] = max(known[1], time)
    ranked = (PathActivity(path, changes, last) for path, (changes, last) in counts.items())
    return tuple(sorted(ranked, key=lambda busy: (-busy.changes, busy.path)))


def rank_cochanged_pairs(
    several: "Iterable[Touch]", busy: "Sequence[PathActivity]"
) -> tuple[CochangedPair, ...]:
    """The files that change together most often, by how often, then by name.

    Together in at least three changes, and in at least half of the rarer file's.
    """
    changes = {path: count for path, count, _ in busy[:_BUSY]}
    together: Counter[tuple[bytes, bytes]] = Counter()
    for touch in several:
        if len(touch.files) <= _PAIRED:
            together.update(combinations([path for path in touch.files if path in changes], 2))
    found = (
        CochangedPair(left, right, count, count / min(changes[left], changes[right]))
        for (left, right), count in together.items()
        if count >= _TOGETHER
    )
    often = (pair for pair in found if pair.share >= _OFTEN)
    ranked = sorted(often, key=lambda pair: (-pair.together, -pair.share, pair.left, pair.right))
    return tuple(ranked[:LISTED])


def _routine(commit: "Commit") -> bool:
    """Whether a person made a routine commit; what a merge brings is no routine."""
    return is_routine_subject(commit) and not is_bot(commit.author) and len(commit.parents) < 2  # noqa: PLR2004


def _directories(touch: "Touch") -> set[bytes]:
    return {path.rpartition(b"/")[0] for path in touch.files}

"""Which files a task has: how often sets of a history share one, and how much more in a row."""

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.fitting.pattern_search import find_minimum

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

LONGEST = 64.0  # landed changes; a longer memory cannot be told from none


class RecencyFit(NamedTuple):
    """With the chance `share`, a task has a file of one about `tasks` (in the mean) before it."""

    share: float
    tasks: float


class MeetingChances(NamedTuple):
    """For each set, its weight and the chance to have a file in common with another one, drawn."""

    weights: tuple[float, ...]
    chances: tuple[float, ...]


def meeting_chances(
    sets: "Sequence[Collection[bytes]]", weights: "Sequence[float]"
) -> MeetingChances:
    """Drawn by weight, never the same set twice."""
    users: dict[bytes, set[int]] = {}
    for number, files in enumerate(sets):
        for file in files:
            users.setdefault(file, set()).add(number)
    total = sum(weights)
    found = list[float]()
    for number, files in enumerate(sets):
        those = set[int]().union(*(users[file] for file in files)) - {number}
        others = total - weights[number]
        found.append(sum(weights[each] for each in sorted(those)) / others if others else 0.0)
    return MeetingChances(tuple(weights), tuple(found))


def shuffled_overlap_share(found: MeetingChances, behind: int) -> float:
    """The share of sets that have a file in common with one of so many drawn at random."""
    pairs = zip(found.weights, found.chances, strict=True)
    return sum(w * (1 - (1 - share) ** behind) for w, share in pairs) / (sum(found.weights) or 1.0)


def fit_recency(found: MeetingChances, real: "Mapping[int, float]") -> RecencyFit:
    """What must be added to shuffled sets to share files as often as the real ones, least squares.

    A task looks back 1 + floor(Exp(m)) tasks, so with the chance 1 - exp(-k/m) among the last k.
    """
    chances = {k: shuffled_overlap_share(found, k) for k in real}

    def error(values: "Sequence[float]") -> float:
        tried = RecencyFit(values[0], exp(values[1]))
        return sum(
            (expected_overlap_share(chances[k], tried, k) - share) ** 2 for k, share in real.items()
        )

    best = min(
        (
            find_minimum(error, (0.2, log(start)), ((0.0, 1.0), (log(0.2), log(LONGEST))))
            for start in (1, 4, 16)
        ),
        key=error,
    )
    return RecencyFit(best[0], exp(best[1]))


def real_overlap_shares(
    files: "Sequence[Collection[int]]", behind: "Sequence[int]"
) -> dict[int, float]:
    """The share of tasks that have a file in common with one of the last k, for each k."""
    last: dict[int, int] = {}
    ages = list[float]()
    for number, each in enumerate(files):
        ages.append(number - max((last.get(file, -(10**9)) for file in each), default=-(10**9)))
        last |= dict.fromkeys(each, number)
    return {
        k: sum(age <= k for age in ages[k:]) / max(1, len(ages) - k)
        for k in behind
        if k < len(ages)
    }


def expected_overlap_share(chance: float, found: RecencyFit, behind: int) -> float:
    """The share of tasks with a file in common, by chance or by recency."""
    return 1 - (1 - chance) * (1 - found.share * (1 - exp(-behind / found.tasks)))


def fit_zipf_exponent(sets: "Sequence[Collection[bytes]]") -> float:
    """The exponent of the popularity of files by rank, maximum likelihood; 0 is uniform.

    Clauset, Shalizi and Newman, SIAM Review 51(4), 2009, for ranks up to the number of files.
    """
    counts: dict[bytes, int] = {}
    for files in sets:
        for file in files:
            counts[file] = counts.get(file, 0) + 1
    ranked = sorted(counts.values(), reverse=True)
    if len(ranked) < 2:  # noqa: PLR2004 - one file has no ranks
        return 0.0
    logs = [log(rank) for rank in range(1, len(ranked) + 1)]
    total = sum(ranked)
    told = sum(count * each for count, each in zip(ranked, logs, strict=True))

    def error(values: "Sequence[float]") -> float:
        exponent = values[0]
        return exponent * told + total * log(sum(exp(-exponent * each) for each in logs))

    return find_minimum(error, (0.8,), ((0.0, 3.0),))[0]

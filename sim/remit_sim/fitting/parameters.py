"""Everything that a history says about its own tasks, with how sure each figure is.

Newer changes count more (`decay`). Intervals are from a bootstrap over blocks of consecutive
changes, which keeps their dependence (Kuensch, "The jackknife and the bootstrap for general
stationary observations", Annals of Statistics 17(3), 1989). They say how well the past is known,
not how well it predicts: that is the backtest.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import RandomStream
from remit_sim.fitting import edit_contact, overlap
from remit_sim.fitting.bootstrap import BootstrapWorkload
from remit_sim.fitting.conflict_rate import ConflictShares, count_meetings, fit_conflict_shares
from remit_sim.fitting.decay import decay_weights
from remit_sim.fitting.edit_contact import ContactFit, SampledContact
from remit_sim.fitting.evidence import LADDER
from remit_sim.fitting.forecast_shift import odds_factor, shift_shares
from remit_sim.fitting.staleness_law import (
    StalenessCurve,
    StalenessLaw,
    fit_staleness_law,
    monotone_curve,
)
from remit_sim.world.scenario import WorkSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from remit_sim.fitting.evidence import HistoryEvidence, LateMeeting, ObservedChange

BLOCK = 32
RESAMPLES = 200
_TAIL = 0.025
_DRAWN = 4096


class FittedParameters(NamedTuple):
    """The curves and parameters, as they are predicted; shares are 0..1."""

    conflict: StalenessCurve
    same_file: StalenessCurve
    conflict_law: StalenessLaw
    same_file_law: StalenessLaw
    clash: ConflictShares
    recency: overlap.RecencyFit
    same_author: float
    """The share of conflicts among neighbours with a file in common, by one author."""
    other_author: float
    """The same, by different authors."""
    outlook: float = 1.0
    """By what the odds in both curves were multiplied: how they differ from those of the past."""
    contact: ContactFit | None = None
    """None where nobody knows where in their files changes edit."""

    @property
    def meeting(self) -> ConflictShares:
        """What makes the conflicts of drawn tasks."""
        return self.contact.clash if self.contact else self.clash

    @property
    def same_place(self) -> float:
        """Of drawn tasks that return to a file, those that edit where it was edited before."""
        return self.contact.same_place if self.contact else 0.0


class FitInterval(NamedTuple):
    """A figure and where 95% of the resamples have it."""

    value: float
    low: float
    high: float


class TaskSizes(NamedTuple):
    """What tasks are like; these need no merge."""

    tasks: int
    files: int
    """Different files that were touched."""
    files_mean: float
    files_median: int
    files_p90: int
    files_most: int
    zipf: float
    concentration: float
    """The sum over files of the squared share of tasks that touch them."""
    authors: int


FIGURES: "Mapping[str, Callable[[FittedParameters], float]]" = {
    "staleness_a": lambda f: f.conflict_law.a,
    "staleness_b": lambda f: f.conflict_law.b,
    "same_file_a": lambda f: f.same_file_law.a,
    "same_file_b": lambda f: f.same_file_law.b,
    "textual_share": lambda f: f.clash.textual,
    "open_share": lambda f: f.clash.open,
    "recency_share": lambda f: f.recency.share,
    "recency_tasks": lambda f: f.recency.tasks,
    "conflict_same_author_share": lambda f: f.same_author,
    "conflict_other_author_share": lambda f: f.other_author,
}


PLACED: "Mapping[str, Callable[[FittedParameters], float]]" = {
    "touching_conflict_share": lambda f: _known(f).touching,
    "apart_conflict_share": lambda f: _known(f).apart,
    "same_place_share": lambda f: _known(f).same_place,
    "drawn_remainder": lambda f: _known(f).remainder,
}
"""Further figures, where it is known where in their files changes edit."""


class HistoryFit(NamedTuple):
    """The fit, and an interval for each of `FIGURES`, and of `PLACED` where these are known."""

    fitted: FittedParameters
    sizes: TaskSizes
    intervals: "Mapping[str, FitInterval]"


def interval_figures(*, placed: bool) -> "dict[str, Callable[[FittedParameters], float]]":
    """What an interval is given for."""
    return {**FIGURES, **(PLACED if placed else {})}


def fit_parameters(
    evidence: "HistoryEvidence", seed: int = 1, resamples: int = RESAMPLES
) -> HistoryFit:
    """The parameters of a history; the same evidence gives the same bytes."""
    meets = overlap.meeting_chances(evidence.sets, decay_weights(len(evidence.sets)))
    blocks = _blocks(evidence.seen)
    plain = _fitted(blocks, meets, evidence.age)
    shift = _shift(evidence, meets, plain.recency)
    best = _shifted(plain, shift)
    tasks = edit_contact.sample_contact(evidence, best.recency) if evidence.spots else None
    best = _touching(best, blocks, tasks)
    stream = RandomStream(seed, "resamples")
    others = list[FittedParameters]()
    for _ in range(resamples):
        some = _resampled(blocks, stream)
        others.append(_touching(_shifted(_fitted(some, meets, evidence.age), shift), some, tasks))
    intervals = {
        name: FitInterval(reads(best), *_middle([reads(each) for each in others]))
        for name, reads in interval_figures(placed=tasks is not None).items()
    }
    return HistoryFit(best, measure_task_sizes(evidence), intervals)


def measure_task_sizes(evidence: "HistoryEvidence") -> TaskSizes:
    """What tasks are like; one without files counts as none."""
    counts = sorted(len(files) for files in evidence.sets if files) or [0]
    used: dict[bytes, int] = {}
    for files in evidence.sets:
        for file in files:
            used[file] = used.get(file, 0) + 1
    tasks = len(evidence.sets)
    return TaskSizes(
        tasks,
        len(used),
        sum(counts) / len(counts),
        counts[len(counts) // 2],
        counts[len(counts) * 9 // 10],
        counts[-1],
        overlap.fit_zipf_exponent(evidence.sets),
        sum((count / tasks) ** 2 for count in used.values()),
        len(set(evidence.authors)),
    )


def _blocks(seen: "Sequence[ObservedChange]") -> "list[list[tuple[ObservedChange, float]]]":
    """Changes with their weights, in blocks of neighbours."""
    weighted = [*zip(seen, decay_weights(len(seen)), strict=True)]
    return [weighted[start : start + BLOCK] for start in range(0, len(weighted), BLOCK)]


def _resampled(
    blocks: "Sequence[list[tuple[ObservedChange, float]]]", stream: RandomStream
) -> "list[list[tuple[ObservedChange, float]]]":
    return [blocks[stream.below(len(blocks))] for _ in blocks]


def _fitted(
    blocks: "Sequence[list[tuple[ObservedChange, float]]]",
    meets: overlap.MeetingChances,
    age: int | None,
) -> FittedParameters:
    pairs = [pair for block in blocks for pair in block]
    conflict = _shares((m, w, m.conflicts) for m, w in _meetings(pairs))
    same = _shares((m, w, m.incidences > 0) for m, w in _meetings(pairs))
    ahead = 1.0 if age is None else odds_factor(age)
    conflict, same = shift_shares(conflict, ahead), shift_shares(same, ahead)
    return FittedParameters(
        monotone_curve(conflict),
        monotone_curve(same),
        fit_staleness_law(conflict),
        fit_staleness_law(same),
        fit_conflict_shares(count_meetings(_meetings(pairs))),
        overlap.fit_recency(meets, same),
        _neighbours(pairs, own=True),
        _neighbours(pairs, own=False),
        ahead,
    )


def _shift(
    evidence: "HistoryEvidence", meets: overlap.MeetingChances, found: overlap.RecencyFit
) -> overlap.RecencyFit:
    """By how much the form misses what is drawn with what it found: a share, and a ratio.

    Tasks that return to a file also meet others that did so, which the form leaves out. One step
    of indirect inference (Gourieroux, Monfort and Renault, J. Applied Econometrics 8, 1993).
    """
    drawn = BootstrapWorkload(evidence.sets, found, WorkSettings()).files(_DRAWN, "shift")
    again = (
        overlap.fit_recency(meets, overlap.real_overlap_shares(drawn, LADDER)) if drawn else found
    )
    return overlap.RecencyFit(found.share - again.share, found.tasks / again.tasks)


def _touching(
    found: FittedParameters,
    blocks: "Sequence[list[tuple[ObservedChange, float]]]",
    tasks: SampledContact | None,
) -> FittedParameters:
    if tasks is None:
        return found
    met = _meetings(pair for block in blocks for pair in block)
    return found._replace(contact=edit_contact.fit_contact(met, found.conflict, tasks))


def _known(found: FittedParameters) -> ContactFit:
    if found.contact is None:
        raise ValueError("nobody looked where these changes edit")
    return found.contact


def _shifted(found: FittedParameters, shift: overlap.RecencyFit) -> FittedParameters:
    share = min(1.0, max(0.0, found.recency.share + shift.share))
    tasks = min(overlap.LONGEST, found.recency.tasks * shift.tasks)
    return found._replace(recency=overlap.RecencyFit(share, tasks))


def _meetings(
    pairs: "Iterable[tuple[ObservedChange, float]]",
) -> "Iterator[tuple[LateMeeting, float]]":
    return ((meeting, weight) for seen, weight in pairs for meeting in seen.meetings)


def _shares(hits: "Iterable[tuple[LateMeeting, float, bool]]") -> dict[int, float]:
    sums: dict[int, tuple[float, float]] = {}
    for meeting, weight, hit in hits:
        bad, all_ = sums.get(meeting.behind, (0.0, 0.0))
        sums[meeting.behind] = bad + weight * hit, all_ + weight
    return {k: bad / all_ for k, (bad, all_) in sorted(sums.items())} or {LADDER[0]: 0.0}


def _neighbours(pairs: "Iterable[tuple[ObservedChange, float]]", *, own: bool) -> float:
    met = [
        (weight, meeting.conflicts)
        for seen, weight in pairs
        for meeting in seen.meetings
        if seen.own is own and meeting.behind == 1 and meeting.incidences
    ]
    return sum(weight for weight, hit in met if hit) / (sum(weight for weight, _ in met) or 1.0)


def _middle(values: "Sequence[float]") -> tuple[float, float]:
    ranked = sorted(values)
    cut = round(_TAIL * len(ranked))
    return ranked[cut], ranked[len(ranked) - 1 - cut]

"""Everything that a history says about its own tasks, with how sure each figure is.

Newer changes count more (`fading`). Intervals are from a bootstrap over blocks of consecutive
changes, which keeps their dependence (Kuensch, "The jackknife and the bootstrap for general
stationary observations", Annals of Statistics 17(3), 1989). They say how well the past is known,
not how well it predicts: that is the backtest.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.engine import Stream
from remit_sim.fitting import edit_contact, overlap
from remit_sim.fitting.bootstrap import Bootstrap
from remit_sim.fitting.conflict_rate import Clash, clash, counted
from remit_sim.fitting.decay import weights
from remit_sim.fitting.edit_contact import Contact, Drawn
from remit_sim.fitting.evidence import LADDER
from remit_sim.fitting.forecast_shift import outlook, predicted
from remit_sim.fitting.staleness_law import Curve, Law, curve, law
from remit_sim.world.scenario import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from remit_sim.fitting.evidence import Evidence, Meeting, Seen

BLOCK = 32
RESAMPLES = 200
_TAIL = 0.025
_DRAWN = 4096


class Fitted(NamedTuple):
    """The curves and parameters, as they are predicted; shares are 0..1."""

    conflict: Curve
    same_file: Curve
    conflict_law: Law
    same_file_law: Law
    clash: Clash
    recency: overlap.Recency
    same_author: float
    """The share of conflicts among neighbours with a file in common, by one author."""
    other_author: float
    """The same, by different authors."""
    outlook: float = 1.0
    """By what the odds in both curves were multiplied: how they differ from those of the past."""
    contact: Contact | None = None
    """None where nobody knows where in their files changes edit."""

    @property
    def meeting(self) -> Clash:
        """What makes the conflicts of drawn tasks."""
        return self.contact.clash if self.contact else self.clash

    @property
    def same_place(self) -> float:
        """Of drawn tasks that return to a file, those that edit where it was edited before."""
        return self.contact.same_place if self.contact else 0.0


class Interval(NamedTuple):
    """A figure and where 95% of the resamples have it."""

    value: float
    low: float
    high: float


class Sizes(NamedTuple):
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


FIGURES: "Mapping[str, Callable[[Fitted], float]]" = {
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


PLACED: "Mapping[str, Callable[[Fitted], float]]" = {
    "touching_conflict_share": lambda f: _known(f).touching,
    "apart_conflict_share": lambda f: _known(f).apart,
    "same_place_share": lambda f: _known(f).same_place,
    "drawn_remainder": lambda f: _known(f).remainder,
}
"""Further figures, where it is known where in their files changes edit."""


class Fit(NamedTuple):
    """The fit, and an interval for each of `FIGURES`, and of `PLACED` where these are known."""

    fitted: Fitted
    sizes: Sizes
    intervals: "Mapping[str, Interval]"


def figures(*, placed: bool) -> "dict[str, Callable[[Fitted], float]]":
    """What an interval is given for."""
    return {**FIGURES, **(PLACED if placed else {})}


def fit(evidence: "Evidence", seed: int = 1, resamples: int = RESAMPLES) -> Fit:
    """The parameters of a history; the same evidence gives the same bytes."""
    meets = overlap.meets(evidence.sets, weights(len(evidence.sets)))
    blocks = _blocks(evidence.seen)
    plain = _fitted(blocks, meets, evidence.age)
    shift = _shift(evidence, meets, plain.recency)
    best = _shifted(plain, shift)
    tasks = edit_contact.drawn(evidence, best.recency) if evidence.spots else None
    best = _touching(best, blocks, tasks)
    stream = Stream(seed, "resamples")
    others = list[Fitted]()
    for _ in range(resamples):
        some = _resampled(blocks, stream)
        others.append(_touching(_shifted(_fitted(some, meets, evidence.age), shift), some, tasks))
    intervals = {
        name: Interval(reads(best), *_middle([reads(each) for each in others]))
        for name, reads in figures(placed=tasks is not None).items()
    }
    return Fit(best, sizes(evidence), intervals)


def sizes(evidence: "Evidence") -> Sizes:
    """What tasks are like; one without files counts as none."""
    counts = sorted(len(files) for files in evidence.sets if files) or [0]
    used: dict[bytes, int] = {}
    for files in evidence.sets:
        for file in files:
            used[file] = used.get(file, 0) + 1
    tasks = len(evidence.sets)
    return Sizes(
        tasks,
        len(used),
        sum(counts) / len(counts),
        counts[len(counts) // 2],
        counts[len(counts) * 9 // 10],
        counts[-1],
        overlap.zipf(evidence.sets),
        sum((count / tasks) ** 2 for count in used.values()),
        len(set(evidence.authors)),
    )


def _blocks(seen: "Sequence[Seen]") -> "list[list[tuple[Seen, float]]]":
    """Changes with their weights, in blocks of neighbours."""
    weighted = [*zip(seen, weights(len(seen)), strict=True)]
    return [weighted[start : start + BLOCK] for start in range(0, len(weighted), BLOCK)]


def _resampled(
    blocks: "Sequence[list[tuple[Seen, float]]]", stream: Stream
) -> "list[list[tuple[Seen, float]]]":
    return [blocks[stream.below(len(blocks))] for _ in blocks]


def _fitted(
    blocks: "Sequence[list[tuple[Seen, float]]]", meets: overlap.Meets, age: int | None
) -> Fitted:
    pairs = [pair for block in blocks for pair in block]
    conflict = _shares((m, w, m.conflicts) for m, w in _meetings(pairs))
    same = _shares((m, w, m.incidences > 0) for m, w in _meetings(pairs))
    ahead = 1.0 if age is None else outlook(age)
    conflict, same = predicted(conflict, ahead), predicted(same, ahead)
    return Fitted(
        curve(conflict),
        curve(same),
        law(conflict),
        law(same),
        clash(counted(_meetings(pairs))),
        overlap.recency(meets, same),
        _neighbours(pairs, own=True),
        _neighbours(pairs, own=False),
        ahead,
    )


def _shift(evidence: "Evidence", meets: overlap.Meets, found: overlap.Recency) -> overlap.Recency:
    """By how much the form misses what is drawn with what it found: a share, and a ratio.

    Tasks that return to a file also meet others that did so, which the form leaves out. One step
    of indirect inference (Gourieroux, Monfort and Renault, J. Applied Econometrics 8, 1993).
    """
    drawn = Bootstrap(evidence.sets, found, Work()).files(_DRAWN, "shift")
    again = overlap.recency(meets, overlap.real(drawn, LADDER)) if drawn else found
    return overlap.Recency(found.share - again.share, found.tasks / again.tasks)


def _touching(
    found: Fitted, blocks: "Sequence[list[tuple[Seen, float]]]", tasks: Drawn | None
) -> Fitted:
    if tasks is None:
        return found
    met = _meetings(pair for block in blocks for pair in block)
    return found._replace(contact=edit_contact.contact(met, found.conflict, tasks))


def _known(found: Fitted) -> Contact:
    if found.contact is None:
        raise ValueError("nobody looked where these changes edit")
    return found.contact


def _shifted(found: Fitted, shift: overlap.Recency) -> Fitted:
    share = min(1.0, max(0.0, found.recency.share + shift.share))
    tasks = min(overlap.LONGEST, found.recency.tasks * shift.tasks)
    return found._replace(recency=overlap.Recency(share, tasks))


def _meetings(pairs: "Iterable[tuple[Seen, float]]") -> "Iterator[tuple[Meeting, float]]":
    return ((meeting, weight) for seen, weight in pairs for meeting in seen.meetings)


def _shares(hits: "Iterable[tuple[Meeting, float, bool]]") -> dict[int, float]:
    sums: dict[int, tuple[float, float]] = {}
    for meeting, weight, hit in hits:
        bad, all_ = sums.get(meeting.behind, (0.0, 0.0))
        sums[meeting.behind] = bad + weight * hit, all_ + weight
    return {k: bad / all_ for k, (bad, all_) in sorted(sums.items())} or {LADDER[0]: 0.0}


def _neighbours(pairs: "Iterable[tuple[Seen, float]]", *, own: bool) -> float:
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

"""What the pasts of many repositories teach about what comes after, as Markdown.

    python tests/benchmarks/simulator/outlook.py FOLDER

Each history is cut in many places; what comes after a cut is predicted from what was before it,
once as if nothing changed and once by `fitting.forecast_shift`. Conflicts are told by the lines
that changes edit, without merges. Takes some seconds for each clone in FOLDER.
"""

import contextlib
import sys
from itertools import pairwise
from math import exp, log
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import RemitError
from remit.git import log as hunks
from remit.git import revisions
from remit.git.log import CommitLog
from remit.git.repository import Repository
from remit_sim.fitting import forecast_shift
from remit_sim.fitting.backtest import FITTED, cut_index
from remit_sim.fitting.decay import decay_weights
from remit_sim.fitting.edit_locations import find_edit_locations
from remit_sim.fitting.evidence import LADDER
from remit_sim.fitting.staleness_law import StalenessCurve, monotone_curve
from remit_sim.replay import first_parent_changes
from remit_sim.replay.replay import TASKS, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_CHANGES = 6000
_FIRST, _SHORTEST = 100, 100
_AGES = (100, 150, 300, 600, 1000, forecast_shift.CALM, 3000, 1 << 30)
_MIDDLE = (2, 4, 8, 16, 32)
_NEVER = 1 << 30
_Shares = dict[int, float]


class Cut(NamedTuple):
    """What was before and after; `newest` is the cut that a backtest makes."""

    name: str
    newest: bool
    age: int
    before: tuple[_Shares, _Shares]
    after: tuple[_Shares, _Shares]


class Past(NamedTuple):
    """How far back the nearest change is that each change touches, and that shares a file."""

    age: int
    near: "Sequence[tuple[int, int]]"


def section(folder: Path, names: "Sequence[str]") -> str:
    """By age, what became of the odds; and what predicting by that gains."""
    cuts = [cut for name in names for cut in _cuts(name, _past(folder, name))]
    count, all_ = len({cut.name for cut in cuts}), sum(not cut.newest for cut in cuts)
    lines = [
        (
            f"{count} repositories, cut in {all_} places before the part that backtests score. By "
            "which factor odds changed at a cut (mean of logarithms, in the middle of the curves), "
            "and by which the outlook says so:\n"
        ),
        "| changes so far | cuts | conflict | predicted | same file | predicted |",
        "|---|---|---|---|---|---|",
        *_by_age([cut for cut in cuts if not cut.newest]),
        (
            "\nErrors in points (conflict / same file / staleness) of cuts after at least "
            f"{forecast_shift.YOUNG} changes, and how many later shares are within a factor of "
            f"{forecast_shift.BAND:.2f} of the odds predicted. The rule was chosen on the earlier "
            "cuts:\n"
        ),
        "| cuts | predicted | median | mean | 80% are below | inside the band |",
        "|---|---|---|---|---|---|",
    ]
    for words, newest in (("earlier", False), ("where a backtest cuts", True)):
        some = [cut for cut in cuts if cut.newest is newest and cut.age >= forecast_shift.YOUNG]
        lines += (
            _row(f"{words} ({len(some)})", told, some, rule)
            for told, rule in (("as the past", _as_before), ("by the outlook", _predicted))
        )
    return "\n".join(lines) + "\n"


def _past(folder: Path, name: str) -> Past | None:
    place = next((p for p in (folder / name / "repo", folder / name) if p.is_dir()), None)
    if place is None:
        return None
    with contextlib.chdir(place), Repository.discover() as repository:
        try:
            found = first_parent_changes.read_first_parent_log(repository, "HEAD", _CHANGES)
            commits = [*CommitLog(repository).named([each.oid for each in found.changes], found.at)]
            touched = find_edit_locations(
                hunks.read_edits(repository, commits), reach=LADDER[-1]
            ).nearest
        except RemitError as error:
            sys.stderr.write(f"{name} is left out: {error.sentence}\n")
            return None
        age = revisions.count_first_parents(repository, found.at)
    shared = _nearest([each.paths for each in found.changes])
    near = [(_NEVER if a is None else a, b) for a, b in zip(touched, shared, strict=True)]
    return Past(age, near)


def _nearest(sets: "Sequence[frozenset[bytes]]") -> list[int]:
    last: dict[bytes, int] = {}
    found = list[int]()
    for at, paths in enumerate(sets):
        found.append(min((at - last[path] for path in paths if path in last), default=_NEVER))
        last |= dict.fromkeys(paths, at)
    return found


def _cuts(name: str, past: Past | None) -> "Iterator[Cut]":
    if past is None:
        return
    count = len(past.near)
    newest = cut_index(count, TASKS)
    yield _cut(name, past, newest, count)
    at = _FIRST
    while at < newest - _SHORTEST:
        yield _cut(name, past, at, min(newest, at + min(TASKS, max(at, TASKS // 3))))
        at = int(at * 1.3) + _FIRST


def _cut(name: str, past: Past, at: int, end: int) -> Cut:
    first = max(0, at - FITTED)
    before, after = past.near[first:at], past.near[at:end]
    even = [1.0] * len(after)
    return Cut(
        name,
        end == len(past.near),
        past.age - len(past.near) + at,
        (
            _shares(before, decay_weights(len(before)), 0),
            _shares(before, decay_weights(len(before)), 1),
        ),
        (_shares(after, even, 0), _shares(after, even, 1)),
    )


def _shares(near: "Sequence[tuple[int, int]]", count: "Sequence[float]", which: int) -> _Shares:
    return {
        k: sum(w for each, w in zip(near, count, strict=True) if each[which] <= k) / sum(count)
        for k in LADDER
    }


def _as_before(cut: Cut) -> tuple[_Shares, _Shares]:
    return cut.before


def _predicted(cut: Cut) -> tuple[_Shares, _Shares]:
    factor = forecast_shift.odds_factor(cut.age)
    return forecast_shift.shift_shares(cut.before[0], factor), forecast_shift.shift_shares(
        cut.before[1], factor
    )


def _by_age(cuts: "Sequence[Cut]") -> "Iterator[str]":
    for low, high in pairwise(_AGES):
        some = [cut for cut in cuts if low <= cut.age < high]
        if not some:
            continue
        cells = list[str]()
        for which in (0, 1):
            cells.append(_ratio([(cut.before[which], cut.after[which]) for cut in some]))
            cells.append(_ratio([(cut.before[which], _predicted(cut)[which]) for cut in some]))
        words = f"{low:,} to {high:,}" if high < _AGES[-1] else f"{low:,} and more"
        yield f"| {words} | {len(some)} | {' | '.join(cells)} |"


def _ratio(pairs: "Sequence[tuple[_Shares, _Shares]]") -> str:
    return f"{exp(fmean(_odds(b[k]) - _odds(a[k]) for a, b in pairs for k in _MIDDLE)):.2f}"


def _odds(share: float) -> float:
    kept = min(0.998, max(0.002, share))
    return log(kept / (1 - kept))


def _row(
    words: str, told: str, cuts: "Sequence[Cut]", rule: "Callable[[Cut], tuple[_Shares, _Shares]]"
) -> str:
    errors = list[tuple[float, ...]]()
    inside = list[tuple[float, ...]]()
    for cut in cuts:
        pairs = [*_points(rule(cut), cut.after)]
        errors.append(tuple(100 * fmean(abs(a - b) for a, b in each) for each in pairs))
        inside.append(tuple(100 * fmean(_within(a, b) for a, b in each) for each in pairs))
    columns = [*zip(*errors, strict=True)]
    eighty = [sorted(each)[len(each) * 4 // 5] for each in columns]
    covered = " / ".join(f"{fmean(each):.0f}%" for each in zip(*inside, strict=True))
    cells = (map(median, columns), map(fmean, columns), eighty)
    told_ = " | ".join(" / ".join(f"{value:.1f}" for value in each) for each in cells)
    return f"| {words} | {told} | {told_} | {covered} |"


def _points(
    told: tuple[_Shares, _Shares], real: tuple[_Shares, _Shares]
) -> "Iterator[list[tuple[float, float]]]":
    curves: list[tuple[StalenessCurve, StalenessCurve]] = [
        (monotone_curve(one), monotone_curve(other)) for one, other in zip(told, real, strict=True)
    ]
    for one, other in curves:
        yield [(one.window(width), other.window(width)) for width in WIDTHS]
    one, other = curves[0]
    yield [(one.share(k), other.share(k)) for k in LADDER]


def _within(told: float, real: float) -> bool:
    low, high = forecast_shift.forecast_band(told)
    return low <= real <= high


if __name__ == "__main__":
    here = Path(sys.argv[1])
    clones = sorted(each.name for each in here.iterdir() if each.is_dir())
    print(section(here, clones))  # noqa: T201 - that is what it is for

"""Backtests on public repositories, as Markdown.

    python tests/benchmarks/simulator/backtest.py FOLDER

FOLDER holds clones called OWNER+NAME (or OWNER+NAME/repo, or OWNER+NAME.git), which are only read;
those that are not there are left out. Takes one to two minutes for each on an idle machine.
"""

import contextlib
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import outlook

from remit.errors import RemitError
from remit.git import revisions
from remit.git.repository import Repository
from remit_sim.fitting.backtest import (
    FitBacktest,
    FitBacktestRequest,
    backtest_fit,
    curve_error,
    is_curve_missed,
    odds_ratio,
    sampled_curve_error,
)
from remit_sim.replay.replay import TASKS, WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit_sim.fitting.backtest import Prediction


class Known(NamedTuple):
    """A snapshot, and what was measured there before, by other code: shares in per cent."""

    at: str
    conflict: str
    same_file: str


MEASURED = {
    "pallets+flask": Known("2ac89889f4cc", "15.7 22.4 30.5 38.6 46.4", "31.5 40.5 51.4 60.6 68.9"),
    "pytest-dev+pytest": Known(
        "df87db7b0462", "2.8 6.0 10.2 19.5 30.9", "12.5 19.4 29.6 47.8 64.3"
    ),
    "tokio-rs+tokio": Known("ea91b33ca57f", "3.1 5.7 8.6 13.0 17.5", "9.7 14.6 21.8 32.1 42.6"),
    "etcd-io+etcd": Known("c34dc7ee0048", "2.5 5.9 10.2 18.6 30.1", "9.1 15.6 22.8 35.1 48.3"),
    "rust-lang+cargo": Known("af373f761aa4", "4.0 5.2 9.8 15.5 22.0", "12.4 19.9 30.0 41.9 54.6"),
}
"""The five repositories of the goal."""
LOOKED_AT = (
    *("spf13+cobra", "jqlang+jq", "pre-commit+pre-commit", "BurntSushi+ripgrep"),
    *("expressjs+express", "axios+axios", "jekyll+jekyll", "prettier+prettier", "redis+redis"),
    *("HypothesisWorks+hypothesis", "encode+starlette", "caddyserver+caddy", "square+okhttp"),
    *("astral-sh+rye", "changesets+changesets", "rust-lang+book"),
)
"""Others that were looked at while the method was made; the outlook is from their older parts."""
FRESH = ("sharkdp+fd", "pallets+click", "pypa+virtualenv", "tj+commander.js", "date-fns+date-fns")
"""Others that had no say."""
TAUGHT = (
    *("babel+babel", "encode+httpx", "gin-gonic+gin", "gohugoio+hugo", "junegunn+fzf"),
    *("nodejs+undici", "psf+black", "psf+requests", "rails+thor", "scrapy+scrapy", "sharkdp+bat"),
)
"""Others whose older parts the outlook is from, and that are not scored here."""
_GOALS = {"conflict": 3, "same_file": 3, "staleness": 4}


def section(repositories: Path) -> str:
    """Everything that is there: real curves beside predicted ones, medians."""
    named = {"the goal's five": MEASURED, "looked at": LOOKED_AT, "fresh": FRESH}
    found = {kind: dict(_backtests(repositories, names)) for kind, names in named.items()}
    parts = [_INTRODUCTION, *_medians(found), _BANDS, *_covered(found)]
    parts += ["\n### Which changes conflict\n", _CONTACT, *_contacts(found), ""]
    parts += ["### What other repositories teach\n"]
    parts += [outlook.section(repositories, [*MEASURED, *LOOKED_AT, *TAUGHT])]
    for kind, each in found.items():
        parts += [f"### Curves: {kind}\n", *(_curves(name, one) for name, one in each.items())]
    return "\n".join(parts)


_INTRODUCTION = f"""\
## Against histories that it has not seen

`remit-sim backtest` on public repositories: parameters fitted on the older part of a history
predict how often the {TASKS:,} newest changes collide, which are then merged for real. No
parameter is chosen on the part that is scored. The method itself (how fast old changes fade, where
a history is cut, which form the curves have, how rates move on) was chosen while looking at some
repositories, so those are reported apart from the fresh ones. Errors are mean absolute errors in
percentage points: of the fitted curve, and in brackets of tasks drawn from the fitted workload.
"""
_BANDS = """
Of the real shares, how many are in the 80% band that is given with what is predicted; and curves
most of whose shares are outside, which a backtest calls not predicted:

| repositories | conflict | same file | staleness | not predicted |
|---|---|---|---|---|"""
_CONTACT = """\
Fitted changes that share a file with one of up to 32 changes that they did not see, by whether the
lines that they edit touch (see the guide); and what else makes drawn tasks conflict.

| repositories | touch: conflict | apart: conflict | returns to the same lines | remainder |
|---|---|---|---|---|"""


def _backtests(folder: Path, names: "Iterable[str]") -> "Iterator[tuple[str, FitBacktest]]":
    for name in names:
        found = place(folder, name)
        if found is None:
            continue
        at = MEASURED[name].at if name in MEASURED else "HEAD"
        with contextlib.chdir(found), Repository.discover() as repository:
            with contextlib.suppress(RemitError):
                at = revisions.resolve_commit(repository, at)
            try:
                yield name, backtest_fit(repository, FitBacktestRequest(at, TASKS, WIDTHS))
            except RemitError as error:  # one clone that lacks something costs no other's figures
                sys.stderr.write(f"{name} is left out: {error.sentence}\n")


def place(folder: Path, name: str) -> Path | None:
    places = (folder / name / "repo", folder / name, folder / f"{name}.git")
    return next((place for place in places if place.is_dir()), None)


def _medians(found: "dict[str, dict[str, FitBacktest]]") -> "Iterator[str]":
    yield "| repositories | fitted / scored changes | conflict | same file | staleness |"
    yield "|---|---|---|---|---|"
    for kind, each in found.items():
        for name, one in each.items():
            cells = " | ".join(_error(getattr(one, key)) for key in _GOALS)
            yield f"| {name} | {one.fit.sizes.tasks:,} / {one.scored:,} | {cells} |"
        if each:
            cells = " | ".join(_median(key, each.values()) for key in _GOALS)
            yield f"| **median, {kind}** | | {cells} |"
    yield f"| goal, median of the five | | {' | '.join(map(str, _GOALS.values()))} |\n"


def _covered(found: "dict[str, dict[str, FitBacktest]]") -> "Iterator[str]":
    for kind, each in found.items():
        if each:
            cells = " | ".join(_inside(key, each.values()) for key in _GOALS)
            lost = [
                f"{name} ({key.replace('_', ' ')}: {odds_ratio(getattr(one, key)):.2f} "
                "times the odds)"
                for name, one in each.items()
                for key in _GOALS
                if is_curve_missed(getattr(one, key))
            ]
            yield f"| {kind} | {cells} | {', '.join(lost) or 'none'} |"


def _inside(key: str, found: "Iterable[FitBacktest]") -> str:
    points = [point for one in found for point in getattr(one, key)]
    return f"{sum(point.inside for point in points) / len(points):.0%} of {len(points)}"


def _contacts(found: "dict[str, dict[str, FitBacktest]]") -> "Iterator[str]":
    names = ("touching_conflict_share", "apart_conflict_share", "same_place_share")
    for each in found.values():
        for name, one in each.items():
            figures = one.fit.intervals
            if "drawn_remainder" in figures:
                cells = [
                    f"{100 * figures[key].value:.1f}% ({100 * figures[key].low:.1f} to "
                    f"{100 * figures[key].high:.1f})"
                    for key in names
                ]
                left = figures["drawn_remainder"]
                yield (
                    f"| {name} | {' | '.join(cells)} "
                    f"| {left.value:.2f} ({left.low:.2f} to {left.high:.2f}) |"
                )


def _error(curve: "Sequence[Prediction]") -> str:
    drawn = sampled_curve_error(curve)
    return f"{100 * curve_error(curve):.1f}" + (
        f" ({100 * drawn:.1f})" if drawn is not None else ""
    )


def _median(key: str, found: "Iterable[FitBacktest]") -> str:
    curves: list[tuple[Prediction, ...]] = [getattr(one, key) for one in found]
    drawn = [each for curve in curves if (each := sampled_curve_error(curve)) is not None]
    tail = f" ({100 * median(drawn):.1f})" if drawn else ""
    return f"**{100 * median(map(curve_error, curves)):.1f}**{tail}"


def _curves(name: str, found: FitBacktest) -> str:
    rows = [f"**{name}** at `{found.at[:12]}`, fitted up to `{found.cut[:12]}`\n"]
    for key, words in (("conflict", "conflict"), ("same_file", "same file")):
        curve: tuple[Prediction, ...] = getattr(found, key)
        rows += _table("w", words, curve)
        if name in MEASURED:
            before = getattr(MEASURED[name], key).split()
            rows.append(f"| {words}, measured before | {' | '.join(before)} |")
        rows.append("")
    return "\n".join([*rows, *_table("k", "conflict", found.staleness), ""])


def _table(at: str, words: str, curve: "Sequence[Prediction]") -> "Iterator[str]":
    yield f"| {at} | {' | '.join(str(each.at) for each in curve)} |"
    yield "|---" * (len(curve) + 1) + "|"
    yield f"| {words}, predicted | {' | '.join(f'{100 * e.predicted:.1f}' for e in curve)} |"
    if curve[0].drawn is not None:
        drawn = (f"{100 * (e.drawn or 0):.1f}" for e in curve)
        yield f"| {words}, drawn tasks | {' | '.join(drawn)} |"
    real = (f"{100 * e.real.share:.1f} ±{50 * (e.real.high - e.real.low):.1f}" for e in curve)
    yield f"| {words}, real | {' | '.join(real)} |"


if __name__ == "__main__":
    started = time.monotonic()
    print(section(Path(sys.argv[1])))  # noqa: T201 - that is what it is for
    print(f"{time.monotonic() - started:.0f} s", file=sys.stderr)  # noqa: T201

"""What a backtest found, for people and for programs."""

from textwrap import wrap
from typing import TYPE_CHECKING

from remit_sim.fitting import forecast_shift
from remit_sim.fitting.backtest import curve_error, is_curve_missed, odds_ratio, sampled_curve_error
from remit_sim.report import fit
from remit_sim.report.json import dump_line, round_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit_sim.fitting.backtest import FitBacktest, Prediction

_WIDTH = 80
_NAMES = {
    "conflict": "conflicts in windows",
    "same_file": "files in common",
    "staleness": "conflicts by staleness",
}
_CURVES = {
    "conflict": ("changes", "Conflicts in windows of so many changes on one base"),
    "same_file": ("changes", "A file in common in such windows"),
    "staleness": ("behind", "Conflicts of changes begun so many landed changes too early"),
}


def text(name: str, found: "FitBacktest") -> str:
    """Prediction beside real, in per cent, then what was fitted."""
    sizes = found.fit.sizes
    lines = wrap(
        f"{name} at {found.at[:10]}: fitted on {sizes.tasks:,} changes up to {found.cut[:10]}, "
        f"scored on the {found.scored:,} after it",
        _WIDTH,
    )
    for key, (_, words) in _CURVES.items():
        lines += ["", words, *_table(getattr(found, key))]
    lines += ["", *(line for each in backtest_verdict(found) for line in wrap(each, _WIDTH))]
    lines += [
        "",
        "Fitted on the older part (95% of resampled histories)",
        *fit.fit_lines(found.fit),
    ]
    lines += [
        "",
        *wrap(
            "The fitted curve is what the older part says, calmer for a young repository; drawn "
            "are tasks of the workload that `run --repo` simulates. A difference between "
            "strategies that is smaller than these errors is no result.",
            _WIDTH,
        ),
    ]
    lines += (line for remark in found.remarks for line in wrap(f"note: {remark}", _WIDTH))
    return "\n".join(lines) + "\n"


def backtest_verdict(found: "FitBacktest") -> "Iterator[str]":
    """Whether the history could be predicted, and why not where it could not."""
    young = found.age < forecast_shift.YOUNG
    if young:
        yield (
            f"not predicted: this history had only {found.age} changes before the cut; with less "
            f"than {forecast_shift.YOUNG} nothing holds that other repositories teach."
        )
    for key, words in _NAMES.items():
        curve = getattr(found, key)
        outside = sum(not each.inside for each in curve)
        if curve and is_curve_missed(curve):
            yield (
                f"not predicted: {words}. {outside} of {len(curve)} real shares are outside the "
                f"80% band; the real odds are {odds_ratio(curve):.2f} times those predicted."
            )
        elif curve:
            yield (
                f"{'yet predicted' if young else 'predicted'}: {words}. {len(curve) - outside} of "
                f"{len(curve)} real shares are inside the 80% band."
            )


def json(name: str, found: "FitBacktest") -> str:
    """Every point of the three curves with its residuals; shares are 0 to 1."""
    return dump_line(
        {
            "kind": "backtest",
            "repository": name,
            "at": found.at,
            "cut": found.cut,
            "fitted_tasks": found.fit.sizes.tasks,
            "scored_tasks": found.scored,
            "confidence": 0.95,
            "curves": {
                key: [_point(at, each) for each in getattr(found, key)]
                for key, (at, _) in _CURVES.items()
            },
            "mean_absolute_error": {
                key: round_figure(curve_error(getattr(found, key))) for key in _CURVES
            },
            "drawn_mean_absolute_error": {
                key: _maybe(sampled_curve_error(getattr(found, key))) for key in _CURVES
            },
            "predicted": {key: not is_curve_missed(getattr(found, key)) for key in _CURVES},
            "odds_ratio": {key: round_figure(odds_ratio(getattr(found, key))) for key in _CURVES},
            "changes_before_cut": found.age,
            "parameters": fit.parameter_fields(found.fit),
            "replayed_merges": found.merges,
            "remarks": found.remarks,
        }
    )


def _point(at: str, found: "Prediction") -> dict[str, object]:
    real = found.real
    return {
        at: found.at,
        "predicted": round_figure(found.predicted),
        "real": round_figure(real.share),
        "residual": round_figure(found.predicted - real.share),
        "predicted_low": round_figure(found.band[0]),
        "predicted_high": round_figure(found.band[1]),
        "drawn": _maybe(found.drawn),
        "drawn_residual": _maybe(None if found.drawn is None else found.drawn - real.share),
        "real_low": round_figure(real.low),
        "real_high": round_figure(real.high),
        "tasks": real.tasks,
    }


def _maybe(value: float | None) -> float | None:
    return None if value is None else round_figure(value)


def _table(curve: "Sequence[Prediction]") -> "Iterator[str]":
    yield f"  {'':22}" + "".join(f"{each.at:6}" for each in curve) + "   off by"
    yield (
        f"  {'fitted curve':22}"
        + _cells(e.predicted for e in curve)
        + f"{100 * curve_error(curve):9.1f}"
    )
    for words, end in (("  80% band, from", 0), ("    to", 1)):
        yield f"  {words:22}" + _cells(each.band[end] for each in curve)
    drawn = sampled_curve_error(curve)
    if drawn is not None:
        yield (
            f"  {'drawn tasks':22}" + _cells(e.drawn or 0.0 for e in curve) + f"{100 * drawn:9.1f}"
        )
    yield f"  {'real':22}" + _cells(e.real.share for e in curve)
    halves = (e.real.high - e.real.low for e in curve)
    yield f"  {'  give or take (95%)':22}" + "".join(f"{50 * each:6.1f}" for each in halves)


def _cells(shares: "Iterator[float]") -> str:
    return "".join(f"{100 * share:6.1f}" for share in shares)

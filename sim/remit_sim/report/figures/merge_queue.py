"""What a merge queue costs and lands, by the size of a batch and the depth of speculation."""

from typing import TYPE_CHECKING

from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import format_number, format_share
from remit_sim.study.merge_queue_curves import SIZES, batched_rates, speculative_rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.report.figures.figure import FigurePanel
    from remit_sim.study.merge_queue_curves import QueuePoint
    from remit_sim.world.scenario import CheckSettings

_COLOURS = ("#d55e00", "#e69f00", "#cc79a7", "#56b4e9", "#0072b2")
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross")
_SIZE = {"batch": "changes in a batch", "speculation": "builds at once"}
_ASSUMED = 10.0  # minutes of a build, where the scenario's takes no time
_HOUR = 60.0


def figure(points: "Sequence[QueuePoint]", checks: "CheckSettings") -> ReportFigure:
    """The curves for any workload, and what they say of this scenario's checks."""
    minutes = checks.check_minutes or _ASSUMED
    pace = _HOUR / minutes
    assumed = "" if checks.check_minutes else ", an assumption: in the scenario it takes no time"
    return ReportFigure(
        "merge-queue",
        "How should a merge queue be set?",
        caption(points, checks),
        "Lines are closed forms, points are the shipped queue stepped with coins: each change "
        "passes by itself with the chance that its line has. Batches are halved when they fail, on "
        "one lane; speculation builds so many prefixes at once and lands those before the first "
        f"failure. A build takes {format_number(minutes)} minutes{assumed}.",
        (
            _panel(points, "batch", "runs"),
            _panel(points, "batch", "landed", pace),
            _panel(points, "speculation", "runs"),
            _panel(points, "speculation", "landed", pace),
        ),
        FigureTable(
            ("queue", "size", "chance to pass", "runs per change", "simulated", "landed per hour"),
            tuple(
                (
                    each.kind,
                    str(each.size),
                    format_share(each.share),
                    format_number(each.formula.runs_per_change),
                    format_number(each.simulated.runs_per_change),
                    format_number(each.formula.landed_per_build_time * pace),
                )
                for each in points
            ),
        ),
    )


def caption(points: "Sequence[QueuePoint]", checks: "CheckSettings") -> str:
    """The best batch at the scenario's own chance to pass, and how close model and formula are."""
    share = checks.pass_share
    runs = {size: batched_rates(share, size).runs_per_change for size in SIZES}
    best = min(runs, key=lambda size: runs[size])
    told = f"Where {format_share(share)} of the changes pass, "
    if best == 1:
        told += "batches do not pay: a build for each change is the least."
    else:
        builds = format_number(runs[best])
        told += f"batches of {best} need the fewest builds: {builds} for each change."
    if share < 1:
        deepest = share / (1 - share)
        told += (
            f" Speculation lands at most {format_number(deepest)} changes in the time of a build"
        )
        landed = speculative_rates(share, 4).landed_per_build_time
        told += f", and {format_number(landed)} of them at a depth of 4."
    apart = max(
        abs(each.simulated.runs_per_change / each.formula.runs_per_change - 1) for each in points
    )
    return (
        f"{told} The simulated queue is within {format_share(apart)} of the closed forms "
        "everywhere."
    )


def _panel(
    points: "Sequence[QueuePoint]", kind: str, what: str, pace: float = 1.0
) -> "FigurePanel":
    import altair as alt

    rows = [_row(each, what, pace) for each in points if each.kind == kind]
    shares = sorted({str(row["share"]) for row in rows}, key=lambda word: int(word[:-1]))
    colour = alt.Color(
        "share:N", title="pass", scale=alt.Scale(domain=shares, range=list(_COLOURS))
    )
    x = alt.X(
        "size:Q",
        title=_SIZE[kind],
        scale=alt.Scale(type="log", base=2),
        axis=alt.Axis(values=list(SIZES), format="d"),
    )
    says = "builds for each change" if what == "runs" else "changes landed in an hour"
    base = make_chart(rows).encode(x=x, color=colour)
    return make_panel(
        f"{'Batches' if kind == 'batch' else 'Speculation'}: {says}",
        alt.layer(
            base.mark_line(strokeWidth=2).encode(y=alt.Y("formula:Q", title=says)),
            base.mark_point(filled=True, size=60, opacity=1).encode(
                y="simulated:Q",
                shape=alt.Shape(
                    "share:N", title="pass", scale=alt.Scale(domain=shares, range=list(_SHAPES))
                ),
                tooltip=["share:N", "size:Q", alt.Tooltip("simulated:Q", format=".2f")],
            ),
        ).properties(height=220),
    )


def _row(point: "QueuePoint", what: str, pace: float) -> dict[str, object]:
    place = 0 if what == "runs" else 1
    return {
        "share": format_share(point.share),
        "size": point.size,
        "formula": point.formula[place] * pace,
        "simulated": point.simulated[place] * pace,
    }

"""How often changes conflict: the real replay's dots over the model's lines."""

from typing import TYPE_CHECKING

from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import format_number, format_share

if TYPE_CHECKING:
    from remit_sim.report.figures.figure import FigurePanel
    from remit_sim.study.residuals import BacktestResiduals, Prediction

_TITLES = {
    "conflict": ("Conflicts among changes made at once", "changes made at once"),
    "staleness": ("Conflicts of changes begun too early", "changes landed since the base"),
    "same_file": ("Changes that share a file", "changes made at once"),
}
_MODEL, _DRAWN = "#0072b2", "#d55e00"


def figure(found: "BacktestResiduals") -> ReportFigure:
    """The curves of a backtest."""
    shown = [key for key in _TITLES if found.curves[key]]
    return ReportFigure(
        "conflict-curve",
        "Does the model meet the real history?",
        caption(found),
        f"Dots are real three-way merges of the newest {found.scored:,} changes of "
        f"{found.repository} at {found.at[:10]}, with 95% intervals; the solid line was fitted on "
        "the history before them, the dashed one is tasks drawn from that fit. Shaded is the band "
        "that four of five later shares are in.",
        tuple(_panel(key, found.curves[key]) for key in shown),
        FigureTable(
            ("curve", "at", "predicted", "drawn", "real", "off by, points"),
            tuple(
                (
                    _TITLES[key][0],
                    str(each.at),
                    _points(each.predicted),
                    "" if each.drawn is None else _points(each.drawn),
                    _points(each.real),
                    f"{100 * (each.predicted - each.real):+.1f}",
                )
                for key in shown
                for each in found.curves[key]
            ),
        ),
    )


def caption(found: "BacktestResiduals") -> str:
    """The residuals, and what they forbid to conclude."""
    errors = found.errors
    told = f"On the newer part of {found.repository}, which the model had not seen, its curve of "
    points = format_number(100 * errors["conflict"])
    told += f"conflicts is off by {points} points in the mean, that of "
    told += f"stale changes by {format_number(100 * errors['staleness'])}, that of shared files by "
    told += f"{format_number(100 * errors['same_file'])}."
    if found.curves["conflict"]:
        widest = found.curves["conflict"][-1]
        told += (
            f" Of {widest.at} changes made at once, {format_share(widest.real)} really conflict; "
        )
        told += f"{format_share(widest.predicted)} were predicted."
    return f"{told} Differences that hang on less than that are no result."


def _points(share: float) -> str:
    return f"{share:.1%}"


def _panel(key: str, curve: "tuple[Prediction, ...]") -> "FigurePanel":
    import altair as alt

    title, says = _TITLES[key]
    base = make_chart(each._asdict() for each in curve).encode(
        x=alt.X(
            "at:Q",
            title=says,
            scale=alt.Scale(type="log", base=2),
            axis=alt.Axis(values=[each.at for each in curve], format="d"),
        )
    )
    share = alt.Axis(format=".0%")
    layers: list[alt.Chart] = []
    if all(each.least is not None for each in curve):
        area = base.mark_area(color=_MODEL, opacity=0.15)
        least = alt.Y("least:Q", title="share of changes", axis=share)
        layers.append(area.encode(y=least, y2="most:Q"))
    layers += [
        base.mark_line(color=_MODEL, strokeWidth=2).encode(
            y=alt.Y("predicted:Q", title="share of changes", axis=share)
        ),
        base.mark_rule(color="#1b1f24", strokeWidth=1).encode(y="low:Q", y2="high:Q"),
        base.mark_point(filled=True, size=70, opacity=1, color="#1b1f24").encode(
            y="real:Q",
            tooltip=[
                alt.Tooltip("at:Q"),
                alt.Tooltip("real:Q", format=".1%"),
                alt.Tooltip("predicted:Q", format=".1%"),
            ],
        ),
    ]
    if any(each.drawn is not None for each in curve):
        drawn = base.mark_line(color=_DRAWN, strokeWidth=2, strokeDash=[6, 3])
        layers.append(drawn.encode(y="drawn:Q"))
    return make_panel(title, alt.layer(*layers).properties(height=260))

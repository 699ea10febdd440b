"""What the answer hangs on: how far each parameter, halved and doubled, moves the leader."""

from typing import TYPE_CHECKING

from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import (
    format_agents,
    format_estimate,
    format_number,
    format_parameter,
    join_names,
)

if TYPE_CHECKING:
    from remit_sim.report.figures.figure import FigurePanel
    from remit_sim.study.sensitivity import ParameterSwing, ParameterTurn, SensitivityStudy

_MOST = 12
_LOW, _HIGH = "half", "double"


def figure(found: "SensitivityStudy") -> ReportFigure:
    """The widest swings."""
    return ReportFigure(
        "sensitivity",
        "What does the answer hang on?",
        caption(found),
        f"Change of the speed-up of {found.leader} with {format_agents(found.agents)}, in "
        "pairs, when "
        "one parameter is halved or doubled within its bounds. Pale bars are within the error. A "
        f"name at a bar: there, {found.leader} is beaten by that strategy beyond the error. "
        f"{found.replications} runs of each. Without effect: {join_names(found.unmoved, 30)}.",
        (_panel(found),) if found.swings else (),
        FigureTable(
            ("parameter", "here", "tried", "change of speed-up", "best there"),
            tuple(
                (
                    swing.key,
                    format_parameter(swing.value),
                    format_parameter(turn.value),
                    format_estimate(turn.change, signed=True),
                    join_names(turn.best),
                )
                for swing in found.swings
                for turn in swing.turns
            ),
        ),
    )


def caption(found: "SensitivityStudy") -> str:
    """What moves the leader most, and whether anything takes the lead from it."""
    sure = [swing for swing in found.swings if any(map(_sure, swing.turns))]
    if sure:
        widest = max((t for t in sure[0].turns if _sure(t)), key=lambda turn: abs(turn.change.mean))
        told = f"{sure[0].key} matters most: at {format_parameter(widest.value)} instead of "
        told += f"{format_parameter(sure[0].value)}, the speed-up of {found.leader} goes from "
        changed = format_number(found.speed_up + widest.change.mean)
        told += f"{format_number(found.speed_up)} to {changed}."
    else:
        told = "No parameter, halved or doubled, moves the speed-up beyond the error."
    beaten = [
        f"{turn.best[0] if turn.best else 'nobody'} where {swing.key} is "
        f"{format_parameter(turn.value)}"
        for swing in found.swings
        for turn in swing.turns
        if found.leader not in turn.best
    ]
    if not beaten:
        return f"{told} None of them takes the lead from {found.leader} beyond the error."
    return f"{told} Another strategy is best beyond the error: {join_names(beaten)}."


def _sure(turn: "ParameterTurn") -> bool:
    mean, width = turn.change
    return width is not None and abs(mean) > width


def _panel(found: "SensitivityStudy") -> "FigurePanel":
    import altair as alt

    shown = found.swings[:_MOST]
    rows = [_row(found, swing, turn) for swing in shown for turn in swing.turns]
    base = make_chart(rows).encode(
        x=alt.X("change:Q", title="change of speed-up"),
        y=alt.Y("parameter:N", title=None, sort=[_name(swing) for swing in shown]),
    )
    side = alt.ExprRef("datum.change < 0 ? 'right' : 'left'")
    away = alt.ExprRef("datum.change < 0 ? -4 : 4")
    return make_panel(
        f"Speed-up of {found.leader}: {format_number(found.speed_up)}",
        alt.layer(
            base.mark_bar(height=14).encode(
                color=alt.Color(
                    "way:N",
                    title=None,
                    scale=alt.Scale(domain=[_LOW, _HIGH], range=["#56b4e9", "#d55e00"]),
                ),
                opacity=alt.Opacity(
                    "sure:O", scale=alt.Scale(domain=[0, 1], range=[0.4, 1]), legend=None
                ),
                tooltip=["parameter:N", "tried:N", "said:N", "best:N"],
            ),
            base.mark_text(fontSize=10, align=side, dx=away).encode(text="rival:N"),
        ).properties(height=22 * len(shown)),
    )


def _row(
    found: "SensitivityStudy", swing: "ParameterSwing", turn: "ParameterTurn"
) -> dict[str, object]:
    beaten = found.leader not in turn.best
    return {
        "parameter": _name(swing),
        "way": _LOW if turn.value < swing.value else _HIGH,
        "tried": format_parameter(turn.value),
        "change": turn.change.mean,
        "said": format_estimate(turn.change, signed=True),
        "sure": int(_sure(turn)),
        "best": join_names(turn.best),
        "rival": (turn.best[0] if turn.best else "none") if beaten else "",
    }


def _name(swing: "ParameterSwing") -> str:
    return f"{swing.key} = {format_parameter(swing.value)}"

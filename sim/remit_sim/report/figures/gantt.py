"""One run under several strategies, agent by agent: work, waiting, rework, and each conflict."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import format_agents, format_number, format_share
from remit_sim.world.events import Activity, EventKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.report.figures.figure import FigurePanel
    from remit_sim.study.gantt_spans import GanttRun

_MARKS = {
    EventKind.CONFLICTS: "conflict of text",
    EventKind.TEARS: "structural conflict",
    EventKind.RESTARTS: "begun again",
    EventKind.VIOLATIONS: "violation refused",
    EventKind.FENCED: "write refused",
}
_SHOWN = (Activity.USEFUL, Activity.REWORK, Activity.MERGE, Activity.REVIEW, Activity.WAITING)


def figure(runs: "Sequence[GanttRun]") -> ReportFigure:
    """The same seed under each strategy, on one axis of time."""
    end = max(run.minutes for run in runs)
    return ReportFigure(
        "gantt",
        "What does one run look like?",
        caption(runs),
        f"The first run, seed {runs[0].seed}, with {format_agents(runs[0].agents)}. Thick bars are "
        "work, thin ones waiting; a cross is a conflict, a violation or a refused write.",
        tuple(_panel(run, end) for run in runs),
        FigureTable(
            ("strategy", "agent", *_SHOWN, "conflicts"),
            tuple(line for run in runs for line in _lines(run)),
        ),
    )


def caption(runs: "Sequence[GanttRun]") -> str:
    """When each run ends, and what its agents did besides useful work."""
    told = [
        f"{run.strategy} ends at minute {format_number(run.minutes)}, with {_extras(run)}"
        for run in runs
    ]
    return f"In this run, {'; '.join(told)}. One run shows how time is lost, not how often."


def _extras(run: "GanttRun") -> str:
    spent = defaultdict[str, float](float)
    for span in run.spans:
        spent[span.spending] += span.end - span.begin
    whole = sum(spent.values()) or 1.0
    clashes = sum(mark.what == EventKind.CONFLICTS for mark in run.marks)
    shares = f"{format_share(spent[Activity.WAITING] / whole)} of the time waiting"
    shares += f" and {format_share(spent[Activity.REWORK] / whole)} in rework"
    return f"{shares}, {clashes} {'conflict' if clashes == 1 else 'conflicts'} of text"


def _lines(run: "GanttRun") -> list[tuple[str, ...]]:
    spent = defaultdict[tuple[int, str], float](float)
    for span in run.spans:
        spent[span.agent, span.spending] += span.end - span.begin
    marks = Counter(mark.agent for mark in run.marks if mark.what == EventKind.CONFLICTS)
    return [
        (
            run.strategy,
            str(agent),
            *(f"{spent[agent, kind]:.1f}" for kind in _SHOWN),
            str(marks[agent]),
        )
        for agent in range(1, run.agents + 1)
    ]


def _panel(run: "GanttRun", end: float) -> "FigurePanel":
    import altair as alt

    thick = {kind.name: kind.thickness for kind in palette.KINDS}
    spans = [
        {
            "agent": f"agent {span.agent}",
            "begin": round(span.begin, 3),
            "end": round(span.end, 3),
            "kind": span.spending,
            "task": span.task,
            "thick": thick[span.spending],
        }
        for span in run.spans
    ]
    marks = [
        {
            "agent": f"agent {mark.agent}",
            "begin": round(mark.at, 3),
            "what": _MARKS[EventKind(mark.what)],
        }
        for mark in run.marks
    ]
    order = [f"agent {number}" for number in range(1, run.agents + 1)]
    x = alt.X("begin:Q", title="minutes", scale=alt.Scale(domain=[0, end]))
    y = alt.Y("agent:N", title=None, sort=order)
    return make_panel(
        run.strategy,
        alt.layer(
            make_chart(spans)
            .mark_bar(stroke=None)
            .encode(
                x=x,
                x2="end:Q",
                y=y,
                size=alt.Size(
                    "thick:Q", scale=alt.Scale(domain=[0, 14], range=[0, 14]), legend=None
                ),
                color=palette.activity_colours(
                    [each.name for each in palette.KINDS if each.name in _drawn(run)]
                ),
                tooltip=["agent:N", "kind:N", "task:N", "begin:Q", "end:Q"],
            ),
            make_chart(marks)
            .mark_point(shape="cross", angle=45, filled=True, size=70, opacity=1, color="black")
            .encode(x=x, y=y, tooltip=["what:N", "begin:Q"]),
        ).properties(height=20 * run.agents),
    )


def _drawn(run: "GanttRun") -> set[str]:
    return {span.spending for span in run.spans}

"""One run under several strategies, agent by agent: work, waiting, rework, and each conflict."""

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import Figure, Table, chart, panel
from remit_sim.report.figures.words import agents_of, number, percent
from remit_sim.world.events import Spending, What

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.report.figures.figure import Panel
    from remit_sim.study.gantt_spans import Run

_MARKS = {
    What.CONFLICTS: "conflict of text",
    What.TEARS: "conflict of structure",
    What.RESTARTS: "begun again",
    What.VIOLATIONS: "violation refused",
    What.FENCED: "write refused",
}
_SHOWN = (Spending.USEFUL, Spending.REWORK, Spending.MERGE, Spending.REVIEW, Spending.WAITING)


def figure(runs: "Sequence[Run]") -> Figure:
    """The same seed under each strategy, on one axis of time."""
    end = max(run.minutes for run in runs)
    return Figure(
        "gantt",
        "What does one run look like?",
        caption(runs),
        f"The first run, seed {runs[0].seed}, with {agents_of(runs[0].agents)}. Thick bars are "
        "work, thin ones waiting; a cross is a conflict, a violation or a refused write.",
        tuple(_panel(run, end) for run in runs),
        Table(
            ("strategy", "agent", *_SHOWN, "conflicts"),
            tuple(line for run in runs for line in _lines(run)),
        ),
    )


def caption(runs: "Sequence[Run]") -> str:
    """When each run ends, and what its agents did besides useful work."""
    told = [
        f"{run.strategy} ends at minute {number(run.minutes)}, with {_extras(run)}" for run in runs
    ]
    return f"In this run, {'; '.join(told)}. One run shows how time is lost, not how often."


def _extras(run: "Run") -> str:
    spent = defaultdict[str, float](float)
    for span in run.spans:
        spent[span.spending] += span.end - span.begin
    whole = sum(spent.values()) or 1.0
    clashes = sum(mark.what == What.CONFLICTS for mark in run.marks)
    shares = f"{percent(spent[Spending.WAITING] / whole)} of the time waiting"
    shares += f" and {percent(spent[Spending.REWORK] / whole)} in rework"
    return f"{shares}, {clashes} {'conflict' if clashes == 1 else 'conflicts'} of text"


def _lines(run: "Run") -> list[tuple[str, ...]]:
    spent = defaultdict[tuple[int, str], float](float)
    for span in run.spans:
        spent[span.agent, span.spending] += span.end - span.begin
    marks = Counter(mark.agent for mark in run.marks if mark.what == What.CONFLICTS)
    return [
        (
            run.strategy,
            str(agent),
            *(f"{spent[agent, kind]:.1f}" for kind in _SHOWN),
            str(marks[agent]),
        )
        for agent in range(1, run.agents + 1)
    ]


def _panel(run: "Run", end: float) -> "Panel":
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
            "what": _MARKS[What(mark.what)],
        }
        for mark in run.marks
    ]
    order = [f"agent {number}" for number in range(1, run.agents + 1)]
    x = alt.X("begin:Q", title="minutes", scale=alt.Scale(domain=[0, end]))
    y = alt.Y("agent:N", title=None, sort=order)
    return panel(
        run.strategy,
        alt.layer(
            chart(spans)
            .mark_bar(stroke=None)
            .encode(
                x=x,
                x2="end:Q",
                y=y,
                size=alt.Size(
                    "thick:Q", scale=alt.Scale(domain=[0, 14], range=[0, 14]), legend=None
                ),
                color=palette.kinds(
                    [each.name for each in palette.KINDS if each.name in _drawn(run)]
                ),
                tooltip=["agent:N", "kind:N", "task:N", "begin:Q", "end:Q"],
            ),
            chart(marks)
            .mark_point(shape="cross", angle=45, filled=True, size=70, opacity=1, color="black")
            .encode(x=x, y=y, tooltip=["what:N", "begin:Q"]),
        ).properties(height=20 * run.agents),
    )


def _drawn(run: "Run") -> set[str]:
    return {span.spending for span in run.spans}

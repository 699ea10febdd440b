"""What the agents' time went into, stacked, for each strategy and number of agents."""

from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import (
    compared_agent_counts,
    compared_strategies,
    find_leading,
    find_sample,
    format_agents,
    format_share,
    join_names,
)
from remit_sim.world.events import Activity

if TYPE_CHECKING:
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.experiment.replications import RunSample
    from remit_sim.report.figures.figure import FigurePanel

_MOST_BARS = 18
_LABELLED = 0.03  # a share that could be wide enough for its own figure
_HALF = 0.5
_LABEL = 26  # units that a figure needs


def figure(found: "StrategyComparison") -> ReportFigure:
    """The figure of every comparison."""
    shown = _counts(found)
    kinds = [kind.name for kind in palette.KINDS]
    return ReportFigure(
        "time",
        "Where does the agents' time go?",
        caption(found),
        "Each bar is all the time of all agents. Useful is work that is there at the end; lost is "
        "work that was overwritten or begun again.",
        tuple(_panel(found, agents) for agents in shown),
        FigureTable(
            ("strategy", "agents", *kinds),
            tuple(
                (
                    each.strategy,
                    str(each.agents),
                    *(format_share(each.estimates[f"{kind}_share"].mean) for kind in kinds),
                )
                for each in found.rows
            ),
        ),
    )


def caption(found: "StrategyComparison") -> str:
    """Who keeps most of the time, and what costs the others most."""
    most = compared_agent_counts(found)[-1]
    rows = [find_sample(found, name, most) for name in compared_strategies(found)]
    top = max(rows, key=_useful)
    level = [
        each.strategy for each in rows if format_share(_useful(each)) == format_share(_useful(top))
    ]
    have = "has" if len(level) == 1 else "have"
    told = f"With {format_agents(most)}, {join_names(level)} {have} the most useful time"
    told += f" ({format_share(_useful(top))})."
    costs = [_cost(each) for each in rows if each.strategy not in level or len(rows) == 1]
    lead = find_leading(found, most).first
    if lead and lead in level and len(rows) > 1:
        costs.insert(0, _cost(find_sample(found, lead, most)))
    if any(costs):
        told += f" What costs most: {'; '.join(filter(None, costs))}."
    return told


def _useful(sample: "RunSample") -> float:
    return sample.estimates["useful_share"].mean


def _cost(sample: "RunSample") -> str:
    """The largest part of the time that is not useful."""
    others = [kind.name for kind in palette.KINDS if kind.name != "useful"]
    share, kind = max((sample.estimates[f"{kind}_share"].mean, kind) for kind in others)
    return f"{sample.strategy}, {kind} ({format_share(share)})" if share else ""


def _counts(found: "StrategyComparison") -> tuple[int, ...]:
    """All numbers of agents, or the last ones where that would be too many bars."""
    fit = max(1, _MOST_BARS // len(compared_strategies(found)))
    return compared_agent_counts(found)[-fit:]


def _panel(found: "StrategyComparison", agents: int) -> "FigurePanel":
    import altair as alt

    names = compared_strategies(found)
    parts = [part for name in names for part in _parts(find_sample(found, name, agents))]
    bars = make_chart(parts).encode(
        y=alt.Y("strategy:N", title=None, sort=list(names)),
        x=alt.X(
            "begin:Q",
            title="share of all agents' time",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
    )
    fits = alt.ExprRef(f"datum.share * width > {_LABEL} ? 1 : 0")
    drawn = [kind.name for kind in palette.KINDS if kind.name in {part["kind"] for part in parts}]
    return make_panel(
        format_agents(agents),
        alt.layer(
            bars.mark_bar(stroke="white", strokeWidth=0.5).encode(
                x2="end:Q",
                color=palette.activity_colours(drawn),
                tooltip=["strategy:N", "kind:N", alt.Tooltip("share:Q", format=".1%")],
            ),
            bars.mark_text(color="black", fontSize=10, opacity=fits)
            .encode(x="middle:Q", text=alt.Text("share:Q", format=".0%"))
            .transform_filter(f"datum.share >= {_LABELLED} && datum.kind !== '{Activity.LOST}'"),
        ).properties(height=24 * len(names)),
    )


def _parts(sample: "RunSample") -> list[dict[str, object]]:
    """The segments of one bar, one after the other."""
    found, begin = list[dict[str, object]](), 0.0
    for kind in palette.KINDS:
        share = sample.estimates[f"{kind.name}_share"].mean
        if share:
            found.append(
                {
                    "strategy": sample.strategy,
                    "kind": kind.name,
                    "share": share,
                    "begin": begin,
                    "middle": begin + share * _HALF,
                    "end": begin + share,
                }
            )
        begin += share
    return found

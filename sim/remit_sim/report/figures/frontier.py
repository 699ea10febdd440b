"""What the speed costs: tokens, or the agents' time, against makespan, by number of agents."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import (
    compared_agent_counts,
    compared_strategies,
    find_leading,
    find_sample,
    format_agents,
    format_number,
    join_names,
)

if TYPE_CHECKING:
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.report.figures.figure import FigurePanel

_TOKENS = "tokens"


class CostPoint(NamedTuple):
    """One strategy with one number of agents: minutes to the end, and what they cost.

    `keeps` where no run lost a task.
    """

    strategy: str
    agents: int
    minutes: float
    cost: float
    keeps: bool


def figure(found: "StrategyComparison") -> ReportFigure:
    """The figure of every comparison; the cost is agents' time where no tokens are counted."""
    bargains, unit = _bargains(found), _unit(found)
    best = _frontier(bargains)
    return ReportFigure(
        "frontier",
        "What does the speed cost?",
        caption(found),
        f"Each point is a number of agents. To the left is faster, further down is cheaper, in "
        f"{unit}. No other point beats a ringed one on both; points that lost work are not ringed.",
        (_panel(found),),
        FigureTable(
            ("strategy", "agents", "makespan, minutes", unit, "on the frontier"),
            tuple(
                (
                    each.strategy,
                    str(each.agents),
                    format_number(each.minutes),
                    format_number(each.cost),
                    "yes" if each in best else "no" if each.keeps else "loses work",
                )
                for each in bargains
            ),
        ),
    )


def caption(found: "StrategyComparison") -> str:
    """The cheapest and the fastest points that nothing beats."""
    best, unit = _frontier(_bargains(found)), _unit(found)
    if not best:
        return "Every strategy lost work in some run: none of these points is a bargain."
    cheap, fast = best[-1], best[0]
    told = (
        f"The cheapest that loses nothing is {_named(cheap)}: {format_number(cheap.cost)} {unit}."
    )
    if fast == cheap:
        return f"{told} Nothing is faster, either."
    ratio, pace = fast.cost / max(cheap.cost, 1e-9), cheap.minutes / max(fast.minutes, 1e-9)
    told += (
        f" The fastest is {_named(fast)}: {format_number(pace)} times as fast, "
        f"for {format_number(ratio)}"
    )
    told += " times the cost. These are means; "
    lead = find_leading(found, compared_agent_counts(found)[-1])
    others = [lead.first, *lead.others] if lead.others else []
    return told + (
        f"{join_names(others)} are not told apart in speed."
        if others
        else "neighbours on the frontier may be within the error."
    )


def _named(each: CostPoint) -> str:
    return f"{each.strategy} with {format_agents(each.agents)}"


def _unit(found: "StrategyComparison") -> str:
    return _TOKENS if _counted(found) else "agent-minutes"


def _counted(found: "StrategyComparison") -> bool:
    return all(_TOKENS in each.values and any(each.values[_TOKENS]) for each in found.rows)


def _bargains(found: "StrategyComparison") -> list[CostPoint]:
    counted = _counted(found)
    return [
        CostPoint(
            name,
            agents,
            minutes,
            each.estimates[_TOKENS].mean if counted else minutes * agents,
            not any(each.values["lost_tasks"]),
        )
        for name in compared_strategies(found)
        for agents in compared_agent_counts(found)
        for each in (find_sample(found, name, agents),)
        for minutes in (each.estimates["makespan_minutes"].mean,)
    ]


def _frontier(bargains: list[CostPoint]) -> list[CostPoint]:
    """Those that lose nothing and that no other beats on both, fastest first."""
    best = list[CostPoint]()
    for each in sorted(bargains, key=lambda one: (one.minutes, one.cost)):
        if each.keeps and (not best or each.cost < best[-1].cost):
            best.append(each)
    return best


def _panel(found: "StrategyComparison") -> "FigurePanel":
    import altair as alt

    names, bargains = compared_strategies(found), _bargains(found)
    best = _frontier(bargains)
    points = make_chart({**each._asdict(), "best": each in best} for each in bargains)
    colour = palette.strategy_colour(names)
    base = points.encode(
        x=alt.X("minutes:Q", title="makespan, minutes", scale=alt.Scale(zero=False, padding=14)),
        y=alt.Y(
            "cost:Q",
            title=_unit(found),
            scale=alt.Scale(zero=False, padding=14),
            axis=alt.Axis(format="~s"),
        ),
    )
    return make_panel(
        f"{_unit(found).capitalize()} against makespan",
        alt.layer(
            base.mark_line(strokeWidth=1, opacity=0.6).encode(
                color=colour, order="agents:Q", strokeDash=palette.strategy_dash(names)
            ),
            base.mark_point(size=260, color="#888", strokeWidth=1.5).transform_filter("datum.best"),
            base.mark_point(filled=True, size=70, opacity=1).encode(
                color=colour,
                shape=palette.strategy_shape(names),
                tooltip=[
                    "strategy:N",
                    "agents:Q",
                    alt.Tooltip("minutes:Q", format=".1f"),
                    alt.Tooltip("cost:Q", format=",.0f"),
                ],
            ),
            base.mark_text(dx=11, dy=-7, fontSize=10, align="left").encode(text="agents:Q"),
        ).properties(height=320),
    )

"""Speed-up against agents, with bands of 95% and the ideal line."""

from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import (
    compared_agent_counts,
    compared_strategies,
    enough_agents,
    find_leading,
    find_sample,
    format_agents,
    format_estimate,
    format_number,
    format_tied_rest,
    is_everyone_first,
    join_names,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.report.figures.figure import FigurePanel
    from remit_sim.report.figures.words import LeadingStrategies


UNRANKED = (
    "Nothing is ranked: one run of each has no error to state.",
    "Nothing is ranked: every strategy lost work in some run, or ran only once.",
)


def figure(found: "StrategyComparison") -> ReportFigure:
    """The figure of every comparison."""
    names, numbers = compared_strategies(found), compared_agent_counts(found)
    return ReportFigure(
        "speed-up",
        "How much faster are several agents?",
        caption(found),
        "Useful work that is there at the end, per minute; 1 is one agent who never waits. Bands "
        "are 95% confidence intervals of the mean; the dashed line is what no strategy can beat.",
        (_panel(found),),
        FigureTable(
            ("strategy", *map(format_agents, numbers)),
            tuple(
                (
                    name,
                    *(
                        format_estimate(find_sample(found, name, each).estimates["speed_up"])
                        for each in numbers
                    ),
                )
                for name in names
            ),
        ),
    )


def caption(found: "StrategyComparison") -> str:
    """Who leads with the most agents, how many are worth it, and who bought speed with loss."""
    most = compared_agent_counts(found)[-1]
    lead = find_leading(found, most)
    if not lead.first:
        return UNRANKED[bool(lead.losing)] + _single(found, most)
    speed = find_sample(found, lead.first, most).estimates["speed_up"].mean
    told = (
        f"With {format_agents(most)}, {lead.first} lands {format_number(speed)} times as "
        "much as one agent "
        f"who never waits{_tied(found, lead)}."
    )
    return told + _worth(found, lead.first) + _losing(lead.losing)


def _single(found: "StrategyComparison", most: int) -> str:
    """What can be said of the figures by themselves: that of the fastest, and who shares it."""
    speeds = {
        name: find_sample(found, name, most).estimates["speed_up"].mean
        for name in compared_strategies(found)
    }
    top = format_number(max(speeds.values()))
    level = [name for name, speed in speeds.items() if format_number(speed) == top]
    have = "reaches" if len(level) == 1 else "reach"
    return f" With {format_agents(most)}, {join_names(level)} {have} a speed-up of {top}."


def _tied(found: "StrategyComparison", lead: "LeadingStrategies") -> str:
    if lead.others and is_everyone_first(found, lead):
        return "; no other strategy is told apart from it"
    return format_tied_rest(lead.others)


def _losing(names: "Sequence[str]") -> str:
    if not names:
        return ""
    have = "it has" if len(names) == 1 else "they have"
    return f" {join_names(names)} lost work in some run, so {have} no place, however fast."


def _worth(found: "StrategyComparison", strategy: str) -> str:
    numbers = compared_agent_counts(found)
    best = enough_agents(found, strategy)
    if len(numbers) == 1:
        return ""
    if best < numbers[-1]:
        return f" Beyond {format_agents(best)}, {strategy} gains nothing that is beyond the error."
    return f" Up to {format_agents(best)}, each step up still brings {strategy} more."


def _panel(found: "StrategyComparison") -> "FigurePanel":
    import altair as alt

    names, numbers = compared_strategies(found), compared_agent_counts(found)
    lines = make_chart(_point(found, n, c) for n in names for c in numbers)
    x = alt.X("agents:Q", title="agents", axis=alt.Axis(values=list(numbers), format="d"))
    y = alt.Y("speed_up:Q", title="speed-up")
    colour = palette.strategy_colour(names)
    ideal = [{"agents": each, "speed_up": each, "name": "ideal"} for each in {1, numbers[-1]}]
    line = make_chart(ideal).encode(x=x, y=y)
    return make_panel(
        "Speed-up by number of agents",
        alt.layer(
            line.mark_line(strokeDash=[4, 4], color="#888", strokeWidth=1.5),
            line.mark_text(
                align="right", dx=-6, dy=-6, color="#888", text="ideal"
            ).transform_filter(f"datum.agents == {numbers[-1]}"),
            lines.mark_area(opacity=0.15).encode(x=x, y="low:Q", y2="high:Q", color=colour),
            lines.mark_line(strokeWidth=2).encode(
                x=x, y=y, color=colour, strokeDash=palette.strategy_dash(names)
            ),
            lines.mark_point(filled=True, size=70, opacity=1).encode(
                x=x,
                y=y,
                color=colour,
                shape=palette.strategy_shape(names),
                tooltip=["strategy:N", "agents:Q", alt.Tooltip("speed_up:Q", format=".2f")],
            ),
        ).properties(height=320),
    )


def _point(found: "StrategyComparison", strategy: str, agents: int) -> dict[str, object]:
    mean, width = find_sample(found, strategy, agents).estimates["speed_up"]
    around = width or 0.0
    return {
        "strategy": strategy,
        "agents": agents,
        "speed_up": mean,
        "low": max(0.0, mean - around),
        "high": mean + around,
    }

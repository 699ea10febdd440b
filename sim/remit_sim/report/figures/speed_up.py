"""Speed-up against agents, with bands of 95% and the ideal line."""

from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import Figure, Table, chart, panel
from remit_sim.report.figures.words import (
    agents_of,
    counts,
    enough,
    everybody,
    leading,
    listed,
    number,
    row,
    spread,
    strategies,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.experiment.comparison import Comparison
    from remit_sim.report.figures.figure import Panel
    from remit_sim.report.figures.words import Leading


UNRANKED = (
    "Nothing is ranked: one run of each has no error to state.",
    "Nothing is ranked: every strategy lost work in some run, or ran only once.",
)


def figure(found: "Comparison") -> Figure:
    """The figure of every comparison."""
    names, numbers = strategies(found), counts(found)
    return Figure(
        "speed-up",
        "How much faster are several agents?",
        caption(found),
        "Useful work that is there at the end, per minute; 1 is one agent who never waits. Bands "
        "are 95% confidence intervals of the mean; the dashed line is what no strategy can beat.",
        (_panel(found),),
        Table(
            ("strategy", *map(agents_of, numbers)),
            tuple(
                (name, *(spread(row(found, name, each).estimates["speed_up"]) for each in numbers))
                for name in names
            ),
        ),
    )


def caption(found: "Comparison") -> str:
    """Who leads with the most agents, how many are worth it, and who bought speed with loss."""
    most = counts(found)[-1]
    lead = leading(found, most)
    if not lead.first:
        return UNRANKED[bool(lead.losing)] + _single(found, most)
    speed = row(found, lead.first, most).estimates["speed_up"].mean
    told = (
        f"With {agents_of(most)}, {lead.first} lands {number(speed)} times as much as one agent "
        f"who never waits{_tied(found, lead)}."
    )
    return told + _worth(found, lead.first) + _losing(lead.losing)


def _single(found: "Comparison", most: int) -> str:
    """What can be said of the figures by themselves: that of the fastest, and who shares it."""
    speeds = {name: row(found, name, most).estimates["speed_up"].mean for name in strategies(found)}
    top = number(max(speeds.values()))
    level = [name for name, speed in speeds.items() if number(speed) == top]
    have = "reaches" if len(level) == 1 else "reach"
    return f" With {agents_of(most)}, {listed(level)} {have} a speed-up of {top}."


def _tied(found: "Comparison", lead: "Leading") -> str:
    if lead.others and everybody(found, lead):
        return "; no other strategy is told apart from it"
    return within(lead.others)


def _losing(names: "Sequence[str]") -> str:
    if not names:
        return ""
    have = "it has" if len(names) == 1 else "they have"
    return f" {listed(names)} lost work in some run, so {have} no place, however fast."


def _worth(found: "Comparison", strategy: str) -> str:
    numbers = counts(found)
    best = enough(found, strategy)
    if len(numbers) == 1:
        return ""
    if best < numbers[-1]:
        return f" Beyond {agents_of(best)}, {strategy} gains nothing that is beyond the error."
    return f" Up to {agents_of(best)}, each step up still brings {strategy} more."


def _panel(found: "Comparison") -> "Panel":
    import altair as alt

    names, numbers = strategies(found), counts(found)
    lines = chart(_point(found, n, c) for n in names for c in numbers)
    x = alt.X("agents:Q", title="agents", axis=alt.Axis(values=list(numbers), format="d"))
    y = alt.Y("speed_up:Q", title="speed-up")
    colour = palette.colour(names)
    ideal = [{"agents": each, "speed_up": each, "name": "ideal"} for each in {1, numbers[-1]}]
    line = chart(ideal).encode(x=x, y=y)
    return panel(
        "Speed-up by number of agents",
        alt.layer(
            line.mark_line(strokeDash=[4, 4], color="#888", strokeWidth=1.5),
            line.mark_text(
                align="right", dx=-6, dy=-6, color="#888", text="ideal"
            ).transform_filter(f"datum.agents == {numbers[-1]}"),
            lines.mark_area(opacity=0.15).encode(x=x, y="low:Q", y2="high:Q", color=colour),
            lines.mark_line(strokeWidth=2).encode(
                x=x, y=y, color=colour, strokeDash=palette.dash(names)
            ),
            lines.mark_point(filled=True, size=70, opacity=1).encode(
                x=x,
                y=y,
                color=colour,
                shape=palette.shape(names),
                tooltip=["strategy:N", "agents:Q", alt.Tooltip("speed_up:Q", format=".2f")],
            ),
        ).properties(height=320),
    )


def _point(found: "Comparison", strategy: str, agents: int) -> dict[str, object]:
    mean, width = row(found, strategy, agents).estimates["speed_up"]
    around = width or 0.0
    return {
        "strategy": strategy,
        "agents": agents,
        "speed_up": mean,
        "low": max(0.0, mean - around),
        "high": mean + around,
    }

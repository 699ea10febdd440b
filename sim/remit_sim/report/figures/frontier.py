"""What the speed costs: tokens, or the agents' time, against makespan, by number of agents."""

from typing import TYPE_CHECKING, NamedTuple

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import Figure, Table, chart, panel
from remit_sim.report.figures.words import (
    agents_of,
    counts,
    leading,
    listed,
    number,
    row,
    strategies,
)

if TYPE_CHECKING:
    from remit_sim.experiment.comparison import Comparison
    from remit_sim.report.figures.figure import Panel

_TOKENS = "tokens"


class Bargain(NamedTuple):
    """One strategy with one number of agents: minutes to the end, and what they cost.

    `keeps` where no run lost a task.
    """

    strategy: str
    agents: int
    minutes: float
    cost: float
    keeps: bool


def figure(found: "Comparison") -> Figure:
    """The figure of every comparison; the cost is agents' time where no tokens are counted."""
    bargains, unit = _bargains(found), _unit(found)
    best = _frontier(bargains)
    return Figure(
        "frontier",
        "What does the speed cost?",
        caption(found),
        f"Each point is a number of agents. To the left is faster, further down is cheaper, in "
        f"{unit}. No other point beats a ringed one on both; points that lost work are not ringed.",
        (_panel(found),),
        Table(
            ("strategy", "agents", "makespan, minutes", unit, "on the frontier"),
            tuple(
                (
                    each.strategy,
                    str(each.agents),
                    number(each.minutes),
                    number(each.cost),
                    "yes" if each in best else "no" if each.keeps else "loses work",
                )
                for each in bargains
            ),
        ),
    )


def caption(found: "Comparison") -> str:
    """The cheapest and the fastest points that nothing beats."""
    best, unit = _frontier(_bargains(found)), _unit(found)
    if not best:
        return "Every strategy lost work in some run: none of these points is a bargain."
    cheap, fast = best[-1], best[0]
    told = f"The cheapest that loses nothing is {_named(cheap)}: {number(cheap.cost)} {unit}."
    if fast == cheap:
        return f"{told} Nothing is faster, either."
    ratio, pace = fast.cost / max(cheap.cost, 1e-9), cheap.minutes / max(fast.minutes, 1e-9)
    told += f" The fastest is {_named(fast)}: {number(pace)} times as fast, for {number(ratio)}"
    told += " times the cost. These are means; "
    lead = leading(found, counts(found)[-1])
    others = [lead.first, *lead.others] if lead.others else []
    return told + (
        f"{listed(others)} are not told apart in speed."
        if others
        else "neighbours on the frontier may be within the error."
    )


def _named(each: Bargain) -> str:
    return f"{each.strategy} with {agents_of(each.agents)}"


def _unit(found: "Comparison") -> str:
    return _TOKENS if _counted(found) else "agent-minutes"


def _counted(found: "Comparison") -> bool:
    return all(_TOKENS in each.values and any(each.values[_TOKENS]) for each in found.rows)


def _bargains(found: "Comparison") -> list[Bargain]:
    counted = _counted(found)
    return [
        Bargain(
            name,
            agents,
            minutes,
            each.estimates[_TOKENS].mean if counted else minutes * agents,
            not any(each.values["lost_tasks"]),
        )
        for name in strategies(found)
        for agents in counts(found)
        for each in (row(found, name, agents),)
        for minutes in (each.estimates["makespan_minutes"].mean,)
    ]


def _frontier(bargains: list[Bargain]) -> list[Bargain]:
    """Those that lose nothing and that no other beats on both, fastest first."""
    best = list[Bargain]()
    for each in sorted(bargains, key=lambda one: (one.minutes, one.cost)):
        if each.keeps and (not best or each.cost < best[-1].cost):
            best.append(each)
    return best


def _panel(found: "Comparison") -> "Panel":
    import altair as alt

    names, bargains = strategies(found), _bargains(found)
    best = _frontier(bargains)
    points = chart({**each._asdict(), "best": each in best} for each in bargains)
    colour = palette.colour(names)
    base = points.encode(
        x=alt.X("minutes:Q", title="makespan, minutes", scale=alt.Scale(zero=False, padding=14)),
        y=alt.Y(
            "cost:Q",
            title=_unit(found),
            scale=alt.Scale(zero=False, padding=14),
            axis=alt.Axis(format="~s"),
        ),
    )
    return panel(
        f"{_unit(found).capitalize()} against makespan",
        alt.layer(
            base.mark_line(strokeWidth=1, opacity=0.6).encode(
                color=colour, order="agents:Q", strokeDash=palette.dash(names)
            ),
            base.mark_point(size=260, color="#888", strokeWidth=1.5).transform_filter("datum.best"),
            base.mark_point(filled=True, size=70, opacity=1).encode(
                color=colour,
                shape=palette.shape(names),
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

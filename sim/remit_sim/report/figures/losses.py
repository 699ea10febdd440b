"""What goes wrong unseen: updates that were overwritten, and semantic conflicts that landed."""

from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import (
    compared_agent_counts,
    compared_strategies,
    find_sample,
    format_agents,
    format_estimate,
    format_number,
    join_names,
)

if TYPE_CHECKING:
    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.report.figures.figure import FigurePanel

_KINDS = {
    "lost_updates": "Lost updates",
    "conflicts_semantic_landed": "Semantic conflicts that landed",
    "lost_saves": "Saves of a document that were overwritten",
    "misdirected_actions": "Acts on the wrong thing",
}
_ALWAYS = 2  # of these it is told, too, that there are none
_WORDS = {
    "lost_updates": "updates are overwritten unnoticed",
    "conflicts_semantic_landed": "semantic conflicts land unnoticed",
    "lost_saves": "saves of a document are overwritten unnoticed",
    "misdirected_actions": "acts meet the wrong thing",
}


def figure(found: "StrategyComparison") -> ReportFigure:
    """The figure of every comparison."""
    names, numbers = compared_strategies(found), compared_agent_counts(found)
    told = [kind for at, kind in enumerate(_KINDS) if at < _ALWAYS or _any(found, kind)]
    return ReportFigure(
        "losses",
        "What is lost, and nobody notices?",
        " ".join(caption(found, kind) for kind in told),
        "The mean of a run, with 95% confidence bands. The axis is logarithmic, with a place for "
        "zero. Semantic conflicts follow from semantic_share, which is an assumption.",
        tuple(_panel(found, kind) for kind in _KINDS if _any(found, kind)),
        FigureTable(
            ("strategy", "agents", *(_KINDS[kind] for kind in told)),
            tuple(
                (
                    name,
                    str(agents),
                    *(
                        format_estimate(find_sample(found, name, agents).estimates[kind])
                        for kind in told
                    ),
                )
                for name in names
                for agents in numbers
            ),
        ),
    )


def caption(found: "StrategyComparison", kind: str) -> str:
    """Who loses most by one kind, and who loses nothing."""
    most = compared_agent_counts(found)[-1]
    if not _any(found, kind):
        return f"No {_WORDS[kind]} under any strategy in these runs."
    by = {
        name: find_sample(found, name, most).estimates[kind].mean
        for name in compared_strategies(found)
    }
    clean = [name for name in by if not any(_values(found, name, kind))]
    worst = max(by, key=lambda name: by[name])
    told = (
        f"With {format_agents(most)}, {format_number(by[worst])} {_WORDS[kind]} in a run "
        f"under {worst}"
    )
    if not clean:
        return f"{told}, the most; no strategy is free of them."
    return f"{told}, the most; never under {join_names(clean)}."


def _values(found: "StrategyComparison", strategy: str, kind: str) -> list[float]:
    return [
        value for each in found.rows if each.strategy == strategy for value in each.values[kind]
    ]


def _any(found: "StrategyComparison", kind: str) -> bool:
    return any(any(each.values[kind]) for each in found.rows)


def _panel(found: "StrategyComparison", kind: str) -> "FigurePanel":
    import altair as alt

    names, numbers = compared_strategies(found), compared_agent_counts(found)
    lines = make_chart(_point(found, kind, name, agents) for name in names for agents in numbers)
    colour = palette.strategy_colour(names)
    x = alt.X("agents:Q", title="agents", axis=alt.Axis(values=list(numbers), format="d"))
    scale = alt.Scale(type="symlog", constant=0.1)
    ticks = [0, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000]
    y = alt.Y("mean:Q", title="in a run", scale=scale, axis=alt.Axis(values=ticks, format="~g"))
    return make_panel(
        _KINDS[kind],
        alt.layer(
            lines.mark_area(opacity=0.15)
            .encode(x=x, y=y, y2="high:Q", color=colour)
            .transform_calculate(mean="datum.low"),
            lines.mark_line(strokeWidth=2).encode(
                x=x, y=y, color=colour, strokeDash=palette.strategy_dash(names)
            ),
            lines.mark_point(filled=True, size=70, opacity=1).encode(
                x=x,
                y=y,
                color=colour,
                shape=palette.strategy_shape(names),
                tooltip=["strategy:N", "agents:Q", alt.Tooltip("mean:Q", format=".2f")],
            ),
        ).properties(height=260),
    )


def _point(found: "StrategyComparison", kind: str, strategy: str, agents: int) -> dict[str, object]:
    mean, width = find_sample(found, strategy, agents).estimates[kind]
    around = width or 0.0
    return {
        "strategy": strategy,
        "agents": agents,
        "mean": mean,
        "low": max(0.0, mean - around),
        "high": mean + around,
    }

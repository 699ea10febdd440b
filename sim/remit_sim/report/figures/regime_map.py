"""The regime map: which strategy is best, by the rate of conflicts and the capacity to review."""

from collections import Counter
from typing import TYPE_CHECKING

from remit_sim.report.figures import palette
from remit_sim.report.figures.figure import FigureTable, ReportFigure, make_chart, make_panel
from remit_sim.report.figures.words import format_agents, format_number, format_share, join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.report.figures.figure import FigurePanel
    from remit_sim.study.regimes import RegimeCell, RegimeMap

_NONE = "none keeps all work"
_WIDE = 560  # pixels in which names fit into the cells


def figure(found: "RegimeMap", names: "Sequence[str]") -> ReportFigure:
    """The headline."""
    columns = sorted({cell.capacity for cell in found.cells})
    rows = sorted({cell.textual_share for cell in found.cells})
    cells = {(cell.textual_share, cell.capacity): cell for cell in found.cells}
    return ReportFigure(
        "regimes",
        "Which strategy is best, and where?",
        caption(found),
        _note(found),
        (_panel(found, names),),
        FigureTable(
            ("conflict of two changes of one file", *map(_capacity, columns)),
            tuple(
                (format_share(share), *(_words(cells[share, capacity]) for capacity in columns))
                for share in rows
            ),
        ),
    )


def caption(found: "RegimeMap") -> str:
    """Who is best where both are plenty and where both are scarce, and how sure that is."""
    cells, size = found.cells, len(found.cells)
    firsts = Counter(cell.best[0] for cell in cells if cell.best)
    if not firsts:
        return "Every strategy loses work at every point, so none is best anywhere."
    (top, wins), *_ = firsts.most_common()
    told = f"With {format_agents(found.agents)}, {top} is best at "
    told += "every point" if wins == size else f"{wins} of {size} points"
    sole = sum(cell.best == (top,) for cell in cells)
    told += f"; {_alone(sole, wins)}."
    others = [name for name, _ in firsts.most_common()[1:]]
    if others:
        told += f" Elsewhere it is {join_names(others)}."
    plenty = _corner("Few conflicts and much capacity", min, max, cells)
    scarce = _corner("Many conflicts and little capacity", max, min, cells)
    return f"{told} {plenty} {scarce}"


def _alone(sole: int, wins: int) -> str:
    if not sole:
        return "another is always within the error"
    return "always beyond the error" if sole == wins else f"beyond the error at {sole} of them"


def _corner(words: str, share: "Pick", capacity: "Pick", cells: "Sequence[RegimeCell]") -> str:
    wanted = (
        share(cell.textual_share for cell in cells),
        capacity(cell.capacity for cell in cells),
    )
    cell = next(each for each in cells if (each.textual_share, each.capacity) == wanted)
    return f"{words}: {join_names(cell.best) if cell.best else _NONE}."


def _note(found: "RegimeMap") -> str:
    review = f"a review takes {format_number(found.review_minutes)} minutes"
    if found.assumed:
        review += ", half as long as a task: the scenario has no reviews, so this is an assumption"
    return (
        "From left to right, two changes of one file conflict more often; further up, more reviews "
        "and checks run at once. Paler cells with ≈: the best is within the error of another. The "
        f"number is the speed-up of the best. Here {review}. {found.replications} runs of each."
    )


def _capacity(capacity: int) -> str:
    return f"{capacity} at once"


def _words(cell: "RegimeCell") -> str:
    if not cell.best:
        return _NONE
    first, *others = cell.best
    tied = f", within the error: {join_names(others)}" if others else ""
    return f"{first} ({format_number(cell.speed_up)}{tied})"


def _panel(found: "RegimeMap", names: "Sequence[str]") -> "FigurePanel":
    import altair as alt

    cells = [_row(cell) for cell in found.cells]
    domain = [*names, *([_NONE] if any(not cell.best for cell in found.cells) else [])]
    best = {str(cell["strategy"]) for cell in cells}
    shown = [name for name in domain if name in best]
    order = sorted({cell.capacity for cell in found.cells}, reverse=True)
    base = make_chart(cells).encode(
        x=alt.X(
            "share:O",
            title="chance that two changes of one file conflict",
            axis=alt.Axis(labelAngle=0, format=".0%", grid=False),
        ),
        y=alt.Y(
            "capacity:O", title="reviews and checks at once", sort=order, axis=alt.Axis(grid=False)
        ),
    )
    wide = alt.ExprRef(f"width > {_WIDE} ? 1 : 0")
    return make_panel(
        f"The best of {len(names)} strategies with {format_agents(found.agents)}",
        alt.layer(
            base.mark_rect(stroke="white", strokeWidth=2).encode(
                color=palette.strategy_colour(domain, shown),
                opacity=alt.Opacity(
                    "sure:O", scale=alt.Scale(domain=[0, 1], range=[0.35, 0.85]), legend=None
                ),
                tooltip=["strategy:N", "others:N", alt.Tooltip("speed_up:Q", format=".2f")],
            ),
            base.mark_point(filled=True, size=90, opacity=1, color="black", yOffset=-9).encode(
                shape=palette.strategy_shape(domain, shown)
            ),
            base.mark_text(dy=8, color="black", fontSize=11).encode(text="said:N"),
            base.mark_text(dy=22, color="black", fontSize=10, opacity=wide).encode(
                text="strategy:N"
            ),
        ).properties(height=58 * len(order)),
    )


def _row(cell: "RegimeCell") -> dict[str, object]:
    tied = len(cell.best) > 1
    return {
        "share": cell.textual_share,
        "capacity": cell.capacity,
        "strategy": cell.best[0] if cell.best else _NONE,
        "others": join_names(cell.best[1:]),
        "sure": int(not tied),
        "said": f"{'≈' if tied else ''}{format_number(cell.speed_up)}" if cell.best else "",
        "speed_up": cell.speed_up,
    }


if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Pick = Callable[[Iterable[float]], float]

"""Containment by number of scopes as an SVG: a line for each method, the bounds dashed."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from remit.report.backtest_text import summarise_backtest
from remit.split.backtest.bounds import BOUND, ORACLE
from remit.split.backtest.result import median_tables
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.split.backtest.evaluation import ScopeCountTable
    from remit.split.backtest.result import SplitBacktest, SplitBacktestRequest

_WIDTH, _HEIGHT = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 560, 48, 372
_APART = 15  # between two names at the end of lines
_COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"),  # Okabe and Ito
    *("#7f7f7f", "#8c564b", "#bcbd22", "#9467bd", "#17becf", "#1f1f1f"),
)


class MethodLine(NamedTuple):
    """One method: the points of its line, its name, and where that stands."""

    name: str
    colour: str
    dashed: bool
    points: tuple[tuple[float, float], ...]
    y: float


def render(backtests: "Sequence[SplitBacktest]", question: "SplitBacktestRequest") -> str:
    """The picture, of the medians where there are several repositories."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    tables = median_tables(backtests) if len(backtests) > 1 else backtests[0].tables
    names = ", ".join(escape_unsafe(each.ground.name) for each in backtests[:3])
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("backtest.svg.j2").render(
        title=names if len(backtests) <= 3 else f"medians of {len(backtests)} repositories",  # noqa: PLR2004 - fits
        conditions=f"unit {question.unit.value}, balance {question.conditions.balance:g}",
        answer=summarise_backtest(backtests),
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        columns=[(_x(at, len(tables)), table.scopes) for at, table in enumerate(tables)],
        steps=[(_y(share / 10), f"{10 * share} %") for share in range(0, 11, 2)],
        lines=_lines(tables),
    )


def _lines(tables: "Sequence[ScopeCountTable]") -> list[MethodLine]:
    names = dict.fromkeys(row.name for table in tables for row in table.rows if row.figures)
    lines = [
        MethodLine(name, colour, name in {ORACLE, BOUND}, points, points[-1][1])
        for name, colour in zip(names, _COLOURS * len(names), strict=False)
        if (points := tuple(_points(tables, name)))
    ]
    return _apart(lines)


def _points(tables: "Sequence[ScopeCountTable]", name: str) -> "list[tuple[float, float]]":
    return [
        (_x(at, len(tables)), _y(row.figures.containment))
        for at, table in enumerate(tables)
        for row in table.rows
        if row.name == name and row.figures and row.figures.containment is not None
    ]


def _apart(lines: list[MethodLine]) -> list[MethodLine]:
    """The lines with their names moved down, from the top, until none covers another."""
    placed: list[MethodLine] = []
    for line in sorted(lines, key=lambda line: line.y):
        lowest = placed[-1].y + _APART if placed else 0.0
        placed.append(line._replace(y=max(line.y, lowest)))
    return placed


def _x(at: int, columns: int) -> float:
    inside = _RIGHT - _LEFT - 60
    return round(_LEFT + 30 + (inside * at / (columns - 1) if columns > 1 else inside / 2), 1)


def _y(share: float) -> float:
    return round(_BOTTOM - share * (_BOTTOM - _TOP), 1)

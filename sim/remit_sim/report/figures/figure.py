"""A figure: panels in Vega-Lite, a table with the same content, and a caption that concludes."""

from typing import TYPE_CHECKING, Any, NamedTuple

from remit.errors import UsageError
from remit.install_command import install_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import altair as alt


class FigureTable(NamedTuple):
    """A heading for each column, and rows of words; the first of each row is its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class FigurePanel(NamedTuple):
    """One chart of a figure: a Vega-Lite specification without a width."""

    title: str
    chart: dict[str, Any]


class ReportFigure(NamedTuple):
    """`name` is that of its files; without panels there is nothing to draw: the caption says why.

    `caption` is what to conclude; `note` says how to read the picture.
    """

    name: str
    title: str
    caption: str
    note: str
    panels: tuple[FigurePanel, ...]
    table: FigureTable


def make_chart(rows: "Iterable[Mapping[str, object]]") -> "alt.Chart":
    """A chart of rows that has no mark yet."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def make_panel(title: str, chart: "alt.Chart | alt.LayerChart | alt.FacetChart") -> FigurePanel:
    """The chart as a panel, without what altair adds for its own themes."""
    spec: dict[str, Any] = chart.to_dict()
    spec.pop("config", None)
    return FigurePanel(title, spec)


def require_chart_library() -> None:
    """Raises `UsageError` where charts cannot be drawn."""
    try:
        import altair as alt
        import vl_convert
    except ImportError:
        raise UsageError(
            "the report needs altair and vl-convert, which draw its charts.", install_command("sim")
        ) from None
    del alt, vl_convert

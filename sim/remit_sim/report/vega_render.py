"""Figures as pictures: SVG and PNG by vl-convert, which needs neither a browser nor a network."""

import re
from typing import TYPE_CHECKING, Any

from remit_sim.report.figures.figure import require_chart_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit_sim.report.figures.figure import FigurePanel, ReportFigure

CONFIG: dict[str, Any] = {
    "background": "white",
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "#e6e8eb",
        "domainColor": "#8b949e",
        "tickColor": "#8b949e",
        "labelLimit": 150,
        "labelColor": "#1b1f24",
        "titleColor": "#1b1f24",
    },
    "axisX": {"labelFlush": False},
    "legend": {
        "orient": "top",
        "labelFontSize": 12,
        "symbolOpacity": 1,
        "symbolStrokeWidth": 2,
        "symbolSize": 80,
        "labelLimit": 150,
        "columnPadding": 14,
    },
    "title": {"anchor": "start", "fontSize": 13, "fontWeight": 600, "frame": "group"},
}
"""How charts look, on a page and as pictures."""
_OF_THE_WHOLE = {"$schema", "datasets"}
_WIDTH = 620
_SCALE = 2  # pixels of a PNG for each unit
_COLUMN = 150  # units of a legend's column


def render_svg(figure: "ReportFigure") -> str:
    """The figure as SVG; raises `UsageError` without the extra."""
    require_chart_library()
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(_whole(figure.panels))
    return text


def render_png(figure: "ReportFigure") -> bytes:
    """The figure as PNG; raises `UsageError` without the extra."""
    require_chart_library()
    import vl_convert

    picture: bytes = vl_convert.vegalite_to_png(_whole(figure.panels), scale=_SCALE)
    return picture


def vega_script() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that can stand in a script element.

    Neither ending nor comment occurs outside of strings, where an escape means the same.
    """
    require_chart_library()
    import vl_convert

    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return re.sub(r"<(?=/script|!--)", r"\\x3c", script, flags=re.IGNORECASE)


def _whole(panels: "Sequence[FigurePanel]") -> dict[str, Any]:
    """All panels of a figure, one below the other; Vega-Lite looks for data at the top alone."""
    data = [panel.chart.get("datasets", {}) for panel in panels]
    legend = {**CONFIG["legend"], "columns": _WIDTH // _COLUMN}
    return {
        "$schema": panels[0].chart["$schema"],
        "config": {**CONFIG, "legend": legend},
        "datasets": {name: rows for each in data for name, rows in each.items()},
        "vconcat": [_placed(panel) for panel in panels],
        "resolve": {"scale": dict.fromkeys(("color", "shape", "strokeDash"), "independent")},
    }


def _placed(panel: "FigurePanel") -> dict[str, Any]:
    chart = {key: value for key, value in panel.chart.items() if key not in _OF_THE_WHOLE}
    return {**chart, "width": _WIDTH, "title": panel.title}

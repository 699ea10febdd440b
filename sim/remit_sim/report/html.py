"""A study as one page that needs no network: charts, their tables, and what to conclude."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit.report.html_page import embed_json, render_page
from remit.text_safety import escape_unsafe
from remit_sim.report import history_notes
from remit_sim.report.figures import (
    composition,
    conflict_curve,
    frontier,
    gantt,
    losses,
    merge_queue,
    regime_map,
    speed_up,
    tornado,
)
from remit_sim.report.figures.figure import require_chart_library
from remit_sim.report.figures.words import (
    compared_agent_counts,
    compared_strategies,
    format_parameter,
)
from remit_sim.report.summary import summary_answers, summary_table
from remit_sim.report.vega_render import CONFIG, render_svg, vega_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.report.figures.figure import ReportFigure
    from remit_sim.study.study import ComparisonStudy
    from remit_sim.world.scenario import Scenario

_TEMPLATES = Path(__file__).parent / "templates"


def study_figures(study: "ComparisonStudy") -> "tuple[ReportFigure, ...]":
    """The figures that the study has, in the order of the page; raises without the extra."""
    require_chart_library()
    return tuple(_figures(study))


def render(study: "ComparisonStudy", shown: "tuple[ReportFigure, ...]") -> str:
    """The page."""
    question, found = study.question, study.comparison
    names = compared_strategies(found)
    return render_page(
        "report.html.j2",
        folder=_TEMPLATES,
        title=f"{escape_unsafe(question.scenario.name)}: {len(names)} strategies",
        about=escape_unsafe(question.scenario.about),
        question=question,
        baseline=names[0],
        answers=summary_answers(found, study.residuals),
        table=summary_table(found),
        figures=[(each, render_svg(each) if each.panels else "") for each in shown],
        basis=" ".join(
            filter(None, history_notes.residual_lines(question.scenario, found.model_errors))
        ),
        parameters=list(_parameters(question.scenario)),
        assumed=_assumed(question.scenario),
        charts=embed_json({"config": CONFIG, "charts": _charts(shown)}),
        library=vega_script(),
        most=compared_agent_counts(found)[-1],
    )


def _figures(study: "ComparisonStudy") -> "Iterator[ReportFigure]":
    found = study.comparison
    if study.regimes:
        yield regime_map.figure(study.regimes, compared_strategies(found))
    yield speed_up.figure(found)
    yield composition.figure(found)
    yield losses.figure(found)
    yield frontier.figure(found)
    if study.residuals:
        yield conflict_curve.figure(study.residuals)
    if study.sensitivity:
        yield tornado.figure(study.sensitivity)
    if study.queues:
        yield merge_queue.figure(study.queues, study.question.scenario.checks)
    if study.runs:
        yield gantt.figure(study.runs)


def _charts(shown: "tuple[ReportFigure, ...]") -> dict[str, dict[str, Any]]:
    return {
        f"{figure.name}-{place}": {
            **panel.chart,
            "width": "container",
            "autosize": {"type": "fit-x", "contains": "padding"},
        }
        for figure in shown
        for place, panel in enumerate(figure.panels, 1)
    }


def _parameters(scenario: "Scenario") -> "Iterator[tuple[str, str, str]]":
    for table_name, values in scenario._asdict().items():
        if table_name in {"experiment", "workload"} or not hasattr(values, "_asdict"):
            continue
        for key, value in values._asdict().items():
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            yield table_name, key, format_parameter(value) if plain else escape_unsafe(str(value))


def _assumed(scenario: "Scenario") -> str:
    """What no history tells, in words."""
    share = format_parameter(scenario.edits.semantic_share)
    return (
        f"semantic_share = {share}, rework_share = {format_parameter(scenario.edits.rework_share)}"
    )

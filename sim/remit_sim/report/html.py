"""A study as one page that needs no network: charts, their tables, and what to conclude."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from remit.report.html_page import embedded, page
from remit.text_safety import visible
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
from remit_sim.report.figures.figure import drawn
from remit_sim.report.figures.words import counts, exact, strategies
from remit_sim.report.summary import answers, table
from remit_sim.report.vega_render import CONFIG, library, svg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit_sim.report.figures.figure import Figure
    from remit_sim.study.study import Study
    from remit_sim.world.scenario import Scenario

_TEMPLATES = Path(__file__).parent / "templates"


def figures(study: "Study") -> "tuple[Figure, ...]":
    """The figures that the study has, in the order of the page; raises without the extra."""
    drawn()
    return tuple(_figures(study))


def render(study: "Study", shown: "tuple[Figure, ...]") -> str:
    """The page."""
    question, found = study.question, study.comparison
    names = strategies(found)
    return page(
        "report.html.j2",
        folder=_TEMPLATES,
        title=f"{visible(question.scenario.name)}: {len(names)} strategies",
        about=visible(question.scenario.about),
        question=question,
        baseline=names[0],
        answers=answers(found, study.residuals),
        table=table(found),
        figures=[(each, svg(each) if each.panels else "") for each in shown],
        basis=" ".join(filter(None, history_notes.lines(question.scenario, found.model_errors))),
        parameters=list(_parameters(question.scenario)),
        assumed=_assumed(question.scenario),
        charts=embedded({"config": CONFIG, "charts": _charts(shown)}),
        library=library(),
        most=counts(found)[-1],
    )


def _figures(study: "Study") -> "Iterator[Figure]":
    found = study.comparison
    if study.regimes:
        yield regime_map.figure(study.regimes, strategies(found))
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


def _charts(shown: "tuple[Figure, ...]") -> dict[str, dict[str, Any]]:
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
            yield table_name, key, exact(value) if plain else visible(str(value))


def _assumed(scenario: "Scenario") -> str:
    """What no history tells, in words."""
    share = exact(scenario.edits.semantic_share)
    return f"semantic_share = {share}, rework_share = {exact(scenario.edits.rework_share)}"

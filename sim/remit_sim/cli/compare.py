"""`remit-sim compare`: several strategies on the same tasks, in pairs, ranked."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import FORMATS, print_answer
from remit_sim.cli.options import (
    add_comparison,
    add_executor,
    add_scenario,
    comparison_from_options,
)
from remit_sim.report import json, text
from remit_sim.study.comparison_request import answer_request as answered
from remit_sim.study.comparison_request import with_model_errors

if TYPE_CHECKING:
    import argparse

    from remit_sim.experiment.comparison import StrategyComparison
    from remit_sim.study.comparison_request import ComparisonRequest

DESCRIPTION = (
    "Run several strategies on the same tasks, files and random numbers; report the differences, "
    "their confidence intervals, and which of them are significant."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, the strategies, and the numbers of agents."""
    add_scenario(parser, (*FORMATS, "html"))
    add_comparison(parser)
    add_executor(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    question, counts = comparison_from_options(arguments)
    with progress.working("the error of the model"):
        question = with_model_errors(question, counts)
    if arguments.format == "html":
        from remit_sim.report.figures.figure import require_chart_library

        require_chart_library()
    with progress.show_progress("runs") as told:
        found = answered(question, counts, told)
    if arguments.format == "html":
        return print_answer(_page(question, counts, found))
    said = json.comparison if arguments.format == "json" else text.comparison
    return print_answer(said(question.scenario, question.seed, question.replications, found))


def _page(
    question: "ComparisonRequest", counts: "tuple[int, ...]", found: "StrategyComparison"
) -> str:
    """The comparison alone; maps and sensitivities are what `report` adds."""
    from remit_sim.report import html
    from remit_sim.study.study import brief_study

    study = brief_study(question, counts, found)
    return html.render(study, html.study_figures(study))

"""`remit-sim compare`: several strategies on the same tasks, in pairs, ranked."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import FORMATS, answer
from remit_sim.cli.options import add_compared, add_executor, add_scenario, compared
from remit_sim.report import json, text
from remit_sim.study.comparison_request import answer as answered
from remit_sim.study.comparison_request import doubting

if TYPE_CHECKING:
    import argparse

    from remit_sim.experiment.comparison import Comparison
    from remit_sim.study.comparison_request import Question

DESCRIPTION = (
    "Run several strategies on the same tasks, files and coins, and say how they differ, how sure "
    "that is, and which of them can be told apart."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, the strategies, and the numbers of agents."""
    add_scenario(parser, (*FORMATS, "html"))
    add_compared(parser)
    add_executor(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    question, counts = compared(arguments)
    with progress.working("the error of the model"):
        question = doubting(question, counts)
    if arguments.format == "html":
        from remit_sim.report.figures.figure import drawn

        drawn()
    with progress.shown("runs") as told:
        found = answered(question, counts, told)
    if arguments.format == "html":
        return answer(_page(question, counts, found))
    said = json.comparison if arguments.format == "json" else text.comparison
    return answer(said(question.scenario, question.seed, question.replications, found))


def _page(question: "Question", counts: "tuple[int, ...]", found: "Comparison") -> str:
    """The comparison alone; maps and sensitivities are what `report` adds."""
    from remit_sim.report import html
    from remit_sim.study.study import brief

    study = brief(question, counts, found)
    return html.render(study, html.figures(study))

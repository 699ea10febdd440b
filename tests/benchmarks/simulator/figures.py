"""The figures of one report, as a reader sees them: pictures, captions, and the table."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit_sim.experiment.executors import make_executor
from remit_sim.report.html import study_figures as drawn
from remit_sim.report.summary import summary_table
from remit_sim.report.vega_render import render_svg
from remit_sim.scenarios.reading import load_scenario
from remit_sim.strategies import find_strategy
from remit_sim.study.comparison_request import ComparisonRequest
from remit_sim.study.study import full_study

if TYPE_CHECKING:
    from pathlib import Path

    from remit_sim.study.study import ComparisonStudy

SCENARIO = "busy-repository"
AGENTS = (1, 2, 4, 8)
_ORDER = (
    "regimes",
    "speed-up",
    "time",
    "losses",
    "frontier",
    "sensitivity",
    "merge-queue",
    "gantt",
)

_RUNS = "{} runs of each, seed {}. The captions are the report's own, computed from the runs."


def section(figures: "Path") -> str:
    """Pictures go into `figures`; the text links to them from the folder above."""
    busy = load_scenario(SCENARIO)
    makers = {name: find_strategy(name) for name in busy.experiment.strategies}
    experiment = busy.experiment
    question = ComparisonRequest(
        busy,
        makers,
        experiment.seed,
        experiment.replications,
        executor=make_executor(None, None),
    )
    study = full_study(question, AGENTS, progress.show_progress)
    shown = {each.name: each for each in drawn(study)}
    counts = ",".join(map(str, AGENTS))
    blocks = [
        "## What a report shows",
        f"`remit-sim report {SCENARIO} --agents {counts} --out report.html`. {busy.about}. "
        + _RUNS.format(experiment.replications, experiment.seed),
    ]
    for figure in (shown[name] for name in _ORDER if name in shown):
        blocks.append(f"### {figure.title}\n\n{figure.caption}")
        if figure.panels:
            (figures / f"{figure.name}.svg").write_text(render_svg(figure), encoding="utf-8")
            blocks.append(f"![{figure.title}]({figures.name}/{figure.name}.svg)")
        blocks.append(figure.note)
    blocks += ["### All results", _markdown(study)]
    return "\n\n".join(blocks)


def _markdown(study: "ComparisonStudy") -> str:
    found = summary_table(study.comparison)
    rule = ["---", *["--:"] * (len(found.head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (found.head, rule, *found.rows))

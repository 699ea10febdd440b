"""`remit-sim formulas`: models that step no deciders, a million times, beside closed forms."""

import time
from itertools import islice
from typing import TYPE_CHECKING, Any

from remit.cli.output import add_format, print_answer
from remit.errors import UsageError
from remit.process_exit import print_error
from remit_sim.cli.options import require_between
from remit_sim.cli.progress import report_progress
from remit_sim.compiled.batch import estimate_figure, sum_replications
from remit_sim.compiled.models import MODELS, find_model
from remit_sim.experiment.design import full_grid, parse_axes
from remit_sim.report import formulas as report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from remit_sim.compiled.model import CompiledModel

DESCRIPTION = (
    "Run a model of locks, overlap or a merge queue in machine code (numba, of remit[sim]) and say "
    "what it comes to beside the closed form. --plain runs its twin in Python: the same answer."
)
_MOST_RUNS = 100_000_000
_MOST_POINTS = 1_000
_SHOWN = 40


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The model, its parameters, and how often."""
    models = "; ".join(f"{model.name}: {model.about}" for model in MODELS.values())
    parser.add_argument("model", metavar="MODEL", help=models)
    parser.add_argument(
        "--over",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="a parameter's value, or several: agents=16 or agents=4,16,64 or pass_share=0.7:0.9:3",
    )
    parser.add_argument("--replications", type=int, metavar="N", help="default: 100000")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="default: 1")
    parser.add_argument("--workers", type=int, metavar="N", help="threads (default: one per core)")
    parser.add_argument("--plain", action="store_true", help="in plain Python, without numba")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    from remit_sim.experiment.executors import count_cores

    model = find_model(arguments.model)
    replications = require_between(arguments.replications, 100_000, "--replications", _MOST_RUNS)
    workers = require_between(arguments.workers, count_cores(), "--workers", 512)
    points = list(_points(model, arguments.over))
    found, begun = list[report.ModelAnswer](), time.process_time()
    with report_progress(model.name) as progress:
        for number, values in enumerate(points):
            progress(number, len(points))
            sums = sum_replications(
                model, values, arguments.seed, replications, workers=workers, plain=arguments.plain
            )
            figures = {each.name: estimate_figure(each, sums) for each in model.figures(values)}
            found.append(report.ModelAnswer(values, figures, model.exact(values)))
    runs = len(points) * replications
    rate = runs / max(1e-9, time.process_time() - begun)
    print_error(f"{model.name}: {runs:,} replications, {rate:,.0f} a second of processor time")
    said = report.json if arguments.format == "json" else report.text
    return print_answer(said(model, arguments.seed, replications, found))


def _points(model: "CompiledModel[Any]", words: "list[str]") -> "Iterator[Any]":
    """The values at each point; raises `UsageError` with every fault."""
    known = {parameter.key: parameter for parameter in model.parameters}
    over = parse_axes(words, known)
    count = 1
    for axis in over:
        count *= len(axis.values)
    require_between(count, 1, "the number of points", _MOST_POINTS)
    names = [axis.name for axis in over]
    points = [model.values._replace(**dict(zip(names, p, strict=True))) for p in full_grid(over)]
    faults = list(islice((fault for each in points for fault in model.faults(each)), _SHOWN))
    if faults:
        raise UsageError("points that cannot be:\n  " + "\n  ".join(dict.fromkeys(faults)))
    yield from points

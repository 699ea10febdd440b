"""`remit-sim report`: everything about a scenario as one page, and its figures as pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import print_answer
from remit.errors import UsageError
from remit_sim.cli.options import (
    add_comparison,
    add_executor,
    add_scenario,
    comparison_from_options,
)

if TYPE_CHECKING:
    import argparse

    from remit_sim.report.figures.figure import ReportFigure
    from remit_sim.study.residuals import BacktestResiduals

DESCRIPTION = (
    "Compare strategies, map where each is best, vary every parameter, and write it all as one "
    "HTML file that needs no network. Needs the extra `remit[sim]`."
)
_PICTURES = ("svg", "png")


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, what is compared, and where page and pictures go."""
    add_scenario(parser, formats=())
    add_comparison(parser)
    add_executor(parser)
    parser.add_argument(
        "--backtest",
        metavar="FILE",
        help="what `backtest --format json` wrote; with --repo, default: one made now",
    )
    parser.add_argument("--out", metavar="FILE", help="the page; default: standard output")
    parser.add_argument(
        "--figures", metavar="DIR", help="also write each figure as a picture there"
    )
    parser.add_argument(
        "--figure-format", choices=(*_PICTURES, "both"), default="both", help="default: both"
    )


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 where there can be no answer."""
    from remit_sim.report import html
    from remit_sim.report.figures.figure import require_chart_library
    from remit_sim.study.study import full_study

    require_chart_library()
    question, agents = comparison_from_options(arguments)
    _ready(arguments)
    residuals = _residuals(arguments)
    study = full_study(question, agents, progress.show_progress)._replace(residuals=residuals)
    shown = html.study_figures(study)
    text = html.render(study, shown)
    if arguments.figures is not None:
        _pictures(Path(arguments.figures), shown, arguments.figure_format)
    if arguments.out is None:
        return print_answer(text)
    _written(Path(arguments.out), text.encode())
    return 0


def _residuals(arguments: "argparse.Namespace") -> "BacktestResiduals | None":
    """How far the model is off: as a file says, or on the repository that the tasks are from."""
    if arguments.backtest is not None:
        return _read(arguments.backtest)
    return None if arguments.repo is None else _backtested(arguments.repo, arguments.at)


def _backtested(folder: str, revision: str | None) -> "BacktestResiduals":
    from remit_sim.cli import repository_options
    from remit_sim.fitting.backtest import FitBacktestRequest, backtest_fit
    from remit_sim.replay.replay import TASKS, WIDTHS
    from remit_sim.report import backtest as backtested
    from remit_sim.study.residuals import parse_residuals

    with repository_options.open_repository(folder) as repository:
        with (
            progress.show_progress("reading history") as reading,
            progress.show_progress("merging") as merging,
        ):
            asked = FitBacktestRequest(revision or "HEAD", TASKS, WIDTHS)
            found = backtest_fit(repository, asked, reading, merging)
        return parse_residuals(
            backtested.json(repository_options.repository_name(repository), found), folder
        )


def _read(name: str) -> "BacktestResiduals":
    from remit_sim.study.residuals import parse_residuals

    try:
        return parse_residuals(Path(name).read_bytes(), name)
    except OSError as error:
        raise UsageError(f"the backtest could not be read: {error.strerror}.") from None


def _ready(arguments: "argparse.Namespace") -> None:
    """Complain about a place before the long work, not after it."""
    out = arguments.out
    if out is not None and not Path(out).resolve().parent.is_dir():
        raise UsageError(f"there is no folder for {out}.", "make it first")
    if out is not None and Path(out).is_dir():
        raise UsageError(f"the page cannot be written to {out}, a folder.", "name a file in it")
    if arguments.figures is not None:
        try:
            Path(arguments.figures).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"the figures have no folder: {error.strerror}.") from None


def _pictures(folder: Path, shown: "tuple[ReportFigure, ...]", wish: str) -> None:
    from remit_sim.report.vega_render import render_png, render_svg

    for figure in shown:
        if figure.panels and wish in {"svg", "both"}:
            _written(folder / f"{figure.name}.svg", render_svg(figure).encode())
        if figure.panels and wish in {"png", "both"}:
            _written(folder / f"{figure.name}.png", render_png(figure))


def _written(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file} could not be written: {error.strerror}.") from None

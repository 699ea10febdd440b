"""`remit-sim report`: everything about a scenario as one page, and its figures as pictures."""

from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.output import answer
from remit.errors import UsageError
from remit_sim.cli.options import add_compared, add_executor, add_scenario, compared

if TYPE_CHECKING:
    import argparse

    from remit_sim.report.figures.figure import Figure
    from remit_sim.study.residuals import Residuals

DESCRIPTION = (
    "Compare strategies, map where each is best, vary every parameter, and write it all as one "
    "HTML file that needs no network. Needs the extra `remit[sim]`."
)
_PICTURES = ("svg", "png")


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The scenario, what is compared, and where page and pictures go."""
    add_scenario(parser, formats=())
    add_compared(parser)
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
    from remit_sim.report.figures.figure import drawn
    from remit_sim.study.study import studied

    drawn()
    question, agents = compared(arguments)
    _ready(arguments)
    residuals = _residuals(arguments)
    study = studied(question, agents, progress.shown)._replace(residuals=residuals)
    shown = html.figures(study)
    text = html.render(study, shown)
    if arguments.figures is not None:
        _pictures(Path(arguments.figures), shown, arguments.figure_format)
    if arguments.out is None:
        return answer(text)
    _written(Path(arguments.out), text.encode())
    return 0


def _residuals(arguments: "argparse.Namespace") -> "Residuals | None":
    """How far the model is off: as a file says, or on the repository that the tasks are from."""
    if arguments.backtest is not None:
        return _read(arguments.backtest)
    return None if arguments.repo is None else _backtested(arguments.repo, arguments.at)


def _backtested(folder: str, revision: str | None) -> "Residuals":
    from remit_sim.cli import repository_options
    from remit_sim.fitting.backtest import Question, backtest
    from remit_sim.replay.replay import TASKS, WIDTHS
    from remit_sim.report import backtest as backtested
    from remit_sim.study.residuals import read

    with repository_options.repository(folder) as repository:
        with progress.shown("reading history") as reading, progress.shown("merging") as merging:
            asked = Question(revision or "HEAD", TASKS, WIDTHS)
            found = backtest(repository, asked, reading, merging)
        return read(backtested.json(repository_options.name(repository), found), folder)


def _read(name: str) -> "Residuals":
    from remit_sim.study.residuals import read

    try:
        return read(Path(name).read_bytes(), name)
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


def _pictures(folder: Path, shown: "tuple[Figure, ...]", wish: str) -> None:
    from remit_sim.report.vega_render import png, svg

    for figure in shown:
        if figure.panels and wish in {"svg", "both"}:
            _written(folder / f"{figure.name}.svg", svg(figure).encode())
        if figure.panels and wish in {"png", "both"}:
            _written(folder / f"{figure.name}.png", png(figure))


def _written(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file} could not be written: {error.strerror}.") from None

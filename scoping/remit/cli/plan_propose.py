"""`remit plan LIST`: predicts files, weighs collisions, and says when each task starts."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from remit.analysis.plan import build_history_model
from remit.cli import progress
from remit.cli.context import open_context, working_catalog
from remit.cli.output import add_format, print_answer, wants_colour
from remit.cli.values import REVISION
from remit.errors import CouldNotCheck, UsageError
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.plan.plan import COLLISIONS, PlanOptions, make_plan
from remit.plan.reading import LARGEST, is_without_list, read_tasks
from remit.plan.reading.toml_list import from_scope
from remit.plan.reading.validation import validate_tasks
from remit.process_exit import print_error
from remit.text_safety import escape_unsafe, quote_text

if TYPE_CHECKING:
    import argparse

    from remit.cli.write_manifests import WrittenManifests
    from remit.plan.plan import Plan
    from remit.plan.task import PlanTask

DESCRIPTION = (
    "Say which of some tasks may run side by side, and in what order, so that few of them collide. "
    "Tasks come from a list (TOML, Spec Kit, BMAD, items or lines), from a folder of manifests, or "
    "from the base. The files of a task that names none are predicted from the history."
)
_MOST_AGENTS = 1000
_MOST_TASKS = 2000
_PERCENT = 100


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The list, the agents, what is wished for, and where the answer goes."""
    parser.add_argument(
        "source",
        metavar="LIST|DIR|-|backtest",
        nargs="?",
        help="a file with tasks, a folder of manifests, - for standard input, or `backtest`; "
        "default: the tasks of the base",
    )
    parser.add_argument("--agents", type=int, default=8, metavar="N", help="default: 8")
    parser.add_argument(
        "--collisions",
        metavar="SHARE",
        help="the fastest plan in which at most this share of the tasks may collide "
        "(default: 10%%)",
    )
    parser.add_argument(
        "--speed-up",
        type=float,
        metavar="X",
        help="instead of --collisions: the plan with the fewest collisions that is at least X "
        "times as fast as one agent",
    )
    parser.add_argument("--unit", choices=[unit.value for unit in ChangeUnit], default="commit")
    parser.add_argument(
        "--at", default="HEAD", metavar="REV", type=REVISION, help="the newest commit to learn from"
    )
    parser.add_argument("--seed", type=int, default=0, help="the seed of the search (default: 0)")
    parser.add_argument("--write", action="store_true", help="write the order and the manifests")
    add_format(parser, ("text", "json", "html"))


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is a plan, 2 where there can be none."""
    wish = _wish(arguments)
    tasks = _tasks(arguments.source)
    if len(tasks) > _MOST_TASKS:
        raise UsageError(f"{len(tasks)} tasks are too many at once.", f"plan {_MOST_TASKS} of them")
    with (
        Repository.discover() as repository,
        progress.show_progress("reading history", "learning") as told,
    ):
        _require_history(repository)
        known = build_history_model(
            repository, arguments.at, ChangeUnit(arguments.unit), progress=told
        )
    with progress.working("planning"):
        found = make_plan(known, tasks, wish)
    written = None
    if arguments.write:
        from remit.cli.plan_write import write_plan_manifests

        written = write_plan_manifests(found)
    return print_answer(_rendered(found, arguments.format, written))


def _rendered(found: "Plan", form: str, written: "WrittenManifests | None") -> str:
    if form == "json":
        from remit.report.plan_json import render as as_json

        return as_json(found, written.json_fields() if written else None)
    if form == "html":
        from remit.report.plan_html import render as as_html

        if written:
            print_error(written.text.rstrip())
        return as_html(found)
    from remit.report.console import Paint
    from remit.report.plan_text import render as as_text

    text = as_text(found, Paint(colour=wants_colour()))
    return f"{text}\n{written.text}" if written else text


def _require_history(repository: Repository) -> None:
    if repository.unborn:
        raise CouldNotCheck(
            "there is no commit yet, so there is nothing to learn from.", "make the first commit"
        )


def _wish(arguments: "argparse.Namespace") -> PlanOptions:
    if not 0 < arguments.agents <= _MOST_AGENTS:
        raise UsageError(f"--agents takes a number from 1 to {_MOST_AGENTS}.", "--agents 8")
    if arguments.seed < 0:
        raise UsageError("--seed is not negative.", "--seed 1")
    speed_up: float | None = arguments.speed_up
    if speed_up is not None and arguments.collisions is not None:
        raise UsageError("--collisions and --speed-up exclude each other.", "give one of them")
    if speed_up is not None and not 0 < speed_up <= arguments.agents:
        raise UsageError("--speed-up is above 0 and at most the number of agents.", "--speed-up 5")
    return PlanOptions(arguments.agents, _share(arguments.collisions), speed_up, arguments.seed)


def _share(text: str | None) -> float:
    """The share that `--collisions` asks for; raises `UsageError`."""
    if text is None:
        return COLLISIONS
    number, percent, rest = text.partition("%")
    try:
        share = float(number) / (_PERCENT if percent else 1)
    except ValueError:
        share = -1.0
    if rest or not 0 <= share <= 1:
        raise UsageError(f"--collisions takes a share, not {quote_text(text)}.", "--collisions 10%")
    return share


def _tasks(source: str | None) -> "tuple[PlanTask, ...]":
    if source is None:
        here = open_context()
        task_scopes = tuple(map(from_scope, here.catalog.scopes()))
        return validate_tasks(
            task_scopes, ".remit/tasks", [each.task for each in here.catalog.faulty]
        )
    if source == "-":
        return _listed(_standard_input(), "standard input")
    path = Path(source)
    return _of_folder(path) if path.is_dir() else _listed(_content(path), source)


def _listed(data: bytes, where: str) -> "tuple[PlanTask, ...]":
    """The tasks of a list, with a warning on standard error where there was no list."""
    tasks = read_tasks(data, where)
    if is_without_list(data, where):
        many = "the line" if len(tasks) == 1 else f"each of {len(tasks)} lines"
        print_error(
            f"remit: warning: no list was found in {escape_unsafe(where)}: {many} is "
            "taken as a task.\n"
            "hint: begin each task with `- `"
        )
    return tasks


def _of_folder(folder: Path) -> "tuple[PlanTask, ...]":
    """The manifests of a folder: the root of a working tree, its `.remit`, or any other one."""
    from remit.errors import Fault, ManifestError
    from remit.manifest import scope

    if (folder / ".remit" / "tasks").is_dir():
        catalog = working_catalog(folder)
        faults = tuple(fault for each in catalog.faulty for fault in each.faults)
        if faults:
            raise ManifestError(faults)
        return validate_tasks(tuple(map(from_scope, catalog.scopes())), str(folder))
    tasks: list[PlanTask] = []
    faulty: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            tasks.append(from_scope(scope.parse_manifest(_content(path), str(path))))
        except ManifestError as error:
            faulty += error.faults
    if faulty:
        raise ManifestError(tuple(faulty))
    if not tasks:
        raise UsageError(
            f"{quote_text(str(folder))} is a folder without manifests.",
            "manifests end in .toml; a list of tasks is a file: remit plan tasks.md",
        )
    return validate_tasks(tasks, str(folder))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{quote_text(str(path))} cannot be read: {error.strerror}.") from None


def _standard_input() -> bytes:
    """No more than tells that it is too much; empty where standard input is closed."""
    stream: TextIO | None = sys.stdin
    return stream.buffer.read(LARGEST + 1) if stream else b""

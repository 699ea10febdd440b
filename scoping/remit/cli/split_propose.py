"""`remit split`: proposes scopes for several agents, and writes their manifests if asked."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from remit.analysis.propose_split import SplitRequest, proposal
from remit.cli import progress
from remit.cli.output import add_format, print_answer, wants_colour
from remit.cli.split_options import add_conditions, check_balance, parse_scope_count, parse_sharing
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.history.records import ChangeUnit
from remit.process_exit import print_error
from remit.report.split_text import SplitReport
from remit.split.proposal import SplitOptions

if TYPE_CHECKING:
    import argparse

    from remit.cli.split_write import ExistingManifests
    from remit.cli.write_manifests import WrittenManifests
    from remit.split.input import SplitMethod

DESCRIPTION = (
    "Propose K scopes that never overlap: patterns for their manifests, the files that all of them "
    "share, and evidence: how a split of the older history does on the newest changes."
)
METHODS = {
    "auto": "the best of the others on the newest part of the history",
    "cochange": "past changes, directories, imports and names",
    "tree": "whole directories, opened until they fit",
    "codeowners": "each file with its owner in CODEOWNERS",
    "authors": "each file with its main author",
}
_PLAIN = "tree"


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """How many scopes of what, by which method, and where the answer goes."""
    parser.add_argument("--into", metavar="K", help="how many scopes")
    parser.add_argument(
        "--paths", action="append", default=[], metavar="GLOB", help="split only these files"
    )
    parser.add_argument(
        "--method",
        choices=METHODS,
        default="auto",
        help="; ".join(f"{name}: {what}" for name, what in METHODS.items()) + " (default: auto)",
    )
    parser.add_argument(
        "--goal", metavar="TEXT", help="split only the files that this text is probably about"
    )
    add_conditions(parser)
    parser.add_argument(
        "--write", action="store_true", help="write a manifest for each scope; replaces none"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="write the manifests, show a diff for existing ones, and remove those of an earlier "
        "split that have no scope now",
    )
    add_format(parser, ("text", "json", "html"))


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is a proposal, 2 where there can be none."""
    if arguments.into is None:
        raise UsageError("how many scopes?", "remit split --into 4")
    parse_scope_count(arguments.into)
    with Repository.discover() as repository:
        standing = _standing(repository, arguments)
        asked = _asked(repository, arguments)
        written = _written(standing, asked, update=arguments.update) if standing else None
    if arguments.format == "json":
        from remit.report.split_json import render as as_json

        return print_answer(as_json(asked, written.json_fields() if written else None))
    if arguments.format == "html":
        from remit.report.split_html import render as as_html

        if written:
            print_error(written.text.rstrip())
        return print_answer(as_html(asked, _name(repository)))
    from remit.report.console import Paint
    from remit.report.split_text import render as as_text

    text = as_text(asked, Paint(colour=wants_colour()))
    return print_answer(f"{text}\n{written.text}" if written else text)


def _name(repository: Repository) -> str:
    """What people call the repository: the directory that it is in."""
    return Path(repository.git_dir.removesuffix("/.git")).name


def _standing(
    repository: Repository, arguments: "argparse.Namespace"
) -> "ExistingManifests | None":
    """The manifests that are there, where some are to be written; raises before the long work."""
    if not (arguments.write or arguments.update):
        return None
    from remit.cli.split_write import ExistingManifests

    standing = ExistingManifests(repository)
    if not arguments.update and arguments.goal is None:  # a goal says later which files it is about
        standing.require_free(arguments.paths)
    return standing


def _written(
    standing: "ExistingManifests", asked: SplitReport, *, update: bool
) -> "WrittenManifests":
    from remit.cli.split_write import update_task_manifests, write_task_manifests
    from remit.split.proposal import scopes_as_tasks

    scopes = scopes_as_tasks(asked.found.proposal, asked.found.owners, asked.request.goal)
    perform = update_task_manifests if update else write_task_manifests
    return perform(standing, scopes, f"Split the work into {len(scopes)} scopes")


def _asked(repository: Repository, arguments: "argparse.Namespace") -> SplitReport:
    count = parse_scope_count(arguments.into)
    wish = SplitOptions(
        count,
        check_balance(arguments.balance, count),
        parse_sharing(arguments.shared),
        arguments.seed,
    )
    methods = _method(arguments.method), _method(_PLAIN)
    unit, paths = ChangeUnit(arguments.unit), tuple(arguments.paths)
    request = SplitRequest(arguments.at, wish, methods, unit, paths, _goal(arguments.goal))
    with progress.show_progress("reading history", "splitting") as told:
        return SplitReport(arguments.method, request, proposal(repository, request, progress=told))


def _goal(text: str | None) -> str:
    """What work is for, or nothing where that was not asked; raises `UsageError`."""
    if text is not None and not text.strip():
        raise UsageError(
            "--goal is empty.", "say what is to be done: --goal 'rework the login form'"
        )
    return text or ""


def _method(name: str) -> "SplitMethod":
    return cast("SplitMethod", import_module(f"remit.split.methods.{name}").split)

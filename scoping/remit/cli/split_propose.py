"""`remit split`: proposes scopes for several agents, and writes their manifests if asked."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from remit.analysis.propose_split import Request, proposal
from remit.cli import progress
from remit.cli.output import add_format, answer, coloured
from remit.cli.split_options import add_conditions, balance, scopes, sharing
from remit.errors import UsageError
from remit.git.repository import Repository
from remit.history.records import Unit
from remit.report.split_text import Answer
from remit.split.proposal import Wish

if TYPE_CHECKING:
    import argparse

    from remit.cli.new import Standing
    from remit.split.input import Method

DESCRIPTION = (
    "Propose scopes that never overlap, for so many agents: as patterns for their manifests, with "
    "what all of them share, and with evidence from the newest changes, which the split for the "
    "evidence has not seen."
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
    parser.add_argument("--goal", metavar="TEXT", help="split only the files that this is about")
    add_conditions(parser)
    parser.add_argument(
        "--write", action="store_true", help="write a manifest for each scope; replaces none"
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="write them, show what changes in those that are there, and remove those of an "
        "earlier split that are no scope any more",
    )
    add_format(parser, ("text", "json", "html"))


def run(arguments: "argparse.Namespace") -> int:
    """0 where there is a proposal, 2 where there can be none."""
    if arguments.into is None:
        raise UsageError("how many scopes?", "remit split --into 4")
    scopes(arguments.into)
    with Repository.discover() as repository:
        standing = _standing(repository, arguments)
        asked = _asked(repository, arguments)
        written = _written(standing, asked, update=arguments.update) if standing else ""
    if arguments.format == "json":
        from remit.report.split_json import render as as_json

        return answer(as_json(asked))
    if arguments.format == "html":
        from remit.report.split_html import render as as_html

        return answer(as_html(asked, _name(repository)))
    from remit.report.console import Paint
    from remit.report.split_text import render as as_text

    return answer(as_text(asked, Paint(colour=coloured())) + written)


def _name(repository: Repository) -> str:
    """What people call the repository: the directory that it is in."""
    return Path(repository.git_dir.removesuffix("/.git")).name


def _standing(repository: Repository, arguments: "argparse.Namespace") -> "Standing | None":
    """The manifests that are there, where some are to be written; raises before the long work."""
    if not (arguments.write or arguments.update):
        return None
    from remit.cli.new import Standing

    standing = Standing(repository)
    if not arguments.update and arguments.goal is None:  # a goal says later which files it is about
        standing.require_free(arguments.paths)
    return standing


def _written(standing: "Standing", asked: Answer, *, update: bool) -> str:
    from remit.cli import new
    from remit.split.proposal import tasks

    scopes = tasks(asked.found.proposal, asked.found.owners, asked.request.goal)
    perform = new.update if update else new.write
    return "\n" + perform(standing, scopes, f"Split the work into {len(scopes)} scopes")


def _asked(repository: Repository, arguments: "argparse.Namespace") -> Answer:
    count = scopes(arguments.into)
    wish = Wish(
        count,
        balance(arguments.balance, count),
        sharing(arguments.shared),
        arguments.seed,
    )
    methods = _method(arguments.method), _method(_PLAIN)
    unit, paths = Unit(arguments.unit), tuple(arguments.paths)
    request = Request(arguments.at, wish, methods, unit, paths, _goal(arguments.goal))
    with progress.shown("reading history", "splitting") as told:
        return Answer(arguments.method, request, proposal(repository, request, progress=told))


def _goal(text: str | None) -> str:
    """What work is for, or nothing where that was not asked; raises `UsageError`."""
    if text is not None and not text.strip():
        raise UsageError(
            "--goal is empty.", "say what is to be done: --goal 'rework the login form'"
        )
    return text or ""


def _method(name: str) -> "Method":
    return cast("Method", import_module(f"remit.split.methods.{name}").split)

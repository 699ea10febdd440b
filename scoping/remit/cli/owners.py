"""`remit owners`: who owns a path, and why."""

from typing import TYPE_CHECKING

from remit.analysis.owners import read_owner_sources
from remit.cli import progress
from remit.cli.context import open_context, path_from_root
from remit.cli.output import add_format, print_answer, wants_colour
from remit.cli.values import REVISION
from remit.git import revisions
from remit.git.repository import Repository
from remit.ownership.codeowners import Forge
from remit.ownership.resolution import explain_ownership
from remit.report.owners import OwnersReport, render, render_json

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Say who owns each PATH: the lines of CODEOWNERS that decide, who knows the code by its "
    "history, the tasks that may write it, and where these disagree. A path may be a directory, "
    "and need not exist."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The paths, where to read, and how to answer."""
    parser.add_argument("paths", metavar="PATH", nargs="+", help="from the current directory")
    parser.add_argument(
        "--at",
        metavar="REV",
        type=REVISION,
        help="read CODEOWNERS, manifests and history there; default: base",
    )
    parser.add_argument(
        "--forge", choices=[forge.value for forge in Forge], help="whose CODEOWNERS rules hold"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0: whoever owns the paths, this is an answer."""
    repository = Repository.discover()
    paths = dict.fromkeys(path_from_root(repository, path) for path in arguments.paths)
    at = _commit(repository, arguments.at)
    forge = Forge(arguments.forge) if arguments.forge else None
    with progress.show_progress("reading history", "finding authors") as told:
        found = read_owner_sources(repository, at, forge=forge, progress=told)
    said = OwnersReport(
        found.at,
        found.sources.codeowners,
        [explain_ownership(path, found.sources) for path in paths],
        found.remarks,
    )
    if arguments.format == "json":
        return print_answer(render_json(said))
    return print_answer(render(said, colour=wants_colour()))


def _commit(repository: Repository, revision: str | None) -> str:
    if revision is not None:
        return revisions.resolve_commit(repository, revision)
    return open_context().trusted.base.commit

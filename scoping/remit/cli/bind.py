"""`remit bind`: which task this worktree is for, where its branch does not say it."""

from typing import TYPE_CHECKING

from remit.cli.context import worktree_root
from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.gates.binding import bind_worktree
from remit.git.repository import Repository
from remit.paths import quote_path
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Bind this worktree to a task: a detached HEAD, or a branch that no manifest names, is then "
    "judged by that task's scope. The manifests on the base stay the authority."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The task, and how to answer."""
    parser.add_argument("task", metavar="TASK", type=TASK, help="its id; the base must have it")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 when the worktree is bound; 2 where that would contradict the manifests."""
    repository = Repository.discover()
    before = bind_worktree(repository, arguments.task)
    root = str(worktree_root(repository))
    if arguments.format == "json":
        fields = {"exit_code": 0, "worktree": root, "branch": repository.branch}
        return print_answer(dump_versioned({**fields, "task": arguments.task, "before": before}))
    changed = f", no longer to {before}" if before not in {None, arguments.task} else ""
    where = quote_path(repository.branch) if repository.branch else "a detached HEAD"
    said = f"bound {quote_path(root)} ({where}) to {arguments.task}{changed}\n"
    return print_answer(said)

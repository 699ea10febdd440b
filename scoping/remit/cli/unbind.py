"""`remit unbind`: this worktree is for no particular task any more."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.gates.binding import unbind_worktree
from remit.git.repository import Repository
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse

DESCRIPTION = (
    "Remove the binding of this worktree. Which task it has is then for its branch to say."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """How to answer."""
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, whether there was a binding or not."""
    removed = unbind_worktree(Repository.discover())
    if arguments.format == "json":
        return print_answer(dump_versioned({"exit_code": 0, "unbound": removed}))
    said = "unbound: the branch says which task this is" if removed else "no task is bound here"
    return print_answer(f"{said}\n")

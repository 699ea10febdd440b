"""`remit close`: the end of a task."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.gates.close import close_task
from remit.git.repository import Repository
from remit.paths import quote_path
from remit.report.git_commands import shell_word
from remit.report.verdict_json import dump_versioned, path_json_fields
from remit.text_safety import count_noun

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from remit.gates.close import ClosedNow

DESCRIPTION = (
    "Close a task: a commit on the base branch removes its manifest, and takes it out of `after` "
    "of other tasks. Branches and worktrees are named, never deleted. Only for a person, at a "
    "terminal, outside of the task's workspace."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The task, and how it ended."""
    parser.add_argument("task", metavar="TASK", type=TASK, help="its id")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--landed",
        dest="ending",
        action="store_const",
        const="landed",
        help="its work is on the base (default where `remit tasks` says so)",
    )
    how.add_argument(
        "--dropped", dest="ending", action="store_const", const="dropped", help="it is given up"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 when it is closed; 2, and nothing changed, where it cannot be."""
    repository = Repository.discover()
    closed = close_task(repository, arguments.task, arguments.ending)
    if arguments.format == "json":
        return print_answer(dump_versioned(_fields(closed)))
    return print_answer("".join(f"{line}\n" for line in _lines(repository, closed)))


def _fields(closed: "ClosedNow") -> dict[str, object]:
    return {
        "exit_code": 0,
        "task": closed.state.task,
        "ending": closed.ending,
        "branch": closed.branch,
        "commit": closed.commit,
        "freed": closed.freed,
        "refused": closed.refused,
        "released": [path_json_fields(path) for path in closed.released],
        "branches": [each._asdict() for each in closed.state.branches],
        "worktrees": [each._asdict() for each in closed.state.worktrees],
    }


def _lines(repository: Repository, closed: "ClosedNow") -> "Iterator[str]":
    state, branch = closed.state, quote_path(closed.branch)
    yield f"closed {state.task} ({closed.ending}): {branch} is now at {closed.commit[:10]}"
    if closed.freed:
        yield f"no longer waiting for it: {', '.join(closed.freed)}"
    if closed.released:
        yield f"released: {count_noun(len(closed.released), 'claim')}"
    if closed.refused:
        yield f"refused: {count_noun(len(closed.refused), 'request')} of it without an answer"
    for each in state.branches:
        left = ", with work that the base lacks" if each.state == "unlanded" else ""
        yield f"left: branch {quote_path(each.name)}{left}"
    for worktree in state.worktrees:
        still = "; there: remit unbind" if worktree.bound else ""
        yield f"left: worktree {quote_path(worktree.path)}{still}"
    upstream = "".join(
        repository.refs("--format=%(upstream:remotename)", f"refs/heads/{closed.branch}")
    )
    if upstream:
        yield f"for other clones: git push {shell_word(upstream)} {shell_word(closed.branch)}"

"""`remit tasks`: all tasks of the base, and what stands with each."""

import time
from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.gates.task_states import list_closed_tasks, list_task_states
from remit.git.repository import Repository
from remit.paths import escape_text, quote_path
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from remit.gates.task_states import ClosedTask, TaskState

DESCRIPTION = (
    "List the tasks of the base with their state (draft, open, active, landed, faulty), branches, "
    "worktrees, owner, and the tasks that they wait for."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """Which tasks, and how to answer."""
    parser.add_argument(
        "--closed", action="store_true", help="the tasks that are closed, the last one first"
    )
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, with however many tasks there are."""
    repository = Repository.discover()
    if arguments.closed:
        closed = list_closed_tasks(repository)
        if arguments.format == "json":
            fields = {"exit_code": 0, "closed": [each._asdict() for each in closed]}
            return print_answer(dump_versioned(fields))
        return print_answer("".join(map(_closed_line, closed)) or "no task has been closed\n")
    states = list_task_states(repository)
    if arguments.format == "json":
        fields = {"exit_code": 0, "tasks": [task_fields(each) for each in states]}
        return print_answer(dump_versioned(fields))
    return print_answer("".join(_lines(states)) or "the base has no tasks\n")


def task_fields(state: "TaskState") -> dict[str, object]:
    """A task as JSON."""
    return {
        **state._asdict(),
        "branches": [each._asdict() for each in state.branches],
        "worktrees": [each._asdict() for each in state.worktrees],
    }


def _lines(states: "Sequence[TaskState]") -> "Iterator[str]":
    width = max((len(each.task) for each in states), default=0)
    for each in states:
        said = " ".join(filter(None, (each.title, f"({each.owner})" if each.owner else "")))
        first = f"{escape_text(each.task):{width}}  {each.state:6}  {escape_text(said)}"
        yield f"{first.rstrip()}\n"
        yield from (f"{'':{width}}  {line}\n" for line in _details(each))


def _details(state: "TaskState") -> "Iterator[str]":
    places = {each.branch: each.path for each in state.worktrees if not each.bound}
    for branch in state.branches:
        place = places.get(branch.name)
        where = f" in {quote_path(place)}" if place else ""
        yield f"branch {quote_path(branch.name)} ({branch.state}){where}"
    for worktree in state.worktrees:
        if worktree.bound:
            on = quote_path(worktree.branch) if worktree.branch else "a detached HEAD"
            yield f"bound {quote_path(worktree.path)} ({on})"
    if state.waits_for:
        yield f"waits for {escape_text(', '.join(state.waits_for))}"
    if state.state == "landed":
        yield f"to close it: remit close {state.task}"
    if state.state == "faulty":
        yield "its manifest has faults: remit lint --base"


def _closed_line(closed: "ClosedTask") -> str:
    day = time.strftime("%Y-%m-%d", time.gmtime(closed.time))
    ending = closed.outcome or "removed"
    return escape_text(f"{closed.task}  {ending}  {day}  {closed.commit[:10]}") + "\n"

"""The end of a task: its manifest leaves the base, by a commit that says whether its work landed.

What the base had is in its history (`task_states.list_closed_tasks`). Branches and worktrees are
named and left alone; what is still bound to the task is "could not check" until a person binds it
to another one.
"""

# See decision 0286.

from typing import TYPE_CHECKING, Literal

from remit.errors import UsageError
from remit.gates.access_requests import answer_access_request, list_access_requests
from remit.gates.claims import release_claims
from remit.gates.grant import find_grant_target, identity, require_person
from remit.gates.task_states import CLOSED_TRAILER, list_task_states
from remit.git.branch_commit import FileChange, commit_file_changes
from remit.manifest.scope import FOLDER, SUFFIX
from remit.namedtuples import NamedTuple
from remit.paths import escape_text, quote_path
from remit.plan.manifests import set_after
from remit.system.clock import seconds_since_1970

if TYPE_CHECKING:
    from remit.gates.grant import GrantTarget
    from remit.gates.task_states import TaskState
    from remit.git.repository import Repository

Ending = Literal["landed", "dropped"]


class ClosedNow(NamedTuple):
    """What closing a task did: the commit on the base, and what is left of the task.

    `freed` are the tasks that waited for it and do no more, `released` the paths that it had
    claimed, `refused` the requests of it that had no answer.
    """

    state: "TaskState"
    ending: Ending
    branch: str
    commit: str
    freed: tuple[str, ...]
    released: tuple[bytes, ...]
    refused: tuple[str, ...]


def close_task(repository: "Repository", task: str, ending: Ending | None) -> ClosedNow:
    """Remove the manifest of `task` from the base; None as the ending is what its state says.

    Raises a `RemitError`, with nothing changed, where no person asks for it, where the state does
    not say how the task ended, or other tasks wait for one that is dropped.
    """
    require_person(repository, "close a task")
    target = find_grant_target(repository)
    target.catalog.scope(task)
    (state,) = list_task_states(repository, (task,))
    if ending is None:
        ending = _ending(state)
    waiting = tuple(each.id for each in target.catalog.scopes() if task in each.after)
    if waiting and ending == "dropped":
        raise UsageError(
            f"{', '.join(waiting)} waits for {task}, whose work will never land.",
            f"change `after` in {FOLDER}{waiting[0]}{SUFFIX} on the base first",
        )
    asked = list_access_requests(repository.common_dir, task)  # a damaged store is said before
    changes = [FileChange(_place(task), None), *(_without(target, each, task) for each in waiting)]
    message = f"Close {task}: {ending}\n\n{CLOSED_TRAILER}: {ending}\n"
    commit = commit_file_changes(repository, target.branch, target.tip, changes, message)
    fold = target.catalog.policy.case == "fold"
    released = tuple(claim.path for claim in release_claims(repository, b"", task, fold=fold))
    refused = tuple(each.id for each in asked if each.state == "open")
    for each in asked:
        if each.id in refused:
            answer = each._replace(
                state="refused",
                answered=seconds_since_1970(),
                answered_by=escape_text(identity(repository)),
                answer=f"the task is closed ({ending})",
            )
            answer_access_request(repository.common_dir, answer)
    return ClosedNow(state, ending, target.branch, commit, waiting, released, refused)


def _ending(state: "TaskState") -> Ending:
    if state.state == "landed":
        return "landed"
    unlanded = [quote_path(each.name) for each in state.branches if each.state == "unlanded"]
    begun = [quote_path(each.name) for each in state.branches if each.state == "new"]
    begun += [quote_path(each.path) for each in state.worktrees if each.bound]
    why = "no work landed"
    if unlanded:
        why = f"{', '.join(unlanded)} has work that the base lacks"
    elif begun:
        why = f"from {', '.join(begun)} nothing landed"
    raise UsageError(
        f"it is not clear how {state.task} ended: {why}.",
        f"if it is given up: remit close {state.task} --dropped; if its work is on the base under "
        f"another form: remit close {state.task} --landed",
    )


def _without(target: "GrantTarget", waiting: str, task: str) -> FileChange:
    """The manifest of a task that waited for another one, and does no more."""
    where = _place(waiting)
    after = tuple(each for each in target.catalog.scope(waiting).after if each != task)
    return FileChange(where, set_after(target.catalog.sources[where.encode()], where, after))


def _place(task: str) -> str:
    return f"{FOLDER}{task}{SUFFIX}"

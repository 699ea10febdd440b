"""Binding a worktree to a task, where no branch pattern does it: what `remit bind` writes.

The binding is a file in the worktree's own git directory, and everybody who works there can write
it. So it is held to the manifests each time it is read: see `manifest.branch_binding`.
"""

# See decision 0281.

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, GitError, UsageError
from remit.gates.coding_agents import find_running_agent
from remit.git import linked_worktrees, manifests
from remit.git.repository import BINDING
from remit.git.trusted_base import BaseSearch, require_same_branch
from remit.manifest.branch_binding import bind_task
from remit.manifest.scope import FOLDER, SUFFIX

if TYPE_CHECKING:
    from remit.git.repository import Repository


def bind_worktree(repository: "Repository", task: str) -> str | None:
    """Bind this worktree to `task`; return the task that it was bound to before, if any.

    Raises a `RemitError` where the binding would contradict the manifests on the base, and where a
    coding agent asks for another task than the worktree has.
    """
    repository.require_index()
    with repository:
        objects = repository.objects()
        trusted = BaseSearch(repository, objects).trusted()
        if trusted is None:
            raise CouldNotCheck(
                "there is no commit yet, so there is no base with manifests.",
                "make the first commit on the base branch",
            )
        catalog = manifests.read_cached_catalog(repository, objects, trusted.base.commit)
        require_same_branch(trusted, catalog.policy.base)
        if catalog.scope(task).status == "draft":
            raise UsageError(
                f"the manifest of {task} is a draft: a person has to look at it first.",
                f"then take `status` out of {FOLDER}{task}{SUFFIX} on the base",
            )
        bind_task(repository.branch, catalog, task, None, trusted.branch)
        before = _binding_or_none(repository)
        if before != task and linked_worktrees.is_bound(repository):
            require_no_agent("bind this worktree to another task")
        try:
            linked_worktrees.write_binding(repository, task)
        except OSError as error:
            raise GitError(
                f"the binding cannot be written: {error.strerror}.",
                "remove what is in its place: remit unbind",
            ) from None
    return before


def unbind_worktree(repository: "Repository") -> bool:
    """Remove the binding of this worktree, whatever is in its place; whether there was one."""
    if not linked_worktrees.is_bound(repository):
        return False
    require_no_agent("unbind this worktree")
    try:
        linked_worktrees.remove_binding(repository)
    except OSError as error:
        raise GitError(
            f"the binding cannot be removed: {error.strerror}.",
            f"remove it by hand: {repository.git_dir}/{BINDING}",
        ) from None
    return True


def require_no_agent(what: str) -> None:
    """Raise `UsageError` where a coding agent's environment shows that no person asks for this.

    It keeps an agent from a mistake, not from an attack: it can unset its variables.
    """
    agent = find_running_agent()
    if agent is not None:
        raise UsageError(
            f"only a person may {what}, and this is run by {agent}.",
            "ask a person to run it in a terminal of their own",
        )


def _binding_or_none(repository: "Repository") -> str | None:
    """The binding; None also where what is there cannot be read and is to be replaced."""
    try:
        return repository.binding()
    except CouldNotCheck:
        return None

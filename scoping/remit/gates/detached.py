"""A detached HEAD: which branch to make for each task, as commands that keep what is staged."""

from itertools import count
from typing import TYPE_CHECKING

from remit.manifest.branch_binding import DetachedHead
from remit.manifest.nearest_task import suggest_branch

if TYPE_CHECKING:
    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog

_SHOWN = 3


def suggest_task_branches(
    error: DetachedHead, repository: "Repository", catalog: "Catalog"
) -> DetachedHead:
    """The error, with a hint that names a branch of each of the first tasks."""
    patterns = {claim.task: claim.branch for claim in reversed(catalog.claims)}
    commands = [
        f"{command} (task {task})"
        for task in catalog.ids[:_SHOWN]
        if (command := _command(repository, patterns[task]))
    ]
    if not commands:
        return error
    more = ", ...; `remit show` lists all tasks" if catalog.ids[_SHOWN:] else ""
    return DetachedHead(
        error.sentence,
        f"bind this worktree: remit bind TASK; or go to a branch of the task, which keeps what is "
        f"staged: {', '.join(commands)}{more}",
    )


def _command(repository: "Repository", pattern: str) -> str | None:
    """What switches to a branch that `pattern` covers: a new one, if there is a choice."""
    names = (suggest_branch(pattern, f"work-{number}") for number in count(1))
    name = next(name for name in names if name in {None, pattern} or not _exists(repository, name))
    if name is None:
        return None
    return f"git switch {name}" if _exists(repository, name) else f"git switch -c {name}"


def _exists(repository: "Repository", branch: str | None) -> bool:
    return repository.has_ref(f"refs/heads/{branch}")

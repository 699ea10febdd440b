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
    patterns = {each.task: each.branch for each in reversed(catalog.branch_patterns)}
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


def suggest_free_branch(repository: "Repository", pattern: str, end: str) -> str | None:
    """A branch that `pattern` covers and that does not exist yet; None where no such name is plain.

    It keeps `end`, the last part of another name, where the pattern leaves a choice.
    """
    ends = (end if number == 1 else f"{end}-{number}" for number in count(1))
    names = (suggest_branch(pattern, each) for each in ends)
    name = next(name for name in names if name in {None, pattern} or not _exists(repository, name))
    return None if name is None or _exists(repository, name) else name


def _command(repository: "Repository", pattern: str) -> str | None:
    """What switches to a branch that `pattern` covers: a new one, if there is a choice."""
    name = suggest_free_branch(repository, pattern, "work")
    if name is not None:
        return f"git switch -c {name}"
    only = suggest_branch(pattern, "work")
    return None if only is None else f"git switch {only}"


def _exists(repository: "Repository", branch: str | None) -> bool:
    return repository.has_ref(f"refs/heads/{branch}")

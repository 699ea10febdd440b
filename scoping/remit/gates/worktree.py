"""The gate of a working tree: what a commit of everything in it would change."""

from typing import TYPE_CHECKING

from remit.adapters.git import manifests, worktree
from remit.adapters.git.base import Search
from remit.errors import CouldNotJudge
from remit.gates import case as cases
from remit.gates import unbound

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository
    from remit.verdict import Verdict


def judge_worktree(repository: "Repository", task: str | None = None) -> "Verdict":
    """The verdict about all changes since `HEAD` in the working tree: tracked files and new ones.

    Ignored files are not looked at, nor the working trees of submodules (their commits are). The
    index is left as it is. Raises a `RemitError` where the inputs are missing.
    """
    with repository:
        repository.require_index()
        search, objects = Search(repository), repository.objects()
        trusted = search.trusted()
        if trusted is None:
            raise CouldNotJudge("this repository has no commit yet, so there is no base.")
        catalog = manifests.cached(repository, objects, trusted.base.commit)
        case = cases.gathered(repository, catalog, trusted, task, repository.branch)
        if case.task is None:
            return unbound.answered("commit", case, unbound.committing(repository))
        files = worktree.Worktree(repository)
        changes = files.changes()
        findings = case.judge(changes, files.trees(objects, trusted.base.commit))
        return case.decided("commit", findings, len(changes))

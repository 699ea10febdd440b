"""The gate of a working tree: what a commit of everything in it would change."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.gates import context as cases
from remit.gates import unassigned
from remit.gates.merge import merging, named
from remit.git import manifests
from remit.git.scratch_repository import Scratch
from remit.git.trusted_base import Search
from remit.git.worktree import Worktree, WorktreeTrees

if TYPE_CHECKING:
    from remit.gates.context import Case
    from remit.git.objects import Objects
    from remit.git.repository import Repository
    from remit.verdict import Verdict


def judge_worktree(repository: "Repository", task: str | None = None) -> "Verdict":
    """The verdict about all changes since `HEAD` in the working tree: tracked files and new ones.

    Ignored files are not looked at, nor the working trees of submodules (their commits are). The
    index is left as it is. Raises a `RemitError` where the inputs are missing.
    """
    with repository:
        repository.require_index()
        if not repository.inside:
            raise CouldNotCheck(
                "the current directory is not in the working tree of this repository.",
                "change to the one that `git rev-parse --show-toplevel` names, or, if that is "
                "wrong, run: git config --unset core.worktree",
            )
        objects = repository.objects()
        search = Search(repository, objects)
        trusted = search.trusted()
        if trusted is None:
            raise CouldNotCheck("this repository has no commit yet, so there is no base.")
        catalog = manifests.cached(repository, objects, trusted.base.commit)
        cases.require_base_without_task(trusted, catalog)
        case = cases.gathered(repository, catalog, trusted, task, repository.branch)
        if case.task is None:
            return unassigned.answered("commit", case, unassigned.committing(repository))
        heads = repository.merged_heads()
        return _merge(repository, case, heads) if heads else _plain(repository, objects, case)


def _merge(repository: "Repository", case: "Case", heads: tuple[str, ...]) -> "Verdict":
    tip = case.trusted.base.commit
    with Scratch(repository) as scratch:
        merge = merging(scratch, tip, heads)
        files = Worktree(scratch, merge.tree)
        changes = merge.with_kept(files.changes)
        trees = WorktreeTrees(
            scratch, scratch.objects(), tip, (*repository.parents(), *heads), files
        )
        findings = named(case.judge(changes, trees), scratch, tip, merge.strangers)
    return case.decided("commit", findings, len(changes))


def _plain(repository: "Repository", objects: "Objects", case: "Case") -> "Verdict":
    files = Worktree(repository, repository.head() or repository.empty_tree())
    trees = WorktreeTrees(
        repository, objects, case.trusted.base.commit, repository.parents(), files
    )
    return case.decided("commit", case.judge(files.changes, trees), len(files.changes))

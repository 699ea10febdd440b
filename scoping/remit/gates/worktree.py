"""The gate of a working tree: what a commit of everything in it would change."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.gates import unassigned
from remit.gates.context import load_judgement_context, require_base_without_task
from remit.gates.local_grants import note_granted_changes, with_local_grants
from remit.gates.merge_in_progress import add_foreign_heads, preview_merge
from remit.git import manifests
from remit.git.scratch_repository import ScratchRepository
from remit.git.trusted_base import BaseSearch
from remit.git.worktree import WorktreeChanges, WorktreeTrees

if TYPE_CHECKING:
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
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
        search = BaseSearch(repository, objects)
        trusted = search.trusted()
        if trusted is None:
            raise CouldNotCheck("this repository has no commit yet, so there is no base.")
        catalog = manifests.read_cached_catalog(repository, objects, trusted.base.commit)
        require_base_without_task(trusted, catalog)
        case = load_judgement_context(repository, catalog, trusted, task, repository.branch)
        if case.task is None:
            return unassigned.judge_without_task(
                "commit", case, unassigned.commit_identities(repository), repository
            )
        case = with_local_grants(repository, case)
        heads = repository.merged_heads()
        verdict = _merge(repository, case, heads) if heads else _plain(repository, objects, case)
        return case.enforce(verdict, repository)


def _merge(repository: "Repository", case: "JudgementContext", heads: tuple[str, ...]) -> "Verdict":
    tip = case.trusted.base.commit
    with ScratchRepository(repository) as scratch:
        merge = preview_merge(scratch, tip, heads)
        files = WorktreeChanges(scratch, merge.tree)
        changes = merge.with_kept(files.changes)
        trees = WorktreeTrees(
            scratch, scratch.objects(), tip, (*repository.parents(), *heads), files
        )
        findings = add_foreign_heads(case.judge(changes, trees), scratch, tip, merge.strangers)
    return case.decided("commit", findings, len(changes), *note_granted_changes(case, changes))


def _plain(
    repository: "Repository", objects: "ObjectReader", case: "JudgementContext"
) -> "Verdict":
    files = WorktreeChanges(repository, repository.head() or repository.empty_tree())
    trees = WorktreeTrees(
        repository, objects, case.trusted.base.commit, repository.parents(), files
    )
    findings, notes = case.judge(files.changes, trees), note_granted_changes(case, files.changes)
    return case.decided("commit", findings, len(files.changes), *notes)

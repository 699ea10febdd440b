"""The gate of a commit: the index against what stood before, or against the automatic merge."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.gates import unassigned
from remit.gates.context import load_judgement_context, require_base_without_task
from remit.gates.local_grants import note_granted_changes, with_local_grants
from remit.git import diff, manifests
from remit.git.trusted_base import BaseSearch
from remit.verdict import Verdict

if TYPE_CHECKING:
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.process import GitProcess
    from remit.git.repository import Repository


def judge_commit(
    repository: "Repository",
    task: str | None = None,
    *,
    merging: bool = False,
    claiming: bool = False,
) -> Verdict:
    """The verdict about the commit that the index would make now.

    `task` is a trusted caller's word; `merging` says that git calls this to end a merge, `claiming`
    that the paths which a clean commit needs are to be claimed. Raises a `RemitError` where the
    inputs are missing or contradict each other.
    """
    with repository:
        repository.require_index()
        objects = repository.objects()
        search = BaseSearch(repository, objects)
        heads = repository.merged_heads()
        if merging and not heads:
            raise CouldNotCheck(
                "git is ending a merge, but nothing says which commits are merged.",
                "let git run this hook itself; to judge by hand, use `remit check --range`",
            )
        staged = None if heads else diff.start_staged_diff(repository)
        trusted = search.trusted()
        if trusted is None:
            return _first(repository)
        catalog = manifests.read_cached_catalog(repository, objects, trusted.base.commit)
        require_base_without_task(trusted, catalog)
        case = load_judgement_context(repository, catalog, trusted, task, repository.branch)
        if case.task is None:
            return unassigned.judge_without_task(
                "commit", case, unassigned.commit_identities(repository), repository
            )
        case = with_local_grants(repository, case)
        if staged is None:
            verdict = _merge(repository, case, heads)
        else:
            verdict = _plain(repository, objects, case, staged)
    if verdict.claims and verdict.outcome == "clean":
        from remit.gates.claims import judge_claims

        verdict = judge_claims(repository, case, verdict, taking=claiming)
    return case.enforce(verdict, repository)


def _first(repository: "Repository") -> Verdict:
    note = "this is the first commit of the repository: there is no base to judge it by"
    return Verdict("commit", "unassigned", None, repository.branch, None, 0, notes=(note,))


def _plain(
    repository: "Repository",
    objects: "ObjectReader",
    case: "JudgementContext",
    staged: "GitProcess",
) -> Verdict:
    from remit.git.trees import GitTrees

    changes = diff.read_staged_changes(staged)
    trees = GitTrees(repository, objects, case.trusted.base.commit, repository.parents())
    findings, notes = case.judge(changes, trees), note_granted_changes(case, changes)
    return case.decided("commit", findings, len(changes), *notes)


def _merge(repository: "Repository", case: "JudgementContext", heads: tuple[str, ...]) -> Verdict:
    """What somebody did by hand in this merge, and what heads bring that are not from the base."""
    from remit.gates.merge_in_progress import add_foreign_heads, preview_merge
    from remit.git.scratch_repository import ScratchRepository
    from remit.git.trees import GitTrees

    tip = case.trusted.base.commit
    with ScratchRepository(repository) as scratch:
        merge = preview_merge(scratch, tip, heads)
        changes = merge.with_kept(diff.diff_index(scratch, merge.tree))
        trees = GitTrees(scratch, scratch.objects(), tip, (*repository.parents(), *heads))
        findings = add_foreign_heads(case.judge(changes, trees), scratch, tip, merge.strangers)
    return case.decided("commit", findings, len(changes), *note_granted_changes(case, changes))

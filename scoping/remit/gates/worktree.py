"""The gate of a working tree: what a commit of everything in it would change."""

from typing import TYPE_CHECKING

from remit.adapters.git import manifests, merges
from remit.adapters.git.base import Search
from remit.adapters.git.scratch import Scratch
from remit.adapters.git.worktree import Worktree, WorktreeTrees
from remit.errors import CouldNotJudge
from remit.gates import case as cases
from remit.gates import unbound
from remit.gates.merging import merging, named

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository
    from remit.gates.case import Case
    from remit.verdict import Findings, Verdict


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
        heads = merges.heads(repository)
        if heads:
            return _merge(repository, case, heads)
        before = repository.empty_tree() if repository.unborn else "HEAD"
        return _compared(repository, case, before, () if repository.unborn else ("HEAD",))[1]


def _merge(repository: "Repository", case: "Case", heads: tuple[str, ...]) -> "Verdict":
    tip = case.trusted.base.commit
    with Scratch(repository) as scratch:
        merge = merging(scratch, tip, heads)
        findings, verdict = _compared(scratch, case, merge.tree, ("HEAD", *heads))
        strays = named(findings, scratch, tip, merge.strangers).strays
    return verdict._replace(strays=strays)


def _compared(
    repository: "Repository", case: "Case", tree: str, parents: tuple[str, ...]
) -> "tuple[Findings, Verdict]":
    files = Worktree(repository, tree)
    objects, tip = repository.objects(), case.trusted.base.commit
    findings = case.judge(files.changes, WorktreeTrees(repository, objects, tip, parents, files))
    return findings, case.decided("commit", findings, len(files.changes))

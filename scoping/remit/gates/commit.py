"""The gate of a commit: the index against what stood before, or against the automatic merge."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.gates import context as cases
from remit.gates import unassigned
from remit.git import diff, manifests
from remit.git.trusted_base import Search
from remit.verdict import Verdict

if TYPE_CHECKING:
    from remit.gates.context import Case
    from remit.git.objects import Objects
    from remit.git.process import Running
    from remit.git.repository import Repository


def judge_commit(
    repository: "Repository", task: str | None = None, *, merging: bool = False
) -> Verdict:
    """The verdict about the commit that the index would make now.

    `task` is a trusted caller's word; `merging` says that git calls this to end a merge. Raises a
    `RemitError` where the inputs are missing or contradict each other.
    """
    with repository:
        repository.require_index()
        objects = repository.objects()
        search = Search(repository, objects)
        heads = repository.merged_heads()
        if merging and not heads:
            raise CouldNotCheck(
                "git is ending a merge, but nothing says which commits are merged.",
                "let git run this hook itself; to judge by hand, use `remit check --range`",
            )
        staged = None if heads else diff.start_staged(repository)
        trusted = search.trusted()
        if trusted is None:
            return _first(repository)
        catalog = manifests.cached(repository, objects, trusted.base.commit)
        cases.require_base_without_task(trusted, catalog)
        case = cases.gathered(repository, catalog, trusted, task, repository.branch)
        if case.task is None:
            return unassigned.answered("commit", case, unassigned.committing(repository))
        if staged is None:
            return _merge(repository, case, heads)
        return _plain(repository, objects, case, staged)


def _first(repository: "Repository") -> Verdict:
    note = "this is the first commit of the repository: there is no base to judge it by"
    return Verdict("commit", "unassigned", None, repository.branch, None, 0, notes=(note,))


def _plain(
    repository: "Repository", objects: "Objects", case: "Case", staged: "Running"
) -> Verdict:
    from remit.git.trees import GitTrees

    changes = diff.staged(staged)
    trees = GitTrees(repository, objects, case.trusted.base.commit, repository.parents())
    return case.decided("commit", case.judge(changes, trees), len(changes))


def _merge(repository: "Repository", case: "Case", heads: tuple[str, ...]) -> Verdict:
    """What somebody did by hand in this merge, and what heads bring that are not from the base."""
    from remit.gates.merge import merging, named
    from remit.git.scratch_repository import Scratch
    from remit.git.trees import GitTrees

    tip = case.trusted.base.commit
    with Scratch(repository) as scratch:
        merge = merging(scratch, tip, heads)
        changes = merge.with_kept(diff.index(scratch, merge.tree))
        trees = GitTrees(scratch, scratch.objects(), tip, (*repository.parents(), *heads))
        findings = named(case.judge(changes, trees), scratch, tip, merge.strangers)
    return case.decided("commit", findings, len(changes))

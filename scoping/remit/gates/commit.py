"""The gate of a commit: the index against what stood before, or against the automatic merge."""

from typing import TYPE_CHECKING

from remit.adapters.git import manifests, merges, reading
from remit.adapters.git.base import Search
from remit.errors import CouldNotJudge, GitError
from remit.gates import force, outcome
from remit.verdict import Verdict

if TYPE_CHECKING:
    from remit.adapters.git.base import Trusted
    from remit.adapters.git.objects import Objects
    from remit.adapters.git.process import Running
    from remit.adapters.git.repository import Repository
    from remit.catalog import Catalog


def judge_commit(
    repository: "Repository", task: str | None = None, *, merging: bool = False
) -> Verdict:
    """The verdict about the commit that the index would make now.

    `task` is a trusted caller's word; `merging` says that git calls this to end a merge. Raises a
    `RemitError` where the inputs are missing or contradict each other.
    """
    with repository:
        return _judged(repository, task, merging=merging)


def _judged(repository: "Repository", task: str | None, *, merging: bool) -> Verdict:
    if repository.bare:
        raise GitError(
            "this repository is bare: it has no index and no working tree to judge.",
            "judge a range of commits instead: remit check --range BASE...HEAD",
        )
    search, objects = Search(repository), repository.objects()
    heads = merges.heads(repository)
    if merging and not heads:
        raise CouldNotJudge(
            "git is ending a merge, but nothing says which commits are merged.",
            "let git run this hook itself; to judge by hand, use `remit check --range`",
        )
    staged = None if heads or repository.unborn else reading.start_index(repository, "HEAD")
    trusted = search.trusted()
    if trusted is None:
        return _first(repository)
    catalog = manifests.cached(repository, objects, trusted.base.commit)
    bound = force.task(repository, catalog, trusted, task)
    if bound is None:
        people = force.identities(repository)
        return outcome.free("commit", repository.branch, trusted, catalog, people)
    if heads:
        return _merge(repository, trusted, catalog, bound, heads)
    staged = staged or reading.start_index(repository, repository.empty_tree())
    return _plain(repository, objects, trusted, catalog, bound, staged)


def _first(repository: "Repository") -> Verdict:
    note = "this is the first commit of the repository: there is no base to judge it by"
    return Verdict("commit", "unbound", None, repository.branch, None, 0, notes=(note,))


def _plain(  # noqa: PLR0913, PLR0917 - what was gathered, each by its own name
    repository: "Repository",
    objects: "Objects",
    trusted: "Trusted",
    catalog: "Catalog",
    task: str,
    staged: "Running",
) -> Verdict:
    from remit.adapters.git.trees import GitTrees
    from remit.boundary import judge

    changes = reading.changes(staged.output())
    parents = () if repository.unborn else ("HEAD",)
    trees = GitTrees(repository, objects, trusted.base.commit, parents)
    findings = judge(changes, catalog.remit(task), catalog.policy, trees, catalog.owners)
    notes = force.notes(catalog)
    branch = repository.branch
    return outcome.decided("commit", task, branch, trusted, findings, len(changes), notes)


def _merge(
    repository: "Repository",
    trusted: "Trusted",
    catalog: "Catalog",
    task: str,
    heads: tuple[str, ...],
) -> Verdict:
    from remit.adapters.git.scratch import Scratch
    from remit.adapters.git.trees import GitTrees
    from remit.boundary import judge

    tip = trusted.base.commit
    foreign = tuple(head for head in heads if not merges.is_ancestor(repository, head, tip))
    own = tuple(head for head in heads if head not in foreign)
    known = tuple(base for head in foreign for base in merges.bases(repository, tip, head))
    with Scratch(repository) as scratch:
        automatic = merges.automatic(scratch, "HEAD", tuple(dict.fromkeys((*own, *known))))
        changes = reading.index(scratch, automatic.tree)
        trees = GitTrees(scratch, scratch.objects(), tip, ("HEAD", *heads))
        findings = judge(changes, catalog.remit(task), catalog.policy, trees, catalog.owners)
    findings = outcome.with_foreign(findings, foreign)
    notes = force.notes(catalog)
    branch = repository.branch
    return outcome.decided("commit", task, branch, trusted, findings, len(changes), notes)

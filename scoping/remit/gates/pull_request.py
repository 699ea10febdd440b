"""The gate of a range: the effect of a head on the base, and each commit's own delta on demand.

This is what a pull request is judged by.
"""

from typing import TYPE_CHECKING

from remit.adapters.git import history, manifests, revisions
from remit.adapters.git.base import Search, explicit
from remit.adapters.git.scratch import Scratch
from remit.adapters.git.trees import GitTrees
from remit.errors import CouldNotJudge, UsageError
from remit.gates import case as cases
from remit.gates import unbound
from remit.gates.judging import judged
from remit.gates.updates import HEADS
from remit.paths import shown
from remit.verdict import Findings

if TYPE_CHECKING:
    from remit.adapters.git.base import Trusted
    from remit.adapters.git.objects import Objects
    from remit.adapters.git.repository import Repository
    from remit.catalog import Catalog
    from remit.gates.case import Case
    from remit.verdict import Layer, Verdict


def judge_range(  # noqa: PLR0913 - the question has as many parts
    repository: "Repository",
    base: str | None,
    head: str,
    task: str | None = None,
    *,
    branch: str | None = None,
    every_commit: bool = False,
    layer: "Layer" = "pull_request",
) -> "Verdict":
    """The verdict about the effect of `head` on `base`, and about each commit if asked.

    `base` is a trusted caller's revision, where manifests are read too; None finds the trusted
    base. `task` and `branch` are a trusted caller's words as well: CI checks out a merge, or a bare
    id, and knows which branch it is. Raises a `RemitError` where a commit is missing, or the
    history between is cut off.
    """
    with repository, Scratch(repository) as scratch:
        trusted = explicit(repository, base) if base is not None else _found(repository)
        tip, commit = trusted.base.commit, revisions.commit(repository, head)
        objects = scratch.objects()
        catalog = manifests.read(objects, tip)
        case = _case(repository, catalog, trusted, head, task, branch)
        if case.task is None:
            return unbound.answered(layer, case, history.people(repository, tip, commit))
        findings, changes, notes = judged(scratch, objects, case, tip, commit)
        count = len(changes)
        if every_commit:
            own, seen, note = _each(scratch, objects, case, commit)
            findings, count, notes = _joined(findings, own), count + seen, (*notes, note)
        return case.decided(layer, findings, count, *notes)


def _each(
    scratch: "Repository", objects: "Objects", case: "Case", head: str
) -> tuple[Findings, int, str]:
    found, seen, commits = Findings((), (), ()), 0, 0
    tip = case.trusted.base.commit
    for commit, changes in history.deltas(scratch, tip, head):
        findings = case.judge(changes, GitTrees(scratch, objects, tip, (commit,), commit))
        found = _joined(found, _naming(findings, commit))
        seen, commits = seen + len(changes), commits + 1
    return found, seen, f"each of {commits} commits was judged by itself as well"


def _naming(findings: Findings, commit: str) -> Findings:
    place = f" (in commit {commit[:12]})"
    strays = (stray._replace(reason=stray.reason + place) for stray in findings.strays)
    doubts = (doubt._replace(reason=doubt.reason + place) for doubt in findings.doubts)
    return findings._replace(strays=tuple(strays), doubts=tuple(doubts))


def _joined(left: Findings, right: Findings) -> Findings:
    unchecked = dict.fromkeys((*left.not_checked, *right.not_checked))
    strays, doubts = left.strays + right.strays, left.doubts + right.doubts
    return Findings(strays, doubts, tuple(unchecked))


def _found(repository: "Repository") -> "Trusted":
    trusted = Search(repository).trusted()
    if trusted is None:
        raise CouldNotJudge("this repository has no commit yet, so there is no range to judge.")
    return trusted


def _case(  # noqa: PLR0913, PLR0917 - all that may say which task it is
    repository: "Repository",
    catalog: "Catalog",
    trusted: "Trusted",
    head: str,
    task: str | None,
    branch: str | None,
) -> "Case":
    own = revisions.branch(repository, head)
    if branch is not None:
        branch = _named(branch)
        _require_agreement(catalog, branch, own)
    elif own is None and task is None:
        _require_known(repository, catalog, head)
    return cases.gathered(repository, catalog, trusted, task, own if branch is None else branch)


def _named(branch: str) -> str:
    name = branch.removeprefix(HEADS)
    if not name:
        raise UsageError(
            "--branch has no name in it.", "give the name of the branch that asks to be merged"
        )
    return name


def _require_agreement(catalog: "Catalog", branch: str, own: str | None) -> None:
    """Raise `CouldNotJudge` where the head is called like the branch of another task."""
    claimed = catalog.claimants(own) if own is not None else ()
    if claimed and not set(claimed) & set(catalog.claimants(branch)):
        raise CouldNotJudge(
            f"the head is {_shown(own or '')}, the branch of `{claimed[0]}`, but --branch says "
            f"{_shown(branch)}.",
            "leave --branch out, or name the head in another way",
        )


def _require_known(repository: "Repository", catalog: "Catalog", head: str) -> None:
    """Raise `CouldNotJudge` where nothing says which branch or task `head` is."""
    if catalog.ids and not (head in revisions.CURRENT and repository.record()):
        raise CouldNotJudge(
            f"{_shown(head)} is no branch, so nothing says which task this is.",
            "say which branch it is (--branch NAME), or which task (--task ID)",
        )


def _shown(name: str) -> str:
    return shown(name.encode("utf-8", "surrogateescape"))

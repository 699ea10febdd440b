"""The gate of a range: the effect of a head on the base, and each commit's own delta on demand.

The effect is what landing would do: the base's tip against the automatic merge of base and head.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git import history, manifests, merges, reading, revisions
from remit.adapters.git.base import Search, explicit
from remit.adapters.git.scratch import Scratch
from remit.adapters.git.trees import GitTrees
from remit.errors import CouldNotJudge
from remit.gates import case as cases
from remit.gates import unbound
from remit.verdict import Findings

if TYPE_CHECKING:
    from remit.adapters.git.base import Trusted
    from remit.adapters.git.objects import Objects
    from remit.adapters.git.repository import Repository
    from remit.catalog import Catalog
    from remit.changes import Change
    from remit.gates.case import Case
    from remit.verdict import Layer, Verdict


class Effect(NamedTuple):
    """What a head does to the base: the changes, and the tree they lead to."""

    changes: "tuple[Change, ...]"
    result: str
    notes: tuple[str, ...] = ()


def judge_range(  # noqa: PLR0913 - the question has as many parts
    repository: "Repository",
    base: str | None,
    head: str,
    task: str | None = None,
    *,
    every_commit: bool = False,
    layer: "Layer" = "pull_request",
) -> "Verdict":
    """The verdict about the effect of `head` on `base`, and about each commit if asked.

    `base` is a trusted caller's revision, where manifests are read too; None finds the trusted
    base. Raises a `RemitError` where a commit is missing, or the history between is cut off.
    """
    with repository, Scratch(repository) as scratch:
        trusted = explicit(repository, base) if base is not None else _found(repository)
        tip, commit = trusted.base.commit, revisions.commit(repository, head)
        objects = scratch.objects()
        catalog, branch = manifests.read(objects, tip), revisions.branch(repository, head)
        if branch is None and task is None:
            _require_named(repository, catalog, head)
        case = cases.gathered(repository, catalog, trusted, task, branch)
        if case.task is None:
            return unbound.answered(layer, case, history.people(repository, tip, commit))
        effect = of(scratch, tip, commit)
        # a tree that is not the head's is the base's tip with the change on it
        parents = (commit,) if effect.result == commit else ()
        trees = GitTrees(scratch, objects, tip, parents, effect.result)
        findings, judged = case.judge(effect.changes, trees), len(effect.changes)
        notes = effect.notes
        if every_commit:
            own, seen, note = _each(scratch, objects, case, commit)
            findings, judged, notes = _joined(findings, own), judged + seen, (*notes, note)
        return case.decided(layer, findings, judged, *notes)


def of(scratch: "Repository", base: str, head: str) -> Effect:
    """The effect of the commit `head` on the commit `base`; raises `CouldNotJudge` without one."""
    meetings = merges.bases(scratch, base, head)
    if base in meetings:
        return Effect(reading.trees(scratch, base, head), head)
    merges.require_history(scratch, base, head)
    if not meetings:
        raise CouldNotJudge(
            "the change and the base have no common history.", "rebase the branch onto the base"
        )
    if head in meetings:
        return Effect((), base, ("the base contains this change already",))
    merged = merges.automatic(scratch, base, head)
    if not merged.conflicted:
        return Effect(reading.trees(scratch, base, merged.tree), merged.tree)
    return _conflicting(scratch, base, head, meetings, merged)


def _conflicting(
    scratch: "Repository",
    base: str,
    head: str,
    meetings: tuple[str, ...],
    merged: merges.Automatic,
) -> Effect:
    """From the merge base, and the conflicted paths; with several merge bases, from the base."""
    start, end = (meetings[0], head) if len(meetings) == 1 else (base, merged.tree)
    changes = {change.path: change for change in reading.trees(scratch, start, end)}
    for change in reading.trees(scratch, base, head):
        if change.path in merged.conflicted:
            changes[change.path] = change
    note = "the change conflicts with the base: it was judged from where it left the base"
    return Effect(tuple(sorted(changes.values())), head, (note,))


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


def _require_named(repository: "Repository", catalog: "Catalog", head: str) -> None:
    if catalog.ids and repository.branch is not None:
        raise CouldNotJudge(
            f"{head!r} is no branch, so nothing says which task this is.",
            "give the branch instead, or name the task: --task ID",
        )

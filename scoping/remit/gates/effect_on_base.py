"""The effect of a head on the base: what landing it would do.

That is the base's tip against the automatic merge of base and head. Who asks for it, and what is
made of it, is said elsewhere (see `range`, `push_effect`, `merge`).
"""

from itertools import chain
from typing import TYPE_CHECKING

from remit.changes import ABSENT
from remit.errors import CouldNotCheck
from remit.git import diff, merge, range_commits, shallow
from remit.git.trees import GitTrees
from remit.namedtuples import NamedTuple
from remit.verdict import JudgeFindings

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository


class EffectPart(NamedTuple):
    """Some of the changes that lead from one tree to another."""

    changes: "Sequence[Change]"
    old: str
    new: str


class MergeEffect(NamedTuple):
    """What a head does to the base; only where it conflicts with the base are there several parts.

    The first part leads from the base's tip to the tree that git makes of both.
    """

    parts: tuple[EffectPart, ...]
    notes: tuple[str, ...] = ()

    @property
    def changes(self) -> "Sequence[Change]":
        """The changes of all parts."""
        first, *others = (part.changes for part in self.parts)
        return tuple(sorted(chain(first, *others))) if others else first


def start_effect(scratch: "Repository", base: str, head: str) -> None:
    """Start what git is asked about the effect in any case, while the manifests are read."""
    range_commits.start_commit_listing(scratch, base, head)
    merge.start_merge(scratch, base, head)


def compute_effect(scratch: "Repository", base: str, head: str) -> MergeEffect:
    """The effect of the commit `head` on the commit `base`; raises `CouldNotCheck` without one."""
    meetings = merge.merge_bases(scratch, base, head)
    if base in meetings:
        return MergeEffect((EffectPart(diff.diff_trees_lazily(scratch, base, head), base, head),))
    shallow.require_history(scratch, base, head)
    if not meetings:
        raise CouldNotCheck(
            "the change and the base have no common history.", "rebase the branch onto the base"
        )
    if head in meetings:
        return MergeEffect(
            (EffectPart((), base, base),), ("the base contains this change already",)
        )
    merged = merge.merge_automatically(scratch, base, head)
    if not merged.conflicted:
        return MergeEffect(
            (EffectPart(diff.diff_trees_lazily(scratch, base, merged.tree), base, merged.tree),)
        )
    note = "the change conflicts with the base: where it does, what the head has was judged"
    return MergeEffect(tuple(_conflicting(scratch, base, head, meetings, merged)), (note,))


def _conflicting(
    scratch: "Repository",
    base: str,
    head: str,
    meetings: tuple[str, ...],
    merged: merge.AutomaticMerge,
) -> "Iterator[EffectPart]":
    """What git merges or carries, as it does; where it conflicts, what stands in the head.

    A conflict at a path that the head has not touched since any merge base is one with a rename:
    what the head did is at the other name. That is judged where git has nothing at it now, and so
    is what git would make of it at the new name, and what the head has removed at the old one.
    """
    undecided = _undecided(merged.conflicted)
    own = {start: diff.diff_trees(scratch, start, head) for start in meetings}
    touched = frozenset(change.path for made in own.values() for change in made)
    made = {change.path: change for change in diff.diff_trees(scratch, base, merged.tree)}
    beside = {change.path: change for change in diff.diff_trees(scratch, base, head)}
    of_head = tuple(
        change
        for path, change in beside.items()
        if path in touched and (path in undecided or _is_elsewhere(change, made.get(path)))
    )
    settled = {change.path for change in of_head}
    untouched = merged.conflicted - touched
    by_git = tuple(
        change
        for path, change in made.items()
        if path not in (settled if path in untouched else undecided | settled)
        and not _is_aside(change, untouched, beside, made)
    )
    yield EffectPart(by_git, base, merged.tree)
    yield EffectPart(of_head, base, head)
    lacking = {path for path in beside if beside[path].new_mode == ABSENT}
    for start, removed in _removed(scratch, base, own, lacking - touched).items():
        yield EffectPart(removed, start, head)


def _removed(
    scratch: "Repository",
    base: str,
    own: "Mapping[str, Sequence[Change]]",
    news: "Collection[bytes]",
) -> "dict[str, list[Change]]":
    """What the head removed of files that the base has renamed to one of `news`, by merge base.

    `own` is what the head did since each merge base; what one of these lacks was removed before.
    No difference between base and head shows it: neither has the old name.
    """
    gone = [{c.path for c in made if c.new_mode == ABSENT} for made in own.values()]
    by_head = set[bytes].intersection(*gone)
    if not (news and by_head):
        return {}
    renames = zip(own, range_commits.find_renames(scratch, [*own], base), strict=True)
    return {
        start: [c for c in own[start] if c.path in by_head and names.get(c.path) in news]
        for start, names in renames
    }


def _is_elsewhere(change: "Change", merged: "Change | None") -> bool:
    """Whether the head has a file where the merge has none: it went along with a rename."""
    gone = change.old_mode == ABSENT if merged is None else merged.new_mode == ABSENT
    return gone and change.new_mode != ABSENT


def _undecided(conflicted: frozenset[bytes]) -> frozenset[bytes]:
    """The paths in conflict; git moves a file aside as `path~id` where a directory stands.

    The last tilde is git's: the commits that are merged are named by their ids.
    """
    return conflicted.union(each.rpartition(b"~")[0] for each in conflicted if b"~" in each)


def _is_aside(
    change: "Change", untouched: frozenset[bytes], *trees: "Mapping[bytes, Change]"
) -> bool:
    """Whether git only moved a file aside: away from a path, or to `path~name`.

    `trees` are what differs from the base.
    """
    if change.path not in untouched:
        return False
    plain = _undecided(frozenset([change.path])) - {change.path}
    return change.new_mode == ABSENT or any(each in tree for each in plain for tree in trees)


# The judgement of an effect: what `remit check --range`, a push and a server have in common.


class EffectJudgement(NamedTuple):
    """What was found in an effect, the changes that it consists of, and notes for the reader."""

    findings: "JudgeFindings"
    changes: "Sequence[Change]"
    notes: tuple[str, ...]


def judge_effect(
    scratch: "Repository", objects: "ObjectReader", case: "JudgementContext", base: str, head: str
) -> EffectJudgement:
    """The judgement of what the commit `head` would do to the commit `base`, by the case's scope.

    Raises `CouldNotCheck` where there is no such effect.
    """
    found = compute_effect(scratch, base, head)
    findings = JudgeFindings((), (), ())
    for part in found.parts:
        # a tree that is not the head's is the base's tip with the change on it
        parents = (head,) if part.new == head else ()
        trees = GitTrees(scratch, objects, part.old, parents, part.new)
        own = case.judge(part.changes, trees)
        if parents and own.violations:
            from remit.gates.fork_point import ForkPoints

            own = ForkPoints(scratch, objects, base).excuse_moved(case, head, own)
        findings = findings.with_more(own)
    if not findings.violations:
        return EffectJudgement(findings, found.changes, found.notes)
    from remit.gates.base_renames import BaseRenames

    findings, carried = BaseRenames(scratch, objects, base, head).excused(case, findings)
    return EffectJudgement(findings, found.changes, (*found.notes, *carried))

"""A merge in progress: what git would have made of it, and which merged heads are strangers.

Only what the base contains is free. Of any other head just the part that the base has is taken as
given, so that the rest counts as what this commit changes.
"""

from typing import TYPE_CHECKING

from remit.gates import effect_on_base
from remit.git import diff, merge
from remit.namedtuples import NamedTuple
from remit.verdict import Violation, violated_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.changes import Change
    from remit.git.repository import Repository
    from remit.verdict import JudgeFindings


class MergePreview(NamedTuple):
    """The automatic merge that a commit is compared with, and the heads not from the base.

    `kept` are the conflicts at which the index has not what the merged head has: whatever is there,
    somebody settled for it, be it what git left, without a trace in the tree.
    """

    tree: str
    kept: "tuple[Change, ...]"
    strangers: tuple[str, ...]

    def with_kept(self, changes: "tuple[Change, ...]") -> "tuple[Change, ...]":
        """`changes` of the automatic merge, and the conflicts that left no trace among them."""
        known = {change.path for change in changes}
        silent = (change for change in self.kept if change.path not in known)
        return tuple(sorted((*changes, *silent)))


def preview_merge(scratch: "Repository", base: str, heads: tuple[str, ...]) -> MergePreview:
    """The merge of `HEAD` with `heads`, as far as `base` contains them."""
    free: dict[str, None] = {}
    strangers: list[str] = []
    for head in heads:
        if merge.is_ancestor(scratch, head, base):
            free[head] = None
        else:
            strangers.append(head)
            free.update(dict.fromkeys(merge.merge_bases(scratch, base, head)))
    ours = scratch.head() or ""
    merged = merge.merge_with_directory_renames(scratch, ours, *free)
    kept = _kept(scratch, [*free][-1], merged.conflicted) if merged.conflicted else ()
    return MergePreview(merged.tree, kept, tuple(strangers))


def _kept(scratch: "Repository", theirs: str, conflicted: frozenset[bytes]) -> "tuple[Change, ...]":
    """The conflicted paths at which the index has something else than `theirs`, as changes of it.

    git may have chosen that itself (of two binary files it keeps ours), and a person let it be.
    """
    return tuple(c for c in diff.diff_index(scratch, theirs) if c.path in conflicted)


def add_foreign_heads(
    findings: "JudgeFindings", scratch: "Repository", base: str, strangers: tuple[str, ...]
) -> "JudgeFindings":
    """The findings, and R604 for each stranger whose own effect on the base brings a violation."""
    paths = violated_paths(findings.violations)
    if not paths:
        return findings
    brought = (
        Violation(
            None,
            "R604",
            f"The merged commit {head[:12]} is not from the base, and it brings a violation.",
        )
        for head in strangers
        if not paths.isdisjoint(_paths(scratch, base, head))
    )
    return findings._replace(violations=(*findings.violations, *brought))


def _paths(scratch: "Repository", base: str, head: str) -> "Iterator[bytes]":
    """The paths that `head` would change on the base; all that it has, if it is unrelated to it."""
    if merge.merge_bases(scratch, base, head):
        changes = effect_on_base.compute_effect(scratch, base, head).changes
    else:
        changes = diff.diff_trees(scratch, scratch.empty_tree(), head)
    return (change.path for change in changes)

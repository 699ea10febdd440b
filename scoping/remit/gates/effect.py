"""The effect of a head on the base: what landing it would do.

That is the base's tip against the automatic merge of base and head. Who asks for it, and what is
made of it, is said elsewhere (see `pull_request`, `pushing`, `merging`).
"""

from typing import TYPE_CHECKING

from remit.adapters.git import commits, depth, merges, reading
from remit.changes import ABSENT
from remit.errors import CouldNotJudge
from remit.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.adapters.git.repository import Repository
    from remit.changes import Change


class Effect(NamedTuple):
    """What a head does to the base: the changes, and the tree they lead to."""

    changes: "Sequence[Change]"
    result: str
    notes: tuple[str, ...] = ()


def begin(scratch: "Repository", base: str, head: str) -> None:
    """Start what git is asked about the effect in any case, while the manifests are read."""
    commits.begin(scratch, base, head)
    merges.begin(scratch, base, head)


def of(scratch: "Repository", base: str, head: str) -> Effect:
    """The effect of the commit `head` on the commit `base`; raises `CouldNotJudge` without one."""
    meetings = merges.bases(scratch, base, head)
    if base in meetings:
        return Effect(reading.effect(scratch, base, head), head)
    depth.require_history(scratch, base, head)
    if not meetings:
        raise CouldNotJudge(
            "the change and the base have no common history.", "rebase the branch onto the base"
        )
    if head in meetings:
        return Effect((), base, ("the base contains this change already",))
    merged = merges.automatic(scratch, base, head)
    if not merged.conflicted:
        return Effect(reading.effect(scratch, base, merged.tree), merged.tree)
    return _conflicting(scratch, base, head, meetings, merged)


def _conflicting(
    scratch: "Repository",
    base: str,
    head: str,
    meetings: tuple[str, ...],
    merged: merges.Automatic,
) -> Effect:
    """What merged cleanly, as it merged; where it did not, what stands in the head.

    A conflict at a path that the head has not touched since any merge base is one with a rename:
    what the head did is at the other name, and that is judged where git has nothing at it now.
    """
    undecided = _undecided(merged.conflicted)
    clean = {change.path: change for change in reading.trees(scratch, base, merged.tree)}
    changes = {path: change for path, change in clean.items() if path not in undecided}
    touched = {c.path for start in meetings for c in reading.trees(scratch, start, head)}
    for change in reading.trees(scratch, base, head):
        if change.path in touched and (
            change.path in undecided or _is_elsewhere(change, clean.get(change.path))
        ):
            changes[change.path] = change
    note = "the change conflicts with the base: where it does, what the head has was judged"
    return Effect(tuple(sorted(changes.values())), head, (note,))


def _is_elsewhere(change: "Change", merged: "Change | None") -> bool:
    """Whether the head has a file where the merge has none: it went along with a rename."""
    gone = change.old_mode == ABSENT if merged is None else merged.new_mode == ABSENT
    return gone and change.new_mode != ABSENT


def _undecided(conflicted: frozenset[bytes]) -> frozenset[bytes]:
    """The paths in conflict; git moves a file aside as `path~name` where a directory stands."""
    tilde = ord("~")
    aside = (each[:at] for each in conflicted for at, byte in enumerate(each) if byte == tilde)
    return conflicted.union(aside)

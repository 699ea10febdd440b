"""What a shell call has done: the working tree after it, compared with what was there before.

A command can write in a hundred ways that nobody reads from its text. What it left in the tree, or
committed, is judged like any change, and only that: what was there before is not blamed on it.
"""

# See decisions 0294 and 0295.

import os
from typing import TYPE_CHECKING

from remit.changes import TREE
from remit.errors import CouldNotCheck, GitError
from remit.git.worktree_state import WorktreeState, file_note, read_worktree_state
from remit.namedtuples import NamedTuple
from remit.verdict import violated_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.changes import Change
    from remit.git.repository import Repository
    from remit.verdict import Verdict, Violation

RESCUE = "remit/rescue"
"""Where reverted content is kept, in the worktree's git directory."""


class Effect(NamedTuple):
    """What one call has changed outside of the scope, and the state in which that was seen.

    `committed` are violations that it has committed; they are not in the working tree any more.
    `changed` is every path that it has changed, allowed ones too. Where it is not `enforced` the
    policy only warns before tool calls.
    """

    task: str | None
    violations: tuple["Violation", ...] = ()
    committed: tuple["Violation", ...] = ()
    changed: frozenset[bytes] = frozenset()
    state: WorktreeState = WorktreeState("", {})
    enforced: bool = True

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that were broken."""
        return tuple(violation.rule for violation in (*self.violations, *self.committed))


def judge_effect(repository: "Repository", before: WorktreeState) -> Effect:
    """The effect of what has happened in the working tree since `before`.

    Raises a `RemitError` where the inputs are missing or contradict each other.
    """
    with repository:
        state = read_worktree_state(repository)
        changed = state.changed_since(before)
        moved = state.head != before.head
        if not changed and not moved:
            return Effect(None, changed=changed, state=state)
        task, violations = _judge_tree(repository, changed)
        named, committed = _judge_commits(repository, before.head) if moved else (None, ())
        effect = Effect(task or named, violations, committed, changed, state)
        return effect._replace(enforced=_is_enforced(repository, effect.rules))


def _is_enforced(repository: "Repository", rules: tuple[str, ...]) -> bool:
    from remit.gates.enforcement import must_refuse
    from remit.gates.tool_call import load_call_context

    case = load_call_context(repository, repository.objects()) if rules else None
    return case is None or must_refuse("agent", rules, case.policy, repository, case.trusted.base)


def _judge_tree(
    repository: "Repository", changed: frozenset[bytes]
) -> "tuple[str | None, tuple[Violation, ...]]":
    """The task in force, and the violations at paths that have changed."""
    from remit.gates.worktree import judge_worktree

    if not changed:
        return None, ()
    verdict = judge_worktree(repository)
    if verdict.task is None:
        return None, ()
    found = tuple(each for each in verdict.violations if violated_paths([each]) & changed)
    claims = tuple(change for change in verdict.claims if change.path in changed)
    return verdict.task, (*found, *(_claim(repository, verdict, claims) if claims else ()))


def _claim(
    repository: "Repository", verdict: "Verdict", changes: "tuple[Change, ...]"
) -> "tuple[Violation, ...]":
    """The violations of paths that other tasks hold; without any, the task holds them all."""
    from remit.gates.claims import judge_claims
    from remit.gates.tool_call import load_call_context

    case = load_call_context(repository, repository.objects())
    asked = verdict._replace(claims=changes, violations=())
    return judge_claims(repository, case, asked, taking=True).violations if case else ()


def _judge_commits(
    repository: "Repository", before: str
) -> "tuple[str | None, tuple[Violation, ...]]":
    """The task in force, and the violations at paths that the commits since `before` change."""
    from remit.gates.range import judge_range
    from remit.git.diff import diff_trees

    head = repository.head()
    if not before or head is None:
        return None, ()
    verdict = judge_range(repository, None, head, branch=repository.branch)
    if verdict.task is None or verdict.outcome != "violations":
        return verdict.task, ()
    touched = {change.path for change in diff_trees(repository, before, head)}
    found = (each for each in verdict.violations if violated_paths([each]) & touched)
    return verdict.task, tuple(found)


# Taking violations back. Nothing that stood in the working tree is lost.


class Reversal(NamedTuple):
    """What was taken back, the directory that keeps its content, and what was left, with why."""

    reverted: tuple[bytes, ...]
    rescue: str
    left: tuple[tuple[bytes, str], ...]


def revert_effect(
    repository: "Repository", effect: Effect, before: WorktreeState, name: str
) -> Reversal:
    """Put back what HEAD has at the violations of `effect`; what stood there is moved away first.

    `name` is that of the new directory for it. A file stays as it is where the call was not the
    first to change it, or where it has changed since it was looked at. Raises `CouldNotCheck` where
    the content cannot be kept, a `RemitError` where git refuses.
    """
    left: list[tuple[bytes, str]] = []
    moved: list[bytes] = []
    folder = f"{repository.git_dir}/{RESCUE}/{name}"
    while os.path.lexists(folder):  # of the same call in the same second: it is not written over
        folder += "+"
    for path in sorted(violated_paths(effect.violations)):
        if path in before.notes:
            left.append((path, "it had been changed before this call"))
        elif effect.state.head != before.head:
            left.append((path, "this call has also moved HEAD"))
        elif _move_away(repository, path, effect.state, os.fsencode(folder)):
            moved.append(path)
        else:
            left.append((path, "somebody has changed it since"))
    try:
        if moved:
            _restore(repository, moved)
    except GitError as error:
        raise CouldNotCheck(
            f"{error.sentence} What the call had written is kept in {folder}.",
            "git status shows the files that are missing now: put each back with git restore",
        ) from None
    return Reversal(tuple(moved), folder, tuple(left))


def _move_away(repository: "Repository", path: bytes, state: WorktreeState, folder: bytes) -> bool:
    """Whether the entry at `path` is out of the way, as it was seen; then `folder` has it."""
    if not state.notes.get(path, b"").endswith(file_note(repository, path)):
        return False
    top = os.fsencode(os.path.join(repository.folder, repository.up) or ".")  # noqa: PTH118 - bytes
    source, kept = b"%b/%b" % (top, path), b"%b/%b" % (folder, path)
    if not os.path.lexists(source):
        return True
    try:
        os.makedirs(os.path.dirname(kept), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 - bytes
        _move(source, kept)
    except OSError as error:
        raise CouldNotCheck(
            f"what is to be taken back cannot be kept: {error.strerror}.",
            "take it back by hand: git status shows it",
        ) from None
    return True


def _move(source: bytes, kept: bytes) -> None:
    """Move an entry, to another file system if need be."""
    import shutil

    shutil.move(os.fsdecode(source), os.fsdecode(kept))


def _restore(repository: "Repository", paths: "Sequence[bytes]") -> None:
    """Give index and working tree what HEAD has at `paths`; existing files are not overwritten."""
    objects, head = repository.objects(), repository.head()
    found = {path: objects.entry(head, path) if head else None for path in paths}
    entries = {
        path: entry if entry and entry.mode != TREE else None for path, entry in found.items()
    }
    absent = 0, "0" * len(head or "")
    lines = (
        b"%o %b\t%b\0" % (mode, oid.encode("ascii"), path)
        for path, entry in entries.items()
        for mode, oid in [(entry.mode, entry.oid) if entry else absent]
    )
    repository.run("update-index", "-z", "--index-info", feed=b"".join(lines))
    feed = b"".join(path + b"\0" for path, entry in entries.items() if entry)
    repository.run(
        "-c", "core.hooksPath=/dev/null", "checkout-index", "-u", "-z", "--stdin", feed=feed
    )

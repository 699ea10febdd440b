"""Whether a scope allows one change to one path, by the lists of its `[files]`.

The order of the questions is the meaning: what takes away is asked before what gives.
"""

from io import BytesIO
from typing import TYPE_CHECKING

from remit.changes import ABSENT, GITLINK, REGULAR, SYMLINK, file_kind
from remit.errors import LimitExceeded
from remit.verdict import Doubt, RuleBreach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.changes import Change
    from remit.judge.compiled_scope import CompiledScope
    from remit.judge.symlinks import TreeEvidence

_GIT_CONTROLS = frozenset([b".gitmodules", b".gitattributes", b".lfsconfig"])
_HOOKS = (b".pre-commit-", b"prek.toml", b"lefthook", b".lefthook", b".husky", b".githooks")


def file_breach(
    change: "Change", bounds: "CompiledScope", evidence: "TreeEvidence"
) -> RuleBreach | Doubt | None:
    """The first rule about files that `change` breaks; a doubt where only symbols cover it."""
    path = change.path
    if bounds.deny.holds(change):
        return RuleBreach("R103", f"The `deny` list of `{bounds.task}` covers it, and `deny` wins.")
    if path not in bounds.named and bounds.protected.holds(change):
        return _protected(path, bounds)
    if GITLINK in (change.old_mode, change.new_mode):
        return _submodule(path, bounds)
    free = bounds.write.covers(path) or bounds.is_claimable(path)
    found = None if free else _without_write(change, bounds, evidence)
    if found is None and SYMLINK in (change.old_mode, change.new_mode):
        from remit.judge import symlinks

        return symlinks.link_breach(change, bounds, evidence)
    return found


def needs_claim(change: "Change", bounds: "CompiledScope", evidence: "TreeEvidence") -> bool:
    """Whether `claim` alone allows `change`, if something does; no path that is put back needs it.

    Neither does what `create` allows, nor a line that is added to a file of `append`.
    """
    path = change.path
    if bounds.write.covers(path) or not bounds.claim.covers(path):
        return False
    return _without_write(change, bounds, evidence) is not None and not evidence.restored(path)


def _protected(path: bytes, bounds: "CompiledScope") -> RuleBreach:
    top, _, _ = path.lower().partition(b"/")
    name = path.lower().rpartition(b"/")[2]
    exactly = f"`{bounds.task}` covers it only where it names it exactly, without wildcards"
    if top == b".remit":
        return RuleBreach("R501", f"Manifests and the policy say what tasks may do; {exactly}.")
    if name in _GIT_CONTROLS:
        return RuleBreach("R602", f"It changes what git does with other paths; {exactly}.")
    if top.startswith(_HOOKS) or path.lower().startswith(b".config/lefthook"):
        return RuleBreach("R603", f"It decides which hooks run; {exactly}.")
    return RuleBreach("R601", f"The policy protects it; {exactly}.")


def _submodule(path: bytes, bounds: "CompiledScope") -> RuleBreach | None:
    if path in bounds.submodules:
        return None
    return RuleBreach(
        "R106", f"A submodule needs its exact path in `write`; `{bounds.task}` does not name it."
    )


def _without_write(
    change: "Change", bounds: "CompiledScope", evidence: "TreeEvidence"
) -> RuleBreach | Doubt | None:
    path = change.path
    creatable = bounds.create.covers(path)
    if creatable and not evidence.stands_on_base(path):
        return None
    if bounds.append.covers(path):
        return append_breach(change, evidence)
    if creatable:
        return RuleBreach(
            "R104", f"`{bounds.task}` may create it, but it exists on the base already."
        )
    if bounds.symbols.covers(path):
        return Doubt(
            path, "Only a `[[symbols]]` entry covers it: which symbols changed is unknown."
        )
    return _outside(path, bounds)


def _outside(path: bytes, bounds: "CompiledScope") -> RuleBreach:
    others = bounds.neighbours(path)
    uncovered = f"`{bounds.task}` does not cover it."
    if others and bounds.claim.covers(path):
        uncovered = f"`{bounds.task}` may claim only what no other task names."
    if not others:
        return RuleBreach("R101", uncovered)
    listed = ", ".join(f"`{task}`" for task in others)
    return RuleBreach("R102", f"It is in the scope of {listed}; {uncovered}")


# Whether a file only gained lines (rule R201); which versions are compared is decided above.


def describe_loss(old: bytes, new: bytes) -> str | None:
    r"""Why `new` is more than `old` with lines added, or None where it only gained lines.

    Every line of `old` must still be there, unchanged and in the same order; new lines may stand
    anywhere, because such files can be merged by union. A last line may gain or lose its newline.
    Linear in both contents.

    >>> describe_loss(b"one\ntwo", b"zero\none\ntwo\nthree\n")
    >>> describe_loss(b"one\ntwo\n", b"two\none\n")
    'a line that stood there was changed, moved or removed'
    """
    if b"\0" in old or b"\0" in new:
        return "it is binary, so it has no lines to add"
    if old.endswith(b"\n") and new.startswith(old):
        return None
    remaining = _lines(new)
    if all(line in remaining for line in _lines(old)):
        return None
    return "a line that stood there was changed, moved or removed"


def _lines(content: bytes) -> "Iterator[bytes]":
    """The lines of `content`, one by one: a list of short ones would be many times as large."""
    return (line.removesuffix(b"\n") for line in BytesIO(content))


# Files that may only gain lines (R201): which versions of a file are compared, and their modes.


def append_breach(change: "Change", evidence: "TreeEvidence") -> RuleBreach | Doubt | None:
    """R201, unless the file only gained lines since the commit before, the base, or the fork.

    One of the three is enough: measured by the base a task may edit the lines it added itself, and
    a conflict that was resolved by keeping both sides has lost nothing but git's markers. A doubt
    where the new content is unknown.
    """
    if change.new_mode != ABSENT and not change.new_oid.strip("0"):
        return Doubt(change.path, "It may only gain lines, and its new content is not known.")
    reasons: list[str] = []
    for mode, oid in evidence.versions(change):
        try:
            reason = _loss(mode, oid, change, evidence)
        except LimitExceeded as error:
            return Doubt(change.path, f"It may only gain lines, but {error.sentence}")
        if reason is None:
            return None
        reasons.append(reason)
    return RuleBreach("R201", f"It may only gain lines: {reasons[0]}.") if reasons else None


def _loss(mode: int, oid: str, change: "Change", evidence: "TreeEvidence") -> str | None:
    if change.new_mode == ABSENT:
        return "this deletes it"
    if file_kind(change.new_mode) != file_kind(REGULAR):
        return "this makes it something other than a plain file"
    if change.new_mode != (mode or REGULAR):
        return "this changes its mode"
    old = evidence.blob(oid) if mode else b""
    return describe_loss(old, evidence.blob(change.new_oid))

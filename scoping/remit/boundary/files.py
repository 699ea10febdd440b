"""Whether a remit allows one change to one path, by the lists of its `[files]`.

The order of the questions is the meaning: what takes away is asked before what gives.
"""

from typing import TYPE_CHECKING

from remit.boundary.breach import Breach
from remit.changes import GITLINK, SYMLINK
from remit.verdict import Doubt

if TYPE_CHECKING:
    from remit.boundary.bounds import Bounds
    from remit.boundary.evidence import Evidence
    from remit.changes import Change

_GIT_CONTROLS = frozenset([b".gitmodules", b".gitattributes", b".lfsconfig"])
_HOOKS = (b".pre-commit-", b"prek.toml", b"lefthook", b".lefthook", b".husky", b".githooks")


def breach(change: "Change", bounds: "Bounds", evidence: "Evidence") -> Breach | Doubt | None:
    """The first rule about files that `change` breaks; a doubt where only symbols cover it."""
    path = change.path
    if bounds.deny.holds(change):
        return Breach("R103", f"The `deny` list of `{bounds.task}` covers it, and `deny` wins.")
    if path not in bounds.named and bounds.protected.holds(change):
        return _protected(path, bounds)
    if GITLINK in (change.old_mode, change.new_mode):
        return _submodule(path, bounds)
    found = None if bounds.write.covers(path) else _without_write(change, bounds, evidence)
    if found is None and SYMLINK in (change.old_mode, change.new_mode):
        from remit.boundary import links

        return links.breach(change, bounds, evidence)
    return found


def _protected(path: bytes, bounds: "Bounds") -> Breach:
    top, _, _ = path.lower().partition(b"/")
    name = path.lower().rpartition(b"/")[2]
    exactly = f"`{bounds.task}` covers it only where it names it exactly, without wildcards"
    if top == b".remit":
        return Breach("R501", f"Manifests and the policy say what tasks may do; {exactly}.")
    if name in _GIT_CONTROLS:
        return Breach("R602", f"It changes what git does with other paths; {exactly}.")
    if top.startswith(_HOOKS) or path.lower().startswith(b".config/lefthook"):
        return Breach("R603", f"It decides which hooks run; {exactly}.")
    return Breach("R601", f"The policy protects it; {exactly}.")


def _submodule(path: bytes, bounds: "Bounds") -> Breach | None:
    if path in bounds.submodules:
        return None
    return Breach(
        "R106", f"A submodule needs its exact path in `write`; `{bounds.task}` does not name it."
    )


def _without_write(
    change: "Change", bounds: "Bounds", evidence: "Evidence"
) -> Breach | Doubt | None:
    path = change.path
    creatable = bounds.create.covers(path)
    if creatable and not evidence.stands_on_base(path):
        return None
    if bounds.append.covers(path):
        from remit.boundary import append

        return append.breach(change, evidence)
    if creatable:
        return Breach("R104", f"`{bounds.task}` may create it, but it stands on the base already.")
    if bounds.symbols.covers(path):
        return Doubt(
            path, "Only a `[[symbols]]` entry covers it: which symbols changed is unknown."
        )
    return _outside(path, bounds)


def _outside(path: bytes, bounds: "Bounds") -> Breach:
    others = bounds.neighbours(path)
    uncovered = f"`{bounds.task}` does not cover it."
    if not others:
        return Breach("R101", uncovered)
    listed = ", ".join(f"`{task}`" for task in others)
    return Breach("R102", f"It is in the remit of {listed}; {uncovered}")

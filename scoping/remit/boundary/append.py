"""Files that may only gain lines (R201): which versions of a file are compared, and their modes."""

from typing import TYPE_CHECKING

from remit.boundary.breach import Breach
from remit.changes import ABSENT, REGULAR, kind
from remit.content.append import loss
from remit.errors import LimitExceeded
from remit.verdict import Doubt

if TYPE_CHECKING:
    from remit.boundary.evidence import Evidence
    from remit.changes import Change


def breach(change: "Change", evidence: "Evidence") -> Breach | Doubt | None:
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
    return Breach("R201", f"It may only gain lines: {reasons[0]}.") if reasons else None


def _loss(mode: int, oid: str, change: "Change", evidence: "Evidence") -> str | None:
    if change.new_mode == ABSENT:
        return "this deletes it"
    if kind(change.new_mode) != kind(REGULAR):
        return "this makes it something other than a plain file"
    if change.new_mode != (mode or REGULAR):
        return "this changes its mode"
    old = evidence.blob(oid) if mode else b""
    return loss(old, evidence.blob(change.new_oid))

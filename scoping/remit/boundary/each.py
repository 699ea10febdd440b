"""Changes judged one by one: what each breaks, and what all of them together do."""

from typing import TYPE_CHECKING

from remit.boundary import files
from remit.boundary.breach import Breach
from remit.boundary.evidence import Evidence
from remit.changes import ABSENT
from remit.paths import hostile, unportable
from remit.verdict import Doubt, Stray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from remit.boundary.bounds import Bounds
    from remit.changes import Change
    from remit.manifest.policy import Policy
    from remit.ports import Trees


def judged(
    changes: "Sequence[Change]", bounds: "Bounds", trees: "Trees"
) -> tuple[tuple[Stray, ...], tuple[Doubt, ...]]:
    """The strays and doubts among `changes`, in the order of their paths."""
    policy = bounds.policy
    evidence = Evidence(trees, fold=policy.case == "fold")
    clashes = _clashes(changes, policy, evidence)
    strays: list[Stray] = []
    doubts: list[Doubt] = []
    for change in sorted(changes, key=lambda change: change.path):
        found = _found(change, bounds, evidence, clashes)
        if isinstance(found, Breach):
            strays.append(Stray(change, *found, bounds.neighbours(change.path)))
        elif found:
            doubts.append(found)
    strays.extend(_too_many(changes, policy, evidence))
    return tuple(strays), tuple(doubts)


def _found(
    change: "Change", bounds: "Bounds", evidence: Evidence, clashes: "Mapping[bytes, bytes]"
) -> Breach | Doubt | None:
    reason = hostile(change.path)
    if reason:
        return Breach("R107", f"No remit can cover this path: {reason}.")
    found = files.breach(change, bounds, evidence) or _name_breach(change, bounds.policy, clashes)
    return None if found and evidence.restored(change.path) else found


def _name_breach(
    change: "Change", policy: "Policy", clashes: "Mapping[bytes, bytes]"
) -> Breach | None:
    if not _added(change):
        return None
    if change.path in clashes:
        from remit.boundary.clashes import worded

        return Breach("R108", worded(clashes[change.path]))
    reason = unportable(change.path) if policy.portable_names else None
    return Breach("R109", f"The policy asks for portable names: {reason}.") if reason else None


def _clashes(
    changes: "Sequence[Change]", policy: "Policy", evidence: Evidence
) -> "Mapping[bytes, bytes]":
    added = [change.path for change in changes if _added(change)]
    if policy.case != "fold" or not added:
        return {}
    from remit.boundary.clashes import clashing

    return clashing(added, evidence.paths())


def _added(change: "Change") -> bool:
    return change.old_mode == ABSENT != change.new_mode


def _too_many(
    changes: "Sequence[Change]", policy: "Policy", evidence: Evidence
) -> "Iterator[Stray]":
    limit = policy.limits.changed_paths
    if limit is None or len(changes) <= limit:
        return
    count = sum(not evidence.restored(change.path) for change in changes)
    if count > limit:
        yield Stray(
            None, "R110", f"{count} paths change; the policy allows a task {limit} at a time."
        )

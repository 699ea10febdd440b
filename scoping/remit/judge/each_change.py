"""Changes judged one by one: what each breaks, and what all of them together do."""

from typing import TYPE_CHECKING

from remit.changes import ABSENT
from remit.judge import file_rules
from remit.judge.budget import WorkBudget
from remit.judge.symlinks import TreeEvidence
from remit.paths import fold_path, path_hazard, portability_problem, quote_path
from remit.verdict import Doubt, RuleBreach, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from remit.changes import Change
    from remit.judge.compiled_scope import CompiledScope
    from remit.manifest.policy import Policy
    from remit.ports import Trees


def judge_each_change(
    changes: "Sequence[Change]", bounds: "CompiledScope", trees: "Trees"
) -> "tuple[tuple[Violation, ...], tuple[Doubt, ...], tuple[Change, ...]]":
    """The violations, the doubts, and the changes that only `claim` allows, by path."""
    policy = bounds.policy
    evidence = TreeEvidence(trees, fold=policy.case == "fold")
    clashes = _clashes(changes, policy, evidence)
    violations: list[Violation] = []
    doubts: list[Doubt] = []
    claims: list[Change] = []
    for change in sorted(changes, key=lambda change: change.path):
        found = _found(change, bounds, evidence, clashes)
        if isinstance(found, RuleBreach):
            violations.append(Violation(change, *found, bounds.neighbours(change.path)))
        elif found:
            doubts.append(found)
        elif file_rules.needs_claim(change, bounds, evidence):
            claims.append(change)
    violations.extend(_too_many(changes, policy, evidence))
    return tuple(violations), tuple(doubts), tuple(claims)


def _found(
    change: "Change",
    bounds: "CompiledScope",
    evidence: TreeEvidence,
    clashes: "Mapping[bytes, bytes]",
) -> RuleBreach | Doubt | None:
    reason = path_hazard(change.path)
    if reason:
        return RuleBreach("R107", f"No scope can cover this path: {reason}.")
    found = file_rules.file_breach(change, bounds, evidence) or _name_breach(
        change, bounds.policy, clashes
    )
    return None if found and evidence.restored(change.path) else found


def _name_breach(
    change: "Change", policy: "Policy", clashes: "Mapping[bytes, bytes]"
) -> RuleBreach | None:
    if not _added(change):
        return None
    if change.path in clashes:
        return RuleBreach("R108", describe_clash(clashes[change.path]))
    reason = portability_problem(change.path) if policy.portable_names else None
    return RuleBreach("R109", f"The policy asks for portable names: {reason}.") if reason else None


def _clashes(
    changes: "Sequence[Change]", policy: "Policy", evidence: TreeEvidence
) -> "Mapping[bytes, bytes]":
    added = [change.path for change in changes if _added(change)]
    if policy.case != "fold" or not added:
        return {}

    return find_path_clashes(added, evidence.paths())


def _added(change: "Change") -> bool:
    return change.old_mode == ABSENT != change.new_mode


def _too_many(
    changes: "Sequence[Change]", policy: "Policy", evidence: TreeEvidence
) -> "Iterator[Violation]":
    limit = policy.limits.changed_paths
    if limit is None or len(changes) <= limit:
        return
    count = sum(not evidence.restored(change.path) for change in changes)
    if count > limit:
        yield Violation(
            None, "R110", f"{count} paths change; the policy allows a task {limit} at a time."
        )


# New paths that another path of the result equals but for case or normal form (R108).


ROOM = 1 << 30
_SENTENCE = "the paths of the result and all directories above them are longer than {most} bytes."


def find_path_clashes(added: "Iterable[bytes]", result: "Iterable[bytes]") -> dict[bytes, bytes]:
    """Each path of `added` that clashes, with the other spelling: of itself or of a directory.

    `result` holds every path there will be. A directory clashes like a file (`Src/x` against
    `src/y`), but only where its spelling is new too: nothing but added paths below it. Linear in
    the number of paths and directories.
    """
    new = set(added)
    room = WorkBudget(ROOM, _SENTENCE, "nest them less deeply")
    fresh = _with_directories(new, room)
    standing = _with_directories((path for path in result if path not in new), room)
    spellings: dict[bytes, set[bytes]] = {fold_path(path): set() for path in fresh}
    for path in standing | fresh:
        spellings.get(fold_path(path), set()).add(path)
    others = {path: spellings[fold_path(path)] - {path} for path in fresh - standing}
    clashes = {path: min(spelt) for path, spelt in others.items() if spelt}
    return {path: clashes[place] for path in new for place in _upwards(path) if place in clashes}


def describe_clash(other: bytes) -> str:
    """Why a path that clashes with `other` is refused."""
    return (
        f"{quote_path(other)} is there too, and systems that ignore case or normal form "
        "can only hold one of them."
    )


def _with_directories(paths: "Iterable[bytes]", room: WorkBudget) -> set[bytes]:
    found: set[bytes] = set()
    for path in paths:
        for place in _upwards(path):
            if place in found:
                break
            room.spend(len(place))
            found.add(place)
    return found


def _upwards(path: bytes) -> "Iterable[bytes]":
    """`path` and then every directory above it."""
    while path:
        yield path
        path = path.rpartition(b"/")[0]

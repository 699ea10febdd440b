"""Whether a task may write one path, by the lists of its manifest: what `judge` says without trees.

For a regular file, that is: where a symlink leads, what an `append` file holds and whether a path
stands on the base already are asked by the judge alone, about a change.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.judge.compiled_scope import MANIFESTS, CompiledScope, Restrictions
from remit.paths import path_hazard, portability_problem
from remit.patterns.matcher import PathIndex

if TYPE_CHECKING:
    from remit.manifest.policy import Policy
    from remit.manifest.scope import Scope
    from remit.ports import Owners

Answer = Literal[
    "write",
    "create",
    "append",
    "claim",
    "symbols",
    "unclaimable",
    "denied",
    "protected",
    "hostile",
    "outside",
]
_ALLOWING: frozenset[Answer] = frozenset(["write", "create", "append", "claim"])


def _nobody(_path: bytes) -> tuple[str, ...]:
    return ()


class Permission(NamedTuple):
    """What one task may do at a path, and the pattern that decides, as written.

    `unportable` is why no task may add a file of this name; one that stands there may be changed.
    """

    task: str
    answer: Answer
    pattern: str | None = None
    unportable: str | None = None

    @property
    def allows(self) -> bool:
        """Whether some change of a regular file at the path is none that the judge refuses."""
        return self.answer in _ALLOWING and not (self.answer == "create" and self.unportable)


def find_permission(
    path: bytes, scope: "Scope", policy: "Policy", owners: "Owners" = _nobody
) -> Permission:
    """What `remit` says about `path`; the questions are asked in the order of the judge.

    `owners` says which tasks state a path, so that no other may claim it.
    """
    if path_hazard(path):
        return Permission(scope.id, "hostile")
    bounds, files = CompiledScope(scope, policy, owners), scope.files
    if bounds.deny.covers(path):
        return Permission(scope.id, "denied", _guarding(path, files.deny, policy))
    if path not in bounds.named and bounds.protected.covers(path):
        return Permission(scope.id, "protected", find_protection(path, policy))
    lists: tuple[tuple[Answer, tuple[str, ...]], ...] = (
        ("write", files.write),
        ("claim", files.claim if bounds.is_claimable(path) else ()),
        ("append", files.append),
        ("create", files.create),
        ("symbols", tuple(entry.path for entry in scope.symbols)),
        ("unclaimable", files.claim),
    )
    reason = portability_problem(path) if policy.portable_names else None
    for answer, patterns in lists:
        pattern = next((each for each in patterns if PathIndex([each]).covers(path)), None)
        if pattern is not None:
            return Permission(scope.id, answer, pattern, reason)
    return Permission(scope.id, "outside")


def find_protection(path: bytes, policy: "Policy") -> str | None:
    """The pattern that protects `path`, if one does."""
    return _guarding(path, (MANIFESTS, *policy.protected), policy)


def may_write_below(directory: bytes, scope: "Scope", policy: "Policy") -> bool:
    """Whether `remit` allows some path below `directory`.

    A `deny` and a protection count where they cover all below; what several patterns of them take
    is not added up.
    """
    bounds, files = CompiledScope(scope, policy, _nobody), scope.files
    if path_hazard(directory) and directory:
        return False
    if bounds.deny.covers_tree(directory) or not PathIndex(files.allowing).reaches(directory):
        return False
    if not bounds.protected.covers_tree(directory):
        return True
    inside = directory + b"/" if directory else b""
    named = (path for path in bounds.named if path.startswith(inside))
    return any(not bounds.deny.covers(path) for path in named)


def _guarding(path: bytes, patterns: tuple[str, ...], policy: "Policy") -> str | None:
    fold = policy.case == "fold"
    return next((each for each in patterns if Restrictions((each,), fold=fold).covers(path)), None)

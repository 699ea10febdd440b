"""A split as people use it: named scopes with their patterns, what stays shared, and evidence."""

from typing import TYPE_CHECKING, NamedTuple

from remit.errors import UsageError
from remit.manifest.scope import FileRules, Scope
from remit.paths import escape_text
from remit.split.globs.areas import build_scope_globs
from remit.split.globs.braces import file_pattern
from remit.split.globs.label_choice import LISTED, UNCLAIMED
from remit.split.methods.packing import with_filled_scopes
from remit.split.metrics import evaluate_split, index_changes
from remit.split.scope_names import scope_ids
from remit.split.shared_files import SharingAdvice, advise_on_shared_files, count_crossings
from remit.split.weights import Sharing, past_churn
from remit.split.weights import scale_weights as clipped
from remit.text_safety import count_noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit.history.records import Touch
    from remit.patterns.overlap import PathArea
    from remit.split.input import SplitHistory, SplitInput, SplitMethod
    from remit.split.metrics import SplitMetrics
    from remit.split.shared_files import CrossingCounts, SharedFile

FEW = 20
"""Held-out changes of several files below which nothing can be said about a split."""


class SplitOptions(NamedTuple):
    """What is asked for: how many scopes, how even, with how much shared, from which seed."""

    scopes: int
    balance: float = 1.2
    sharing: Sharing = Sharing()
    seed: int = 0


class ProposedScope(NamedTuple):
    """One scope: its patterns, how many live files it has, and its share of recent edits."""

    id: str
    area: "PathArea"
    files: tuple[bytes, ...]
    recent_edits: float


class SplitEvidence(NamedTuple):
    """How the same method did on changes that it had not seen, and how directories did.

    `cut` is the commit at which it split; `changes` of several files came after it.
    """

    cut: str
    changes: int
    figures: "SplitMetrics"
    directories: "SplitMetrics"


class SplitProposal(NamedTuple):
    """The scopes, heaviest first, and what of the past they would have cut.

    `changes` counts the past changes that it was made from; `recent_edits` weighs those of every
    live file, the `left_out` ones, which were not asked about, included.
    """

    at: str
    scopes: tuple[ProposedScope, ...]
    shared: "tuple[SharedFile, ...]"
    crossings: "CrossingCounts"
    changes: int
    recent_edits: "Mapping[bytes, int]"
    evidence: SplitEvidence | None = None
    left_out: int = 0


def propose_scopes(
    past: "SplitHistory",
    wish: SplitOptions,
    method: "SplitMethod",
    inside: "Sequence[bytes]",
    weights: "Mapping[bytes, int] | None" = None,
) -> SplitProposal:
    """The split of the files `inside` by what is known of the past, without evidence.

    `weights` say how much work is expected in each file, where recent edits do not. Raises
    `UsageError` where there are fewer files than scopes.
    """
    material = restrict_history(past, inside).material(wish.scopes, wish.sharing)
    if weights is not None:
        expected = [float(weights.get(file, 0)) for file in material.files]
        material = material._replace(weights=clipped(expected, material.shared, wish.scopes))
    _require(material, wish)
    labels = _labels(method, material, wish)
    advice = advise_on_shared_files(material)
    unclaimed = UNCLAIMED if weights is None else LISTED
    scopes = _scopes(past, material, labels, advice, wish.scopes, unclaimed=unclaimed)
    homes = {path: scope.id for scope in scopes for path in scope.files}
    crossed = count_crossings(homes, material.touches)
    heavy = dict(zip(past.files, map(round, past_churn(past.files, past.touches)), strict=True))
    return SplitProposal(
        past.at,
        scopes,
        advice,
        crossed,
        len(material.touches),
        heavy,
        left_out=len(past.files) - len(inside),
    )


def measure_evidence(
    past: "SplitHistory",
    test: "Sequence[Touch]",
    wish: SplitOptions,
    methods: "tuple[SplitMethod, SplitMethod]",
    inside: "Sequence[bytes]",
) -> SplitEvidence | None:
    """How a method, and the one to compare it with, split `past` for the changes in `test`.

    None where too few changes of several files came later, or fewer files than scopes stood then.
    """
    known = restrict_history(past, inside)
    changes = index_changes(known.files, test)
    several = sum(len(change) > 1 for change in changes)
    material = known.material(wish.scopes, wish.sharing)
    if several < FEW or _free(material) < wish.scopes:
        return None
    tried = (_labels(method, material, wish) for method in methods)
    mine, directories = (evaluate_split(material, labels, wish.scopes, changes) for labels in tried)
    return SplitEvidence(past.at, several, mine, directories)


def _labels(method: "SplitMethod", material: "SplitInput", wish: SplitOptions) -> tuple[int, ...]:
    return with_filled_scopes(method)(material, wish.scopes, balance=wish.balance, seed=wish.seed)


def restrict_history(past: "SplitHistory", inside: "Sequence[bytes]") -> "SplitHistory":
    """The same past as if only the files `inside` were there."""
    if len(inside) == len(past.files):
        return past
    kept = frozenset(inside)
    return past._replace(
        files=tuple(inside), touches=_within(past.touches, kept), also=_within(past.also, kept)
    )


def _within(touches: "Iterable[Touch]", kept: frozenset[bytes]) -> "tuple[Touch, ...]":
    inside = (touch._replace(files=tuple(f for f in touch.files if f in kept)) for touch in touches)
    return tuple(touch for touch in inside if touch.files)


def _require(material: "SplitInput", wish: SplitOptions) -> None:
    free = _free(material)
    if free < wish.scopes:
        shared = f", with {len(material.shared)} more shared by all" if material.shared else ""
        raise UsageError(
            f"{count_noun(free, 'file')} cannot make {wish.scopes} scopes{shared}.",
            f"--into {free}" if free > 1 else "there is nothing to split here",
        )


def _free(material: "SplitInput") -> int:
    return len(material.files) - len(material.shared)


def _scopes(  # noqa: PLR0913 - what is known, what was found, and how it is said
    past: "SplitHistory",
    material: "SplitInput",
    labels: "Sequence[int]",
    advice: "Sequence[SharedFile]",
    count: int,
    *,
    unclaimed: float,
) -> tuple[ProposedScope, ...]:
    """The scopes, heaviest first, their patterns kept off every file that none of them has."""
    given = _given(material, labels)
    nobodys = {index for index, path in enumerate(past.files) if path not in given}
    append = {one.path for one in advice if one.advice is SharingAdvice.APPEND}
    open_ = {index for index in nobodys if past.files[index] in append}
    told = [given.get(path, 0) for path in past.files]
    said = build_scope_globs(past.files, told, nobodys, count, open_, unclaimed=unclaimed)
    weights = dict(zip(material.files, material.weights, strict=True))
    heavy = [weights.get(path, 0) for path in past.files]
    ids, total = scope_ids(past.files, said.labels, heavy, count), sum(heavy) or 1
    members: list[list[int]] = [[] for _ in range(count)]
    for index, label in enumerate(said.labels):
        if label >= 0:
            members[label].append(index)
    found = (
        ProposedScope(
            name,
            area,
            tuple(past.files[index] for index in mine),
            sum(heavy[index] for index in mine) / total,
        )
        for name, area, mine in zip(ids, said.scopes, members, strict=True)
    )
    return tuple(sorted(found, key=lambda scope: (-scope.recent_edits, scope.id)))


def _given(material: "SplitInput", labels: "Sequence[int]") -> dict[bytes, int]:
    """The scope of every file that has one."""
    return {
        path: label
        for index, (path, label) in enumerate(zip(material.files, labels, strict=True))
        if index not in material.shared
    }


# The tasks that a proposal asks for: one scope for each scope.


def scopes_as_tasks(
    proposal: "SplitProposal", owners: "Mapping[str, tuple[str, ...]]", goal: str = ""
) -> tuple[Scope, ...]:
    """A scope for each scope; every one may append to the shared files that only grow.

    Each says the `goal` if there is one. What else is shared is in no scope: it needs an owner or
    an order, which a person decides.
    """
    append = tuple(
        file_pattern(one.path) for one in proposal.shared if one.advice is SharingAdvice.APPEND
    )
    return tuple(
        Scope(
            scope.id,
            _branches(scope.id),
            title=_title(scope.id),
            goal=escape_text(" ".join(goal.split())),
            owner=" ".join(owners.get(scope.id, ())),
            files=FileRules(scope.area.allow, append=append, deny=scope.area.deny),
        )
        for scope in proposal.scopes
    )


def is_split_task(scope: Scope, branches: tuple[str, ...]) -> bool:
    """Whether a task was made for a part of a split: by its title, and `branches` of a new task."""
    return scope.title == _title(scope.id) and scope.branch in {branches, _branches(scope.id)}


def _branches(scope: str) -> tuple[str, ...]:
    return (f"agent/{scope}/*",)


def _title(scope: str) -> str:
    return f"The part of the repository around {scope}"

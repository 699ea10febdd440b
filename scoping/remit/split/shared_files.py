"""What to do about a file that everybody needs: append, generate, give to one owner, or lease."""

import re
from collections import Counter
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from remit.history.people import is_automated
from remit.split.weights import touch_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from remit.history.records import Commit, Contributor, Touch
    from remit.split.input import SplitInput

_HEAD = 1024  # bytes in which a generated file says so
_GENERATED_NAMES = re.compile(
    rb"(?:.*\.(?:lock|snap|min\.js|min\.css|pb\.go|g\.dart)|.*_pb2(?:_grpc)?\.pyi?|go\.sum"
    rb"|go\.work\.sum|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml)"
)
_GENERATED_SAYS = re.compile(
    rb"@generated|generated (?:by|file|code|from).{0,200}?do not edit", re.IGNORECASE | re.DOTALL
)
_LISTS = re.compile(
    rb"(?:change(?:s|log)?|history|news|release[-_]?notes?)(?:\.[a-z]+)?", re.IGNORECASE
)
_OWNS = 0.5  # of the changes, fading with age
_FEW = 5  # changes that say nothing about an owner yet


class SharingAdvice(StrEnum):
    """How several tasks get along with one shared file."""

    APPEND = "append-only"
    GENERATED = "generated"
    OWNER = "owner"
    LEASE = "lease"


class SharedFile(NamedTuple):
    """A file in no scope: how often it is needed, and what to do about it."""

    path: bytes
    share: float
    """Of the changes of several files, fading with age, those that touch it: 0 to 1."""
    advice: SharingAdvice
    owner: str = ""
    """Who made most of its changes, where the advice is to give it to an owner."""


def advise_on_shared_files(material: "SplitInput") -> tuple[SharedFile, ...]:
    """The shared files of `material`, the most needed first, each with advice."""
    changes: dict[bytes, list[tuple[Touch, float]]] = {
        material.files[index]: [] for index in material.shared
    }
    several = 0.0
    for change in zip(material.touches, touch_weights(material.touches), strict=True):
        several += change[1] if len(change[0].files) > 1 else 0
        for path in changes.keys() & change[0].files:
            changes[path].append(change)
    found = [_shared(material, path, its, several) for path, its in changes.items()]
    return tuple(sorted(found, key=lambda one: (-one.share, one.path)))


def _shared(
    material: "SplitInput", path: bytes, its: "Sequence[tuple[Touch, float]]", several: float
) -> SharedFile:
    share = sum(weight for touch, weight in its if len(touch.files) > 1) / (several or 1)
    name = path.rpartition(b"/")[2]
    if _is_generated(name, material.contents(path)):
        return SharedFile(path, share, SharingAdvice.GENERATED)
    if _LISTS.fullmatch(name):
        return SharedFile(path, share, SharingAdvice.APPEND)
    owner = _owner(its)
    return SharedFile(path, share, SharingAdvice.OWNER if owner else SharingAdvice.LEASE, owner)


def _is_generated(name: bytes, content: bytes | None) -> bool:
    says = _GENERATED_SAYS.search((content or b"")[:_HEAD])
    return bool(_GENERATED_NAMES.fullmatch(name)) or says is not None


def _owner(its: "Sequence[tuple[Touch, float]]") -> str:
    """Who made most of these changes, if they are enough to tell and no bot's."""
    counts: Counter[Contributor] = Counter()
    weights: dict[Contributor, float] = {}
    for touch, weight in its:
        if not is_automated(touch.commit):
            author = touch.commit.author
            counts[author] += 1
            weights[author] = weights.get(author, 0.0) + weight
    total = sum(weights.values())
    for author, weight in weights.items():
        if weight >= _OWNS * total and counts.total() >= _FEW:
            return author.name
    return ""


# Past changes that scopes would have cut: which ones, and between which scopes.


class ScopeCrossing(NamedTuple):
    """A past change and the scopes that it touched, in the order of their ids."""

    commit: "Commit"
    scopes: tuple[str, ...]


class CrossingCounts(NamedTuple):
    """What crosses among the changes of several files, newest first.

    `pairs` counts the changes that touch both scopes of a pair, most first; `inside` those that
    stay in one scope, shared files aside.
    """

    inside: int
    changes: tuple[ScopeCrossing, ...]
    pairs: tuple[tuple[tuple[str, str], int], ...]


def count_crossings(homes: "Mapping[bytes, str]", touches: "Iterable[Touch]") -> CrossingCounts:
    """The crossings of scopes, given the id of the scope that each file is in."""
    found: list[ScopeCrossing] = []
    pairs: Counter[tuple[str, str]] = Counter()
    inside = 0
    for touch in touches:
        scopes = sorted({homes[path] for path in touch.files if path in homes})
        if len(scopes) > 1:
            found.append(ScopeCrossing(touch.commit, tuple(scopes)))
            pairs.update(combinations(scopes, 2))
        elif len(touch.files) > 1:
            inside += 1
    ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return CrossingCounts(inside, tuple(found), tuple(ranked))

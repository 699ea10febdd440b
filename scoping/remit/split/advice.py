"""What to do about a file that everybody needs: append, generate, give to one owner, or lease."""

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from remit.history.bots import automated
from remit.split.weights import freshness

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.history.commit import Person, Touch
    from remit.split.material import Material

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


class Advice(StrEnum):
    """How several tasks get along with one shared file."""

    APPEND = "append-only"
    GENERATED = "generated"
    OWNER = "owner"
    LEASE = "lease"


class Shared(NamedTuple):
    """A file in no scope: how often it is needed, and what to do about it."""

    path: bytes
    share: float
    """Of the changes of several files, fading with age, those that touch it: 0 to 1."""
    advice: Advice
    owner: str = ""
    """Who made most of its changes, where the advice is to give it to an owner."""


def advised(material: "Material") -> tuple[Shared, ...]:
    """The shared files of `material`, the most needed first, each with advice."""
    fresh = freshness(material.touches)
    found = [_shared(material, material.files[index], fresh) for index in material.shared]
    return tuple(sorted(found, key=lambda one: (-one.share, one.path)))


def _shared(material: "Material", path: bytes, fresh: "Sequence[float]") -> Shared:
    several = [
        (path in touch.files, weight)
        for touch, weight in zip(material.touches, fresh, strict=True)
        if len(touch.files) > 1
    ]
    share = sum(weight for there, weight in several if there) / (sum(w for _, w in several) or 1)
    name = path.rpartition(b"/")[2]
    if _is_generated(name, material.contents(path)):
        return Shared(path, share, Advice.GENERATED)
    if _LISTS.fullmatch(name):
        return Shared(path, share, Advice.APPEND)
    owner = _owner(path, material.touches, fresh)
    return Shared(path, share, Advice.OWNER if owner else Advice.LEASE, owner)


def _is_generated(name: bytes, content: bytes | None) -> bool:
    says = _GENERATED_SAYS.search((content or b"")[:_HEAD])
    return bool(_GENERATED_NAMES.fullmatch(name)) or says is not None


def _owner(path: bytes, touches: "Sequence[Touch]", fresh: "Sequence[float]") -> str:
    """Who made most of the changes of a file, if they are enough to tell and no bot's."""
    counts: Counter[Person] = Counter()
    weights: dict[Person, float] = {}
    for author, weight in _authors(path, touches, fresh):
        counts[author] += 1
        weights[author] = weights.get(author, 0.0) + weight
    total = sum(weights.values())
    for author, weight in weights.items():
        if weight >= _OWNS * total and counts.total() >= _FEW:
            return author.name
    return ""


def _authors(
    path: bytes, touches: "Sequence[Touch]", fresh: "Sequence[float]"
) -> "Iterator[tuple[Person, float]]":
    for touch, weight in zip(touches, fresh, strict=True):
        if path in touch.files and not automated(touch.commit):
            yield touch.commit.author, weight

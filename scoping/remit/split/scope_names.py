"""A task id for each scope: the directory, the file, or the word in paths that is most its own."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_LONGEST = 40
_EVERYWHERE = "rest"
_ROOT = 0.3  # of its fit: the root says least about what is special of a scope
_WORDS = re.compile(rb"[A-Za-z]{3,}")


def scope_ids(
    files: "Sequence[bytes]", labels: "Sequence[int]", weights: "Sequence[int]", scopes: int
) -> tuple[str, ...]:
    """The ids of scopes 0 up to `scopes`, all different and fit for a manifest.

    A directory, or a word, fits a scope as well as their files overlap by weight (Jaccard's index);
    the best pair of scope and name is taken first. Negative labels are no scope.

    >>> scope_ids((b"docs/a.md", b"src/x.py"), (1, 0), (1, 1), 2)
    ('src', 'docs')
    """
    inside = _weights_inside(files, labels, weights, scopes)
    totals = inside[b""]
    fits = sorted(
        ((-_fit(place, within, totals, scope), len(place), place, scope))
        for place, within in inside.items()
        for scope in range(scopes)
        if within[scope]
    )
    chosen: dict[int, str] = {}
    for _, _, place, scope in fits:
        if scope not in chosen:
            name = next(name for name in _spellings(place) if name not in chosen.values())
            chosen[scope] = name
    return tuple(chosen.get(scope, f"scope-{scope + 1}") for scope in range(scopes))


def _weights_inside(
    files: "Sequence[bytes]", labels: "Sequence[int]", weights: "Sequence[int]", scopes: int
) -> dict[bytes, list[int]]:
    """For each file and directory, the weight that each scope has there."""
    inside: dict[bytes, list[int]] = {b"": [0] * scopes}
    for path, label, weight in zip(files, labels, weights, strict=True):
        if label >= 0:
            for place in _places(path):
                inside.setdefault(place, [0] * scopes)[label] += weight + 1
    return inside


def _places(path: bytes) -> "Iterator[bytes]":
    """The path, every directory above it (the root is empty), and the words of its name.

    A word cannot be taken for a path: it ends with a slash.
    """
    name = path.rpartition(b"/")[2]
    yield from {word + b"/" for word in _WORDS.findall(name.partition(b".")[0])}
    while path:
        yield path
        path = path.rpartition(b"/")[0]
    yield b""


def _fit(place: bytes, within: list[int], totals: list[int], scope: int) -> float:
    fit = within[scope] / (sum(within) + totals[scope] - within[scope])
    return fit if place else fit * _ROOT


def _spellings(place: bytes) -> "Iterator[str]":
    """Ids for a place, the shortest first; numbers where the whole path is taken too."""
    parts = [word for part in place.strip(b"/").split(b"/") if (word := _word(part))] or [
        _EVERYWHERE
    ]
    for length in range(1, len(parts) + 1):
        yield "-".join(parts[-length:])[-_LONGEST:].strip("-")
    number = 2
    while True:
        yield f"{parts[-1][:_LONGEST]}-{number}"
        number += 1


def _word(part: bytes) -> str:
    stem = part.decode("utf-8", "replace").lower()
    stem = stem.rpartition(".")[0] or stem
    return _NOT_IN_IDS.sub("-", stem).strip("-")

"""Patterns of a remit that allow nothing, since all that they cover is protected by the policy.

Only a pattern that names a protected path exactly, without wildcards, lets a task change it.
"""

import re
from typing import TYPE_CHECKING

from remit.lint.findings import Finding, Places
from remit.patterns.matcher import PathIndex
from remit.patterns.overlap import Area, overlap
from remit.patterns.parser import literal_path, parse
from remit.schema.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest import Remit

_WILD = re.compile(rb"\[[!^]?(.)[^]]*]|[*?]|\\(.)")


def guarded(
    remits: "Sequence[Remit]",
    protected: tuple[str, ...],
    tracked: "Sequence[bytes]",
    places: Places,
) -> "Iterator[Finding]":
    """Each pattern of a remit that can only reach what is protected."""
    guard = _Guard(protected, tracked)
    for remit in remits:
        for pattern in (*remit.files.write, *remit.files.create, *remit.files.append):
            if guard.stops(pattern):
                yield Finding(
                    "protected",
                    places.where(remit.id),
                    places.line(remit.id, places.of_pattern(remit, pattern)),
                    f"all that '{visible(pattern)}' covers is protected by the policy.",
                    "a protected path must be named exactly, without wildcards",
                    (remit.id,),
                )


class _Guard:
    """Decides each pattern once."""

    def __init__(self, protected: tuple[str, ...], tracked: "Sequence[bytes]") -> None:
        self._protected = protected
        self._index = PathIndex(protected)
        self._tracked = tracked
        self._answers: dict[str, bool] = {}

    def stops(self, pattern: str) -> bool:
        """Everything that the pattern covers is protected, and it is no exact path."""
        if pattern not in self._answers:
            self._answers[pattern] = self._decided(pattern)
        return self._answers[pattern]

    def _decided(self, pattern: str) -> bool:
        literal = literal_path(pattern)
        if literal is not None:
            below = literal + b"/"
            return self._index.covers_tree(literal) and any(
                path.startswith(below) for path in self._tracked
            )
        if self._free_sample(pattern):
            return False
        return overlap(Area((pattern,), self._protected), Area(("**",))) is None

    def _free_sample(self, pattern: str) -> bool:
        """A quick look before the exact one: some path that the pattern covers is not protected."""
        sample = sample_of(pattern)
        if self._index.covers(sample):
            return False
        return "[" not in pattern or PathIndex([pattern]).covers(sample)


def sample_of(pattern: str) -> bytes:
    """A path that the pattern covers; with classes in it only probably so."""
    first = parse(pattern)[0]
    names = [name for name in first.segments if name != b"**"]
    path = b"/".join([*names, b"x"] if first.tree else names)
    return _WILD.sub(lambda found: found[1] or found[2] or b"x", path)

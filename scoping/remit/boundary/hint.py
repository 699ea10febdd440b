"""What every path that a pattern covers must have in it, so that few of many paths are tried."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.patterns.parser import Pattern

_STARS = bytes.maketrans(b"?[\\", b"***")


class Hint(NamedTuple):
    """Each path that the pattern covers begins with `start` and holds `part`."""

    start: bytes
    part: bytes

    def suspects(self, paths: "Sequence[bytes]", text: bytes) -> "Iterator[bytes]":
        """Those of `paths`, sorted, that the pattern may cover; `text` holds each between NULs."""
        if not self.part or self.start:
            at = bisect_left(paths, self.start)
            while at < len(paths) and paths[at].startswith(self.start):
                yield paths[at]
                at += 1
            return
        at = text.find(self.part)
        while at != -1:
            end = text.index(b"\0", at)
            yield text[text.rindex(b"\0", 0, at) + 1 : end]
            at = text.find(self.part, end)


def hint(pattern: "Pattern") -> Hint:
    """The hint of a pattern; empty texts where it may cover anything."""
    if pattern.literal is not None:
        return Hint(pattern.literal, b"")
    start = _pieces(b"/".join(pattern.segments))[0]
    pieces = [
        piece
        for segment in pattern.segments
        if b"[" not in segment and b"\\" not in segment
        for piece in _pieces(segment)
    ]
    return Hint(start, max(pieces, key=len, default=b""))


def _pieces(text: bytes) -> list[bytes]:
    """What stands before, between and after the special letters of `text`."""
    return text.translate(_STARS).split(b"*")

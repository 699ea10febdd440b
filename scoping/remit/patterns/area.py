"""The values that overlap speaks in: areas, and the two answers that are not "none"."""

from typing import NamedTuple


class Area(NamedTuple):
    """What the `allow` patterns cover and no `deny` pattern does."""

    allow: tuple[str, ...]
    deny: tuple[str, ...] = ()


class Witness(NamedTuple):
    """A path in both areas, and the patterns, as written, that cover it on each side.

    Where case is folded, `path` is spelled as the left area has it.
    """

    path: bytes
    left: str
    right: str


class Undecided(NamedTuple):
    """Two patterns for which the search reached its bound: to be treated as an overlap."""

    reason: str
    left: str
    right: str

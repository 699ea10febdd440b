"""Which files count: regular ones that people of this repository wrote, in sorted order."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FOREIGN = frozenset((b"vendor", b"node_modules", b"third_party"))
"""Directories of copies: one repository had 3,942 files of its own and 13,409 of others."""
_REGULAR = 0o100


def live(entries: "Iterable[tuple[int, bytes]]") -> tuple[bytes, ...]:
    """The paths of the live files among modes and paths, sorted.

    >>> live([(0o100644, b"b.py"), (0o100755, b"a/vendor/x.go"), (0o120000, b"link")])
    (b'b.py',)
    """
    return tuple(sorted(path for mode, path in entries if lives(mode, path)))


def lives(mode: int, path: bytes) -> bool:
    """Whether this is a regular file outside of copied trees."""
    return mode >> 9 == _REGULAR and FOREIGN.isdisjoint(path.split(b"/")[:-1])

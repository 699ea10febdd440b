"""Where past commits changed their files, out of git's patches as they stream; no line is kept.

A patch without context (`git log --patch --unified=0`) says of each hunk which lines were there
before and which are there after it. Lines of files begin with a plus or a minus there, so nothing
in them is taken for a heading.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HUNK_FORMAT = "%x00%H"
"""How the log must name each commit: on a line of its own that begins with NUL."""
_COMMIT, _FILE, _HUNK, _BINARY = b"\0", b"diff --git ", b"@@ -", b"Binary files "
_RANGES = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Hunk(NamedTuple):
    """Lines that were replaced, as git counts them: from 1 on, and of none the line before."""

    before: int
    removed: int
    after: int
    added: int


Patch = tuple[Hunk, ...] | None
"""The hunks of one file, ascending; None for contents that have no lines."""


def parse_hunks(lines: "Iterable[bytes]") -> "Iterator[tuple[str, tuple[Patch, ...]]]":
    """Each commit's id and the hunks of its files, in the order of its raw entries.

    Raises `ValueError` for anything that is no such log.
    """
    oid, files = None, list[list[Hunk] | None]()
    for line in lines:
        if line.startswith(_COMMIT):
            if oid is not None:
                yield oid, _frozen(files)
            oid, files = line[1:].strip().decode("ascii"), []
        elif line.startswith(_FILE):
            files.append([])
        elif line.startswith(_BINARY) and files:
            files[-1] = None
        elif line.startswith(_HUNK):
            _add(files, line)
    if oid is not None:
        yield oid, _frozen(files)


def _add(files: "list[list[Hunk] | None]", line: bytes) -> None:
    found = _RANGES.match(line)
    if not found or not files or files[-1] is None:
        raise ValueError("a hunk without a file")
    before, removed, after, added = (1 if each is None else int(each) for each in found.groups())
    files[-1].append(Hunk(before, removed, after, added))


def _frozen(files: "list[list[Hunk] | None]") -> tuple[Patch, ...]:
    return tuple(None if each is None else tuple(each) for each in files)

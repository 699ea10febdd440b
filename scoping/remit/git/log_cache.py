"""Commits that were read before, in a file of the common git directory.

What a commit did never changes, so the file is keyed by commit and only grows: a line that names
the version, then segments, each a length and the compressed log (`history.raw`) of the commits that
were new at one time. It is read by the parser that reads git, so damage or malice can at worst make
it say something false; whoever can write there could as well write a hook. A file that is damaged,
foreign or of another version costs time and nothing else.
"""

# See decision 0083.

import os
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from remit.history.records import parse_records, render_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.history.records import Commit

LARGEST = 1 << 28
"""Bytes; a file that would outgrow this starts anew with what is needed now."""
_VERSION = b"remit history 1\n"
_LENGTH = 8
_CHUNK = 1 << 16
_SCRATCH = ".new-"
_STALE = 3600  # seconds after which a scratch file has no writer any more


class CacheSegment:
    """Commits being packed, as they are read."""

    __slots__ = ("_packer", "_parts")

    def __init__(self) -> None:
        self._packer = zlib.compressobj(1)
        self._parts: list[bytes] = []

    def add(self, commit: "Commit") -> None:
        """Take in one more commit."""
        self._parts.append(self._packer.compress(render_record(commit)))

    def packed(self) -> bytes:
        """All of them as bytes, with their length; nothing can be added any more."""
        body = b"".join((*self._parts, self._packer.flush()))
        return len(body).to_bytes(_LENGTH) + body


def load_log_cache(path: Path) -> "dict[str, Commit] | None":
    """The commits in the file by id; None where there is no file that can be trusted and read."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            if state.st_uid != os.geteuid() or state.st_mode & 0o022:
                return None
            content = file.read()
        return {commit.oid: commit for commit in parse_records(_inflated(content))}
    except (OSError, ValueError, zlib.error):
        return None


def extend_log_cache(path: Path, segment: bytes, *, anew: bool) -> None:
    """Add a segment to the file, whole or not at all; `anew` forgets what is there.

    Of two writers at once the later one may win; the other's commits are then read again.
    """
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(path.parent)
        handle, scratch = tempfile.mkstemp(prefix=_SCRATCH, dir=path.parent)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write((b"" if anew else _grown(path, len(segment))) or _VERSION)
                file.write(segment)
            Path(scratch).replace(path)
        finally:
            Path(scratch).unlink(missing_ok=True)


def _grown(path: Path, more: int) -> bytes:
    """What the file holds, unless it would become too large."""
    try:
        content = path.read_bytes() if path.stat().st_size + more <= LARGEST else b""
    except FileNotFoundError:
        return b""
    return content if content.startswith(_VERSION) else b""


def _inflated(content: bytes) -> "Iterator[bytes]":
    """The log in all segments; raises `ValueError` for anything else."""
    if not content.startswith(_VERSION):
        raise ValueError("another version")
    place = len(_VERSION)
    while place < len(content):
        end = place + _LENGTH + int.from_bytes(content[place : place + _LENGTH])
        yield from _unpacked(content[place + _LENGTH : end])
        place = end


def _unpacked(body: bytes) -> "Iterator[bytes]":
    packer = zlib.decompressobj()
    while not packer.eof:
        piece = packer.decompress(body, _CHUNK)
        body = packer.unconsumed_tail
        if not piece and not body:
            raise ValueError("a segment is cut off")
        yield piece


def _sweep(folder: Path) -> None:
    """Remove what writers left that were killed."""
    for left in folder.glob(f"{_SCRATCH}*"):
        if left.stat().st_mtime < time.time() - _STALE:
            left.unlink(missing_ok=True)

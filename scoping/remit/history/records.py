"""Past commits out of git's raw log as it streams, and back; who calls git, and how, is elsewhere.

One record is the fields of `FORMAT`, each ended by NUL, then the commit's raw entries: `:MODE MODE
OID OID STATUS`, and one path, or two for a rename or a copy, each ended by NUL too (see "raw output
format" in git-log(1), with `-z`). Nothing that git prints there can hold a NUL, so no message is
taken for an entry, whatever it says.
"""

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


# One past commit as the raw log tells it; reading and mapping it to live files is elsewhere.


class ChangeUnit(StrEnum):
    """What counts as one past change of the repository."""

    COMMIT = "commit"
    """Every commit that is no merge."""
    LANDED = "pr"
    """Every first-parent change of the branch: a merge or a squash, so mostly a pull request."""


class Contributor(NamedTuple):
    """Who wrote a commit, after `.mailmap`."""

    name: str
    email: str


class RawEntry(NamedTuple):
    """One raw entry: the status letter (A, M, D, T, R or C) and the path before and after.

    The two paths are the same, one object, unless the status is R or C.
    """

    status: str
    old: bytes
    new: bytes


class Commit(NamedTuple):
    """One commit with its entries; `time` is the committer's, in seconds since the epoch."""

    oid: str
    parents: tuple[str, ...]
    time: int
    author: Contributor
    message: str
    entries: tuple[RawEntry, ...]

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


class Touch(NamedTuple):
    """A past change as the live files see it: `files` are their current paths, sorted."""

    commit: Commit
    files: tuple[bytes, ...]


_TIME = re.compile(rb"-?\d{1,18}")  # a broken commit has none
RECORD_FORMAT = "%H%x00%P%x00%ct%x00%an%x00%ae%x00%B"


def parse_records(chunks: "Iterable[bytes]") -> "Iterator[Commit]":
    """The commits in the order of the log; memory is bounded by the largest of them.

    Text that is not UTF-8 is replaced where it is wrong. Raises `ValueError` for anything that is
    no such log, one that was cut off included.
    """
    fields = _fields(chunks)
    paths: dict[bytes, bytes] = {}
    people: dict[tuple[bytes, bytes], Contributor] = {}
    oid: bytes | None = next(fields, None)
    while oid is not None:
        try:
            parents, time, name, email, message = (next(fields) for _ in range(5))
        except (StopIteration, RuntimeError, ValueError):
            raise ValueError("the log ends inside a commit") from None
        author = people.get((name, email))
        if author is None:
            author = people[name, email] = Contributor(_text(name), _text(email))
        entries, following = _entries(fields, paths)
        yield Commit(
            oid.decode("ascii"),
            tuple(parents.decode("ascii").split()),
            int(time) if _TIME.fullmatch(time) else 0,
            author,
            _text(message),
            entries,
        )
        oid = following


def render_record(commit: Commit) -> bytes:
    """The commit as `parse` reads it, without modes and object ids, which no commit here keeps."""
    fields = [
        commit.oid,
        " ".join(commit.parents),
        str(commit.time),
        commit.author.name,
        commit.author.email,
        commit.message,
    ]
    raw = [field.encode() for field in fields]
    for status, old, new in commit.entries:
        raw += (
            (b": " + status.encode(), old, new)
            if status in "RC"
            else (b": " + status.encode(), new)
        )
    return b"\0".join((*raw, b""))


def _fields(chunks: "Iterable[bytes]") -> "Iterator[bytes]":
    rest = b""
    for chunk in chunks:
        first, *more = chunk.split(b"\0")
        if not more:
            rest += first
            continue
        yield rest + first
        rest = more.pop()
        yield from more
    if rest:
        raise ValueError("the log ends inside a field")


def _entries(
    fields: "Iterator[bytes]", paths: dict[bytes, bytes]
) -> tuple[tuple[RawEntry, ...], bytes | None]:
    """The entries that follow, each path one object however often it is named, and what is next."""
    found: list[RawEntry] = []
    for field in fields:
        if not field.startswith((b":", b"\n:")):
            return tuple(found), field
        status = field[field.rindex(b" ") + 1 :][:1].decode("ascii")
        old = new = next(fields, b"")
        if status in "RC":
            new = next(fields, b"")
        if not new:
            raise ValueError("the log ends inside an entry")
        found.append(RawEntry(status, paths.setdefault(old, old), paths.setdefault(new, new)))
    return tuple(found), None


def _text(field: bytes) -> str:
    return field.decode("utf-8", "replace")

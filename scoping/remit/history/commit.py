"""One past commit as the raw log tells it; reading and mapping it to live files is elsewhere."""

from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """What counts as one past change of the repository."""

    COMMIT = "commit"
    """Every commit that is no merge."""
    LANDED = "pr"
    """Every first-parent change of the branch: a merge or a squash, so mostly a pull request."""


class Person(NamedTuple):
    """Who wrote a commit, after `.mailmap`."""

    name: str
    email: str


class Entry(NamedTuple):
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
    author: Person
    message: str
    entries: tuple[Entry, ...]

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]


class Touch(NamedTuple):
    """A past change as the live files see it: `files` are their current paths, sorted."""

    commit: Commit
    files: tuple[bytes, ...]

"""The updates of a push: which refs move from where to where, as git tells its hooks."""

from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADS = "refs/heads/"
REPLACED = "refs/replace/"


class RefUpdate(NamedTuple):
    """One ref of the receiving repository: from the object `old` to `new`, None where none is.

    `source` is what the pusher called it: a full ref, `HEAD`, any other revision, or None where
    that is not known (at the server).
    """

    ref: str
    old: str | None
    new: str | None
    source: str | None = None

    @property
    def branch(self) -> str | None:
        """The short name of the branch, or None for a tag and every other ref."""
        return self.ref.removeprefix(HEADS) if self.ref.startswith(HEADS) else None

    @property
    def called(self) -> str:
        """What a person calls what is pushed: the pusher's word, or else the object."""
        return self.source or (self.new or "")[:12]


def parse_push_updates(text: str) -> "tuple[RefUpdate, ...]":
    """The updates in the input of pre-push: `LOCAL-REF OID REMOTE-REF OID` lines (githooks(5)).

    A local name may have spaces in it, as in `HEAD@{1 day ago}`.
    """
    return tuple(
        RefUpdate(ref, _object(old), _object(new), source)
        for source, new, ref, old in _lines(text, 4, from_end=True)
    )


def parse_receive_updates(text: str) -> "tuple[RefUpdate, ...]":
    """The updates in the input of pre-receive: `OLD-OID NEW-OID REF` lines (githooks(5))."""
    return tuple(
        RefUpdate(ref, _object(old), _object(new))
        for old, new, ref in _lines(text, 3, from_end=False)
    )


def _lines(text: str, width: int, *, from_end: bool) -> "Iterator[list[str]]":
    for line in filter(None, text.split("\n")):
        words = line.rsplit(" ", width - 1) if from_end else line.split(" ", width - 1)
        if len(words) != width:
            raise UsageError(
                f"{line!r} is no line that git gives to this hook.", "let git call it."
            )
        yield words


def _object(oid: str) -> str | None:
    """The object id, or None where it is all zeros, in a hash of any length."""
    return oid if oid.strip("0") else None

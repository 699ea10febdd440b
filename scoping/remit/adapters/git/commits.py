"""The commits of a range as they are written, without configuration, mail maps or formats."""

from itertools import takewhile
from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.repository import Repository

# as it is stored: a commit that says it is UTF-16 would lose its parents when git converts it
_LISTED = ("rev-list", "--reverse", "--topo-order", "--header", "--encoding=none")
_PARENT = b"parent "


class Commit(NamedTuple):
    """One commit: author and committer as `Name <mail>`, the message as bytes."""

    oid: str
    parents: tuple[str, ...]
    author: str
    committer: str
    message: bytes

    @property
    def merges(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1


def listed(repository: "Repository", base: str, head: str) -> bytes:
    """The commits of `base..head` as `rev-list --header` prints them, parents first, for `parsed`.

    Each ends with NUL and begins with its id. Asked once while the repository is open.
    """
    return repository.start(*_LISTED, head, f"^{base}").output()


def begin(repository: "Repository", base: str, head: str) -> None:
    """Start the listing that `listed` will be asked for."""
    repository.start(*_LISTED, head, f"^{base}")


def between(repository: "Repository", base: str, head: str) -> "Iterator[Commit]":
    """The commits of `base..head`, parents first; one process, whatever their number."""
    for record in repository.run(*_LISTED, head, f"^{base}").split(b"\0")[:-1]:
        yield parsed(record)


def parsed(record: bytes) -> Commit:
    """What `rev-list --header` prints of one commit: its id, its headers, its message indented.

    Parents are what git takes for such: the lines between the tree and the author. It ignores
    others of that name, and `git fsck` lets them pass.
    """
    head, _, body = record.partition(b"\n\n")
    oid, _, *lines = head.split(b"\n")
    parents = tuple(takewhile(lambda line: line.startswith(_PARENT), lines))
    fields: dict[bytes, bytes] = {}
    for line in lines[len(parents) :]:
        key, _, value = line.partition(b" ")
        fields.setdefault(key, value)
    return Commit(
        oid.decode("ascii"),
        tuple(parent.removeprefix(_PARENT).decode("ascii") for parent in parents),
        _person(fields.get(b"author", b"")),
        _person(fields.get(b"committer", b"")),
        body.removeprefix(b"    ").replace(b"\n    ", b"\n"),
    )


def _person(value: bytes) -> str:
    """`Name <mail>` without the time; all of it where it was not written by git."""
    name, mail, _ = value.decode("utf-8", "replace").rpartition(">")
    return name + mail or value.decode("utf-8", "replace")

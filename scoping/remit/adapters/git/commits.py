"""The commits of a range as they are written, without configuration, mail maps or formats."""

from typing import TYPE_CHECKING

from remit.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.repository import Repository

_LISTED = ("rev-list", "--reverse", "--topo-order", "--header")


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
    """What `rev-list --header` prints of one commit: its id, its headers, its message indented."""
    head, _, body = record.partition(b"\n\n")
    oid, *lines = head.split(b"\n")
    fields: dict[bytes, list[bytes]] = {}
    for line in lines:
        key, _, value = line.partition(b" ")
        fields.setdefault(key, []).append(value)
    message = body.removeprefix(b"    ").replace(b"\n    ", b"\n")
    return Commit(
        oid.decode("ascii"),
        tuple(parent.decode("ascii") for parent in fields.get(b"parent", ())),
        _person(fields.get(b"author", [b""])[0]),
        _person(fields.get(b"committer", [b""])[0]),
        message,
    )


def _person(value: bytes) -> str:
    """`Name <mail>` without the time; all of it where it was not written by git."""
    name, mail, _ = value.decode("utf-8", "replace").rpartition(">")
    return name + mail or value.decode("utf-8", "replace")

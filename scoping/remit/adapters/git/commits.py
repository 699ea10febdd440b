"""The commits of a range as they are written, without configuration, mail maps or formats."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.repository import Repository


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


def between(repository: "Repository", base: str, head: str) -> "Iterator[Commit]":
    """The commits of `base..head`, parents first; one process, whatever their number."""
    asked = ("rev-list", "--reverse", "--topo-order", "--header", head, f"^{base}")
    for record in repository.run(*asked).split(b"\0")[:-1]:
        yield _parsed(record)


def _parsed(record: bytes) -> Commit:
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

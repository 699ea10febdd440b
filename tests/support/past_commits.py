"""Past commits as values, for tests of what is concluded from them."""

from typing import TYPE_CHECKING

from remit.history.records import Commit, Contributor, RawEntry, Touch

if TYPE_CHECKING:
    from collections.abc import Iterable

AUTHOR = Contributor("A Author", "author@example.com")


def entry(text: str) -> RawEntry:
    """`M path`, or `R old new`."""
    status, old, *new = (word.encode() for word in text.split())
    return RawEntry(status.decode(), old, new[0] if new else old)


def commit(
    *entries: str, message: str = "work\n", author: Contributor = AUTHOR, time: int = 0
) -> Commit:
    """A commit with these entries."""
    made = tuple(map(entry, entries))
    return Commit(f"{abs(hash((made, message, time))):040x}"[-40:], (), time, author, message, made)


def files(touches: "Iterable[Touch]") -> list[tuple[bytes, ...]]:
    """The files of each touch."""
    return [touch.files for touch in touches]

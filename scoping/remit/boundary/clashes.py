"""New paths that another path of the result equals but for case or normal form (R108)."""

from typing import TYPE_CHECKING

from remit.boundary.budget import Budget
from remit.paths import folded, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOM = 1 << 30
_SENTENCE = "the paths of the result and all directories above them are longer than {most} bytes."


def clashing(added: "Iterable[bytes]", result: "Iterable[bytes]") -> dict[bytes, bytes]:
    """Each path of `added` that clashes, with the other spelling: of itself or of a directory.

    `result` holds every path there will be. A directory clashes like a file (`Src/x` against
    `src/y`), but only where its spelling is new too: nothing but added paths below it. Linear in
    the number of paths and directories.
    """
    new = set(added)
    room = Budget(ROOM, _SENTENCE, "nest them less deeply")
    fresh = _with_directories(new, room)
    standing = _with_directories((path for path in result if path not in new), room)
    spellings: dict[bytes, set[bytes]] = {folded(path): set() for path in fresh}
    for path in standing | fresh:
        spellings.get(folded(path), set()).add(path)
    others = {path: spellings[folded(path)] - {path} for path in fresh - standing}
    clashes = {path: min(spelt) for path, spelt in others.items() if spelt}
    return {path: clashes[place] for path in new for place in _upwards(path) if place in clashes}


def worded(other: bytes) -> str:
    """Why a path that clashes with `other` is refused."""
    return (
        f"{shown(other)} is there too, and systems that ignore case or normal form "
        "can only hold one of them."
    )


def _with_directories(paths: "Iterable[bytes]", room: Budget) -> set[bytes]:
    found: set[bytes] = set()
    for path in paths:
        for place in _upwards(path):
            if place in found:
                break
            room.spend(len(place))
            found.add(place)
    return found


def _upwards(path: bytes) -> "Iterable[bytes]":
    """`path` and then every directory above it."""
    while path:
        yield path
        path = path.rpartition(b"/")[0]

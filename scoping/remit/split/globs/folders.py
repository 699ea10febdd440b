"""The live files as a tree of folders with labels; what is written about it is decided elsewhere.

Sets of labels are integers: bit `n` is set if scope `n` has a file there.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SHARED = -1
"""The label of a file that no scope has."""


class Folder:
    """One directory; `path` ends with `/`, the root's is empty.

    `labels` are those of all files below, `shared` says whether a shared file is among these, and
    `bare` whether one that no scope may deny is: then no scope has the folder as a whole.
    """

    __slots__ = ("bare", "files", "folders", "labels", "path", "shared")

    def __init__(self, path: bytes) -> None:
        self.path = path
        self.files: list[tuple[bytes, int]] = []
        self.folders: list[Folder] = []
        self.labels = 0
        self.shared = False
        self.bare = False

    @property
    def name(self) -> bytes:
        """The last component of the path."""
        return self.path[:-1].rpartition(b"/")[2]

    @property
    def atom(self) -> int | None:
        """The only label of all files below, `SHARED` included; None where they differ."""
        if self.shared:
            return None if self.labels else SHARED
        return self.labels.bit_length() - 1 if self.labels.bit_count() == 1 else None

    def by_label(self) -> dict[int, list[bytes]]:
        """The names of the files right here, by label."""
        found: dict[int, list[bytes]] = {}
        for name, label in self.files:
            found.setdefault(label, []).append(name)
        return found


def folders(
    files: "Sequence[bytes]", labels: "Sequence[int]", undenied: "Collection[int]" = ()
) -> list[Folder]:
    """All folders, each before those inside it; the first is the root.

    `undenied` are the numbers of shared files that no scope may deny.
    """
    found = [Folder(b"")]
    known = {b"": found[0]}
    for number, (path, label) in enumerate(zip(files, labels, strict=True)):
        cut = path.rfind(b"/") + 1
        folder = known.get(path[:cut]) or _made(path[:cut], known, found)
        folder.files.append((path[cut:], label))
        folder.bare |= number in undenied
    for folder in reversed(found):
        for _, label in folder.files:
            if label == SHARED:
                folder.shared = True
            else:
                folder.labels |= 1 << label
        for inner in folder.folders:
            folder.labels |= inner.labels
            folder.shared |= inner.shared
            folder.bare |= inner.bare
    return found


def bits(labels: int) -> list[int]:
    """The members of a set of labels, in order."""
    return [label for label in range(labels.bit_length()) if labels >> label & 1]


def _made(path: bytes, known: dict[bytes, Folder], found: list[Folder]) -> Folder:
    """The folder of `path` with all folders above it."""
    missing: list[bytes] = []
    while path not in known:
        missing.append(path)
        path = path[: path.rfind(b"/", 0, len(path) - 1) + 1]
    folder = known[path]
    for deeper in reversed(missing):
        inner = Folder(deeper)
        folder.folders.append(inner)
        known[deeper] = inner
        found.append(inner)
        folder = inner
    return folder

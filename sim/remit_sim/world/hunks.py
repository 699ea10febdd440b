"""What a task changes inside its files: hunks, each of some lines in one symbol, and of a kind."""

from enum import StrEnum
from math import exp
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit_sim.engine import RandomStream
    from remit_sim.world.scenario import FileSettings, HunkSettings


class FileChangeKind(StrEnum):
    """What happens to the file."""

    EDIT = "edit"
    ADD = "add"
    RESPELL = "respell"  # added under a name that differs from the usual one in its case alone
    DELETE = "delete"
    RENAME = "rename"


Between = tuple[int, int]
"""The line before and the line after an edit, which both stay; what is between them was edited."""
WHOLE: tuple[Between, ...] = ((-1, 1 << 62),)
"""All of a file: what touches any other edit of it."""
NOWHERE: tuple[Between, ...] = ((0, 0),)
"""No line of a file, its mode for example: what touches only all of it."""


class TaskHunk(NamedTuple):
    """So many lines of one symbol of one file; 0 lines are lines that nobody counted.

    `between` says where in the file, in lines of one version of it; None where nobody knows.
    """

    file: int
    lines: int = 0
    symbol: int = 0
    kind: FileChangeKind = FileChangeKind.EDIT
    between: Between | None = None


_NEW: frozenset[FileChangeKind] = frozenset((FileChangeKind.ADD, FileChangeKind.RESPELL))
_TORN: frozenset[frozenset[FileChangeKind]] = frozenset(
    (
        frozenset((FileChangeKind.DELETE, FileChangeKind.EDIT)),
        frozenset((FileChangeKind.DELETE, FileChangeKind.RENAME)),
        frozenset((FileChangeKind.RENAME,)),  # two tasks, two new names
    )
)


def kinds_conflict(one: FileChangeKind, other: FileChangeKind) -> bool:
    """Whether git cannot merge the two, whatever lines they are about; it follows a lone rename.

    Two deletions agree. Two additions of one name do not, and neither do two that differ in case
    alone, on a file system that does not tell them apart.
    """
    return frozenset((one, other)) in _TORN or (one in _NEW and other in _NEW)


def edits_conflict(ones: "Sequence[Between]", others: "Sequence[Between]") -> bool:
    """Whether two edits of a file overlap or leave no line between them, so that git refuses them.

    >>> (edits_conflict([(9, 11)], [(10, 12)]),
    ...  edits_conflict([(9, 11)], [(11, 13)]))  # lines 10; 11, 12
    (True, False)
    """
    return any(low < end and start < high for low, high in ones for start, end in others)


class HunkSampler:
    """Draws the hunks of one task after the other."""

    def __init__(
        self, hunks: "HunkSettings", files: "FileSettings", streams: "Sequence[RandomStream]"
    ) -> None:
        self._hunks, self._files = hunks, files
        self._kinds, self._sizes, self._symbols = streams
        self.wanted = hunks != type(hunks)() or files.symbols_per_file > 1

    def of(self, files: "Iterable[int]") -> tuple[TaskHunk, ...]:
        """The hunks of a task that was to change these files; an added file is another one."""
        return tuple(hunk for file in files for hunk in self._in(file))

    def _in(self, file: int) -> "Iterator[TaskHunk]":
        kind = self._kind()
        if kind in _NEW:
            file = self._files.total + self._kinds.below(self._hunks.new_names)
        count = self._sizes.geometric(self._hunks.per_file) if kind is FileChangeKind.EDIT else 1
        for _ in range(count):
            symbol = self._symbols.below(self._files.symbols_per_file)
            yield TaskHunk(file, self._lines(), symbol, kind)

    def _kind(self) -> FileChangeKind:
        shares, left = self._hunks, self._kinds.uniform()
        for kind, share in (
            (FileChangeKind.RESPELL, shares.add_share * shares.respell_share),
            (FileChangeKind.ADD, shares.add_share * (1 - shares.respell_share)),
            (FileChangeKind.DELETE, shares.delete_share),
            (FileChangeKind.RENAME, shares.rename_share),
        ):
            left -= share
            if left < 0:
                return kind
        return FileChangeKind.EDIT

    def _lines(self) -> int:
        """Lognormal with the median `lines`."""
        if not self._hunks.lines:
            return 0
        spread = exp(self._hunks.sigma * self._sizes.normal())
        return max(1, round(min(self._hunks.lines * spread, 1e6)))

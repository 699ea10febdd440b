"""A change: one path before and after. Reading changes from git is the adapter's work."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ABSENT = 0
TREE = 0o040000
REGULAR = 0o100644
EXECUTABLE = 0o100755
SYMLINK = 0o120000
GITLINK = 0o160000


class Change(NamedTuple):
    """One path before and after; a rename is two changes, a deletion and an addition.

    `path` is what git stores, raw bytes relative to the root. A mode is `ABSENT` on the side where
    the path does not exist; an object id is hexadecimal, all zeros where it is absent or unknown
    (a file of the working tree that was not hashed).
    """

    path: bytes
    old_mode: int
    new_mode: int
    old_oid: str
    new_oid: str

    @property
    def status(self) -> str:
        """The letter of git: `A` added, `D` deleted, `T` another kind of entry, `M` otherwise."""
        if self.old_mode == ABSENT:
            return "A"
        if self.new_mode == ABSENT:
            return "D"
        return "M" if file_kind(self.old_mode) == file_kind(self.new_mode) else "T"


def file_kind(mode: int) -> int:
    """The mode without permissions: both regular modes are one kind."""
    return mode & 0o170000


class FileChanges(Sequence[Change]):
    """Changes of regular files and nothing else, as raw output lists them; a sequence.

    A change is made into a value when it is looked at: there may be tens of thousands of them.
    """

    __slots__ = ("_raw", "_values", "paths", "text")

    def __init__(self, paths: list[bytes], text: bytes, raw: "Callable[[], bytes]") -> None:
        """Take over the paths, in git's order and in one text, and where the raw output is."""
        self.paths, self.text, self._raw = paths, text, raw
        self._values: tuple[Change, ...] | None = None

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> "Iterator[Change]":
        return iter(self._all())

    @overload
    def __getitem__(self, place: int) -> Change: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Change, ...]: ...
    def __getitem__(self, place: int | slice) -> Change | tuple[Change, ...]:
        return self._all()[place]

    def _all(self) -> tuple[Change, ...]:
        if self._values is None:
            self._values = tuple(sorted(parse_raw(self._raw())))
        return self._values


def read_file_changes(
    portions: "Iterable[bytes]", whole: "Callable[[], bytes]"
) -> FileChanges | None:
    """The changes in raw output that comes in portions, if all are of regular files.

    Every portion is taken; `whole` is asked for the output when a change is looked at.
    """
    paths: list[bytes] = []
    texts: list[bytes] = []
    rest, plain = b"", True
    for portion in portions:
        if plain:
            *fields, rest = (rest + portion).split(b"\0")
            if len(fields) % 2:  # its path is still to come
                rest = b"\0".join((fields.pop(), rest))
            plain = _are_plain(fields[::2])
            found = fields[1::2]
            texts.append(join_paths(found)[:-1])
            paths += found
    if rest or not plain:
        return None
    return FileChanges(paths, b"".join((*texts, b"\0")), whole)


def parse_file_changes(fields: list[bytes]) -> FileChanges | None:
    """The changes in the fields of raw output, if all are of regular files; see `parse_raw`."""
    if len(fields) % 2 or not _are_plain(fields[::2]):
        return None
    paths = fields[1::2]
    return FileChanges(paths, join_paths(paths), lambda: b"\0".join([*fields, b""]))


def join_paths(paths: list[bytes]) -> bytes:
    """All of `paths`, each between two NULs."""
    return b"\0".join([b"", *paths, b""])


def _are_plain(heads: list[bytes]) -> bool:
    """Whether each is the head of a change of regular files, in a state that can be judged.

    Heads of one repository are equally long, so a column of all of them is one slice.
    """
    width = len(heads[0]) if heads else 1
    table = b"".join(heads)
    columns = ((0, b":"), (2, b"0"), (9, b"0"), (width - 2, b" "), (width - 1, b"ADMT"))
    return len(table) == width * len(heads) and not any(
        table[at::width].strip(letters) for at, letters in columns
    )


def changed_paths(changes: "Iterable[Change]") -> list[bytes]:
    """The paths of `changes`."""
    return (
        changes.paths if isinstance(changes, FileChanges) else [change.path for change in changes]
    )


def parse_raw(stream: bytes) -> "Iterator[Change]":
    """The changes in what `git diff-index` or `git diff-tree --raw -z --no-renames` prints.

    A record is `:oldmode newmode oldid newid STATUS NUL path NUL`. Raises `ValueError` for a stream
    that is cut short or a record with two paths, and for the states U (unmerged) and X (unknown),
    which cannot be checked.
    """
    fields = stream.decode("latin-1").split("\0")
    if fields.pop() or len(fields) % 2:
        raise ValueError("a raw diff record is cut short")
    modes: dict[str, int] = {}
    for head, path in zip(fields[::2], fields[1::2], strict=True):
        old, new, old_oid, new_oid, status = head.split(" ")
        if old[:1] != ":" or status not in "ADMT":
            why = "an unresolved conflict" if status == "U" else "which cannot be checked"
            raise ValueError(f"a path has the state {status!r}, {why}")
        if old not in modes:
            modes[old] = int(old[1:], 8)
        if new not in modes:
            modes[new] = int(new, 8)
        yield Change(path.encode("latin-1"), modes[old], modes[new], old_oid, new_oid)

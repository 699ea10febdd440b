"""What a git directory is like before each file operation of a function: as a kill would leave it.

Python announces every file operation beforehand (PEP 578), so each state that a process can be
killed in is seen, but for the middle of a write. Objects of git are left out.
"""

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_OPERATIONS = {
    *("open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"),
    *("os.symlink", "os.truncate", "shutil.rmtree", "subprocess.Popen"),
}
_UNTOUCHED = ("objects", "logs", "refs")


class Entry(NamedTuple):
    """A file, link or directory; those of one file have one `inode`."""

    kind: int
    mode: int
    content: bytes
    inode: int

    def __eq__(self, other: object) -> bool:
        """Equal but for the inode, which differs from one run to the next."""
        return isinstance(other, Entry) and self[:3] == other[:3]

    def __hash__(self) -> int:
        return hash(self[:3])


State = dict[str, Entry]


def state(git_dir: Path) -> State:
    """All that is in a git directory."""
    found: State = {}
    for entry in _entries(git_dir):
        seen = entry.lstat()
        kind, mode = stat.S_IFMT(seen.st_mode), stat.S_IMODE(seen.st_mode)
        content = b""
        if kind == stat.S_IFREG:
            content = entry.read_bytes()
        elif kind == stat.S_IFLNK:
            content = os.fsencode(entry.readlink())
        found[str(entry.relative_to(git_dir))] = Entry(kind, mode, content, seen.st_ino)
    return found


def restore(git_dir: Path, wanted: State) -> None:
    """Make a git directory as it was, with several names of one file as such."""
    for path in [each for each in git_dir.iterdir() if each.name not in _UNTOUCHED]:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    first: dict[int, Path] = {}
    for name, entry in wanted.items():
        path = git_dir / name
        if entry.kind == stat.S_IFDIR:
            path.mkdir(entry.mode)
        elif entry.kind == stat.S_IFLNK:
            path.symlink_to(os.fsdecode(entry.content))
        elif entry.inode in first:
            path.hardlink_to(first[entry.inode])
        else:
            path.write_bytes(entry.content)
            path.chmod(entry.mode)
            first[entry.inode] = path


def states_within(git_dir: Path, act: "Callable[[], object]") -> list[State]:
    """The distinct states that `git_dir` is in before the file operations of `act`, in order."""
    found: list[State] = []

    def look() -> None:
        now = state(git_dir)
        if not found or found[-1] != now:
            found.append(now)

    _watch(look)
    try:
        act()
    finally:
        _watch(None)
    return found


_watching: "list[Callable[[], None]]" = []


def _watch(look: "Callable[[], None] | None") -> None:
    if not _HOOKED:
        sys.addaudithook(_heard)  # there is no way to take it away again
        _HOOKED.append(True)
    _watching[:] = [look] if look else []


_HOOKED: list[bool] = []


def _heard(event: str, _: tuple[object, ...]) -> None:
    if _watching and event in _OPERATIONS:
        look = _watching.pop()
        look()
        _watching.append(look)


def _entries(folder: Path) -> list[Path]:
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.parent == folder and path.name in _UNTOUCHED:
            continue
        found.append(path)
        if path.is_dir() and not path.is_symlink():
            found += _entries(path)
    return found

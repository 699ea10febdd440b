"""A repository of our own on top of the user's, where automatic merges are made.

Its objects go to a temporary directory, with the user's as alternates: a check never writes into
their store, and works in a read-only repository and in a server's quarantine. It has no
configuration, index or working tree either, hence no attributes and no merge drivers: a checked
tree, or whoever may write `.git/info/attributes`, could choose the outcome with those. Neither do
attributes of the user or the system count: everybody shall get the same.
"""

import os
from typing import TYPE_CHECKING

from remit.adapters.git.environment import LOCAL
from remit.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from remit.adapters.git.repository import Repository

_STALE = 3600  # seconds
# Each object costs a rename, not a link and an unlink; each commit no search among refs for its id.
_CONFIG = """\
[core]
	repositoryFormatVersion = 1
	bare = true
	looseCompression = 0
	createObject = rename
	warnAmbiguousRefs = false
	attributesFile = /dev/null
[extensions]
	objectFormat = {}
"""


class Scratch:
    """A context: the repository, seen with the objects that merges have made."""

    __slots__ = ("_folder", "_parent", "_repository")

    def __init__(self, repository: "Repository", parent: str | None = None) -> None:
        """Remember the repository; the directory is made on entry, in `parent` or where others go.

        Thousands of objects want a file system in memory, see `roomy`.
        """
        self._repository = repository
        self._parent = parent or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - private inside
        self._folder = ""

    def __enter__(self) -> "Repository":
        self._folder = _made(self._parent, self._repository.object_format)
        self._repository.__enter__()
        own = self._repository.environment
        store = own.get("GIT_OBJECT_DIRECTORY") or f"{self._repository.common_dir}/objects"
        alternates = [_quoted(os.path.abspath(store))]  # noqa: PTH100 - pathlib costs 9 ms here
        if own.get("GIT_ALTERNATE_OBJECT_DIRECTORIES"):
            alternates.append(own["GIT_ALTERNATE_OBJECT_DIRECTORIES"])
        return self._repository.within(
            {
                **own,
                "GIT_OBJECT_DIRECTORY": f"{self._folder}/objects",
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(alternates),
            }
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self._repository.__exit__(kind, error, trace)  # first whoever reads what is removed
        _removed(self._folder)


def isolated(scratch: "Repository") -> dict[str, str]:
    """The environment in which git sees the scratch repository alone; commits are named by ids."""
    seen = scratch.environment
    kept = {name: value for name, value in seen.items() if name not in LOCAL}
    if scratch.shallow:
        kept["GIT_SHALLOW_FILE"] = seen.get("GIT_SHALLOW_FILE") or f"{scratch.common_dir}/shallow"
    for name in ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"):
        kept[name] = seen[name]
    folder = seen["GIT_OBJECT_DIRECTORY"].removesuffix("/objects")
    alone = {"GIT_DIR": folder, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return {**kept, **alone, "GIT_ATTR_NOSYSTEM": "1", "GIT_GRAFT_FILE": os.devnull}


def roomy(size: int) -> str | None:
    """A file system in memory that has so many bytes free; None where there is none."""
    place = "/dev/shm"  # noqa: S108 - a private, new directory inside
    try:
        swept(place)
        found = os.statvfs(place)
    except (AttributeError, OSError):
        return None
    return place if found.f_bavail * found.f_frsize >= size else None


def swept(place: str) -> None:
    """Remove what a process of ours left behind that was killed an hour ago or more."""
    import time

    for name in os.listdir(place):  # noqa: PTH208 - as above
        words = name.split("-")
        if len(words) != 3 or words[0] != "remit" or not words[1].isdecimal():  # noqa: PLR2004 - see `_made`
            continue
        state = os.stat(f"{place}/{name}", follow_symlinks=False)  # noqa: PTH116 - as above
        old = state.st_uid == os.geteuid() and time.time() - state.st_mtime > _STALE
        if old and not _lives(int(words[1])):
            _removed(f"{place}/{name}")


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _made(parent: str, object_format: str) -> str:
    folder = f"{parent}/remit-{os.getpid()}-{os.urandom(8).hex()}"
    try:
        os.makedirs(folder, mode=0o700)  # noqa: PTH103 - as above
        for name in ("objects", "refs"):
            os.mkdir(f"{folder}/{name}")  # noqa: PTH102 - as above
        for name, content in (
            ("HEAD", "ref: refs/heads/none\n"),
            ("config", _CONFIG.format(object_format)),
        ):
            with open(f"{folder}/{name}", "wb") as file:  # noqa: PTH123 - as above
                file.write(content.encode())
    except OSError as error:
        raise GitError(
            f"no temporary directory can be made in {parent}: {error.strerror}.",
            "make room there, or name another directory in TMPDIR",
        ) from None
    return folder


def _removed(folder: str) -> None:
    """Remove our own directory, as far as it can be; `shutil` costs 2 ms here."""
    for where, folders, files in os.walk(folder, topdown=False):
        for name in files:
            _attempted(os.unlink, f"{where}/{name}")
        for name in folders:
            _attempted(os.rmdir, f"{where}/{name}")
    _attempted(os.rmdir, folder)


def _attempted(remove: "Callable[[str], None]", path: str) -> None:
    try:
        remove(path)
    except OSError:
        return


def _quoted(path: str) -> str:
    """`path` as one entry of a list of alternates, in which `:` separates and `"` quotes."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'

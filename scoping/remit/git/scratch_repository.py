"""A repository of our own on top of the user's, where automatic merges are made.

Its objects go to a temporary directory, with the user's as alternates: a check never writes into
their store, and works in a read-only repository and in a server's quarantine. It has no
configuration, index or working tree either, hence no attributes and no merge drivers: a checked
tree, or whoever may write `.git/info/attributes`, could choose the outcome with those. Neither do
attributes of the user or the system count: everybody shall get the same.
"""

# See decision 0030.

import os
from typing import TYPE_CHECKING

from remit.errors import GitError
from remit.git.environment import LOCAL, quote_alternate
from remit.system.temporary import PrivateFolder

if TYPE_CHECKING:
    from types import TracebackType

    from remit.git.repository import Repository

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


class ScratchRepository:
    """A context: the repository, seen with the objects that merges have made."""

    __slots__ = ("_folder", "_repository")

    def __init__(self, repository: "Repository", parent: str | None = None) -> None:
        """Remember the repository; the directory is made on entry, in `parent` or where others go.

        Thousands of objects want a file system in memory, see `find_memory_filesystem`.
        """
        self._repository = repository
        self._folder = PrivateFolder(parent, repository.folder)

    def __enter__(self) -> "Repository":
        try:
            folder = self._folder.__enter__()
            _fill(folder, self._repository.object_format)
        except OSError as error:
            raise GitError(
                f"no temporary directory can be made ({error.filename}): {error.strerror}.",
                "make room there, or name another directory in TMPDIR",
            ) from None
        self._repository.__enter__()
        own = self._repository.environment
        store = own.get("GIT_OBJECT_DIRECTORY") or f"{self._repository.common_dir}/objects"
        whole = os.path.join(self._repository.folder, store)  # noqa: PTH118 - pathlib costs 9 ms
        alternates = [quote_alternate(os.path.abspath(whole))]  # noqa: PTH100 - as above
        if own.get("GIT_ALTERNATE_OBJECT_DIRECTORIES"):
            alternates.append(own["GIT_ALTERNATE_OBJECT_DIRECTORIES"])
        return self._repository.within(
            {
                **own,
                "GIT_OBJECT_DIRECTORY": f"{folder}/objects",
                "GIT_ALTERNATE_OBJECT_DIRECTORIES": os.pathsep.join(alternates),
            }
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        try:
            self._repository.__exit__(kind, error, trace)  # first whoever reads what is removed
        finally:
            self._folder.__exit__(kind, error, trace)


def scratch_environment(scratch: "Repository") -> dict[str, str]:
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


def find_memory_filesystem(size: int) -> str | None:
    """A file system in memory that has so many bytes free; None where there is none."""
    place = "/dev/shm"  # noqa: S108 - a private, new directory inside
    try:
        found = os.statvfs(place)
    except (AttributeError, OSError):
        return None
    return place if found.f_bavail * found.f_frsize >= size else None


def _fill(folder: str, object_format: str) -> None:
    """Make a repository of an empty folder; `git init` would be another process."""
    for name in ("objects", "refs"):
        os.mkdir(f"{folder}/{name}")  # noqa: PTH102 - as above
    for name, content in (
        ("HEAD", "ref: refs/heads/none\n"),
        ("config", _CONFIG.format(object_format)),
    ):
        with open(f"{folder}/{name}", "wb") as file:  # noqa: PTH123 - as above
            file.write(content.encode())

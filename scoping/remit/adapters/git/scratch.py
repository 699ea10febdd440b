"""A store for the objects that an automatic merge makes, so that a check never adds to the user's.

git writes there and reads the repository's own objects as alternates. It works in a read-only
repository and in a server's quarantine as well, and disappears afterwards.
"""

import os
from typing import TYPE_CHECKING

from remit.errors import GitError

if TYPE_CHECKING:
    from types import TracebackType

    from remit.adapters.git.repository import Repository


class Scratch:
    """A context: the repository with a temporary object directory on top of its own."""

    __slots__ = ("_folder", "_repository")

    def __init__(self, repository: "Repository") -> None:
        """Remember the repository; the directory is made on entry."""
        self._repository = repository
        self._folder = ""

    def __enter__(self) -> "Repository":
        self._folder = _made()
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
        import shutil

        self._repository.__exit__(kind, error, trace)  # first whoever reads what is removed
        shutil.rmtree(self._folder, ignore_errors=True)


def isolated(repository: "Repository") -> tuple[dict[str, str], str]:
    """An environment and an empty directory in which a scratch repository shows no attributes.

    git reads `.gitattributes` from the working tree and then from the index; here both are empty.
    """
    empty = repository.environment["GIT_OBJECT_DIRECTORY"].removesuffix("objects") + "empty"
    hidden = {
        "GIT_DIR": repository.git_dir,
        "GIT_COMMON_DIR": repository.common_dir,
        "GIT_WORK_TREE": empty,
        "GIT_INDEX_FILE": f"{empty}/index",
    }
    return {**repository.environment, **hidden}, empty


def _made() -> str:
    parent = os.environ.get("TMPDIR") or "/tmp"  # noqa: S108 - a private, new directory inside
    folder = f"{parent}/remit-{os.getpid()}-{os.urandom(8).hex()}"
    try:
        os.makedirs(folder, mode=0o700)  # noqa: PTH103 - as above
        os.mkdir(f"{folder}/objects")  # noqa: PTH102 - as above
        os.mkdir(f"{folder}/empty")  # noqa: PTH102 - as above
    except OSError as error:
        raise GitError(
            f"no temporary directory can be made in {parent}: {error.strerror}.",
            "make room there, or name another directory in TMPDIR",
        ) from None
    return folder


def _quoted(path: str) -> str:
    """`path` as one entry of a list of alternates, in which `:` separates and `"` quotes."""
    if os.pathsep not in path and not path.startswith('"'):
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"'

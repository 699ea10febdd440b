"""The files that exist at a revision and that a split is about, and what is in them."""

import subprocess
import tempfile
from typing import TYPE_CHECKING

from remit.git import errors
from remit.git.process import start_git
from remit.git.trees import list_tree_entries
from remit.system import temporary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from remit.git.repository import Repository

VENDORED = frozenset((b"vendor", b"node_modules", b"third_party"))
_KIND, _FILE = 0o170000, 0o100000


def list_live_files(repository: "Repository", at: str) -> dict[bytes, str]:
    """The live files at a commit, sorted, each with the id of its content.

    Live is a regular file; links, submodules and what lies in a directory of `VENDORED` are not.
    """
    found = (
        (path, oid)
        for mode, oid, path in list_tree_entries(repository, at)
        if mode & _KIND == _FILE and not VENDORED.intersection(path.split(b"/"))
    )
    return dict(sorted(found))


def read_live_contents(
    repository: "Repository", at: str, files: "Mapping[bytes, str]"
) -> "Iterator[tuple[bytes, bytes | None]]":
    """Each of the live `files` at a commit with its content, in order, all by one process.

    The content is None where it is not here, as in a partial clone; nothing is fetched.
    """
    missing = list_missing_objects(repository, at)
    present = [oid for oid in files.values() if oid not in missing]
    found = _blobs(repository, present)
    for path, oid in files.items():
        yield path, None if oid in missing else next(found, None)


def list_missing_objects(repository: "Repository", at: str) -> frozenset[str]:
    """The objects of a commit's tree that a promisor owes us; git may die when asked for one."""
    promised = r"^(remote\..*\.promisor|extensions\.partialclone)$"
    if not repository.run("config", "--get-regexp", promised, accept=(1,)):
        return frozenset()
    asked = ("rev-list", "--objects", "--no-walk", "--missing=print", f"{at}^{{tree}}")
    lines = repository.run(*asked).split(b"\n")
    return frozenset(line[1:].decode("ascii") for line in lines if line.startswith(b"?"))


def _blobs(repository: "Repository", oids: "Iterable[str]") -> "Iterator[bytes | None]":
    """The content of each blob, in this order, by one process; None for one that is not here."""
    with tempfile.TemporaryFile(
        dir=temporary.temporary_directory(folder=repository.folder)
    ) as feed:
        feed.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
        feed.seek(0)
        with start_git(
            ("cat-file", "--batch", "--buffer"),
            repository.environment,
            repository.folder,
            stdin=feed,
            stderr=subprocess.DEVNULL,
        ) as process:
            try:
                output = process.stdout
                while output and (header := output.readline()):
                    words = header.split()
                    if len(words) == 3:  # noqa: PLR2004 - id, kind, size; else `ID missing`
                        yield output.read(int(words[2]))
                        output.read(1)
                    else:
                        yield None
            except GeneratorExit:
                process.kill()
                raise
    if process.returncode:
        raise errors.explain_git_failure("cat-file", b"", process.returncode)

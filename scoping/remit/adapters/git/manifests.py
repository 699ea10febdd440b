"""The catalog of manifests on the base, through a cache that its own content names.

The id of the tree `.remit` identifies the policy and all manifests at once, so a cached catalog can
be stale only by our own version. Whoever can write the git directory can write the cache: it is as
strong as a hook, and the later layers do not use it.
"""

import os
import sys
from typing import TYPE_CHECKING

from remit import catalog as catalogs
from remit.adapters.git.objects import Found, entries
from remit.changes import GITLINK, REGULAR, TREE
from remit.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.objects import Objects
    from remit.adapters.git.repository import Repository
    from remit.catalog import Catalog

    Files = Iterator[tuple[bytes, tuple[int, bytes]]]

KEPT = 8
_FOLDER = b".remit"
_READ = (b".remit/policy.toml", b".remit/tasks/")


def read(objects: "Objects", commit: str) -> "Catalog":
    """What the manifests of `commit` say, read from its objects."""
    return _read(objects, _root(objects, commit))


def cached(repository: "Repository", objects: "Objects", commit: str) -> "Catalog":
    """What the manifests of `commit` say, from the cache in the common git directory if it can.

    A cache that is missing, damaged, foreign or not writable costs time and nothing else.
    """
    root = _root(objects, commit)
    if root is None or root.kind != "tree":
        return _read(objects, root)
    folder = f"{repository.common_dir}/remit/cache"
    path = f"{folder}/{root.oid}.{sys.implementation.cache_tag}"
    known = _load(path)
    if known is None:
        known = _read(objects, root)
        _store(folder, path, catalogs.frozen(known))
    return known


def _root(objects: "Objects", commit: str) -> Found | None:
    return objects.find(f"{commit}:.remit")


def _read(objects: "Objects", root: Found | None) -> "Catalog":
    if root is None:
        return catalogs.read({})
    if root.kind != "tree":
        return catalogs.read({_FOLDER: (REGULAR, root.content)})
    return catalogs.read(dict(_files(objects, _FOLDER, root)))


def _files(objects: "Objects", folder: bytes, tree: Found) -> "Files":
    for entry in entries(tree):
        path = folder + b"/" + entry.name
        if entry.mode == TREE:
            yield from _files(objects, path, _present(objects, entry.oid))
        elif entry.mode == GITLINK or not path.startswith(_READ):
            yield path, (entry.mode, b"")
        else:
            yield path, (entry.mode, _present(objects, entry.oid).content)


def _present(objects: "Objects", oid: str) -> Found:
    found = objects.find(oid)
    if found is None:
        raise CouldNotJudge(
            f"the object {oid} of the manifests on the base is not in this repository.",
            f"let git get it: git cat-file -p {oid} >/dev/null",
        )
    return found


def _load(path: str) -> "Catalog | None":
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs 9 ms here
            state = os.fstat(file.fileno())
            if state.st_uid != os.geteuid() or state.st_mode & 0o022:
                return None
            return catalogs.thawed(file.read())
    except OSError:
        return None


def _store(folder: str, path: str, content: bytes) -> None:
    scratch = f"{folder}/.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        handle = os.open(scratch, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.replace(scratch, path)  # noqa: PTH105 - as above
        except BaseException:
            os.unlink(scratch)  # noqa: PTH108 - as above
            raise
        _prune(folder)
    except OSError:
        return


def _prune(folder: str) -> None:
    kept = (entry for entry in os.scandir(folder) if entry.is_file())
    aged = sorted((entry.stat().st_mtime_ns, entry.path) for entry in kept)
    for _, path in aged[:-KEPT]:
        os.unlink(path)  # noqa: PTH108 - as above

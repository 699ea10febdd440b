"""The catalog of manifests on the base, through a cache that its own content names.

The id of the tree `.remit` identifies the policy and all manifests at once, so a cached catalog can
be stale only by our own version. Whoever can write the git directory can write the cache: it is as
strong as a hook, and the later layers do not use it. What they read, and what fills the cache, is
held to the id of the commit; `agrees` tells the doctor whether the cache still is.
"""

import os
import sys
from typing import TYPE_CHECKING

from remit.changes import GITLINK, TREE
from remit.git import limits
from remit.git.objects import Verified, entries
from remit.manifest import catalog as catalogs
from remit.paths import LONGEST
from remit.system import bounded_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.git.objects import Entry, Found, Objects
    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog

KEPT = 8
_MOST = 1 << 25  # bytes; 10,000 tasks take 10 MB
_FOLDER, _POLICY = b".remit", b".remit/policy.toml"
_READ = (_POLICY, b".remit/tasks/")


def read(objects: "Objects", commit: str) -> "Catalog":
    """What the manifests of `commit` say, read from its objects.

    Raises `CouldNotCheck` where one of these is missing, damaged or swapped.
    """
    verified = Verified(objects)
    return _read(verified, _roots(verified.tree(commit)))


def cached(repository: "Repository", objects: "Objects", commit: str) -> "Catalog":
    """What the manifests of `commit` say, from the cache in the common git directory if it can.

    A cache that is missing, damaged, foreign or not writable costs time and nothing else.
    """
    roots = _roots(objects.require(f"{commit}^{{tree}}", "tree"))
    if [(root.name, root.mode) for root in roots] != [(_FOLDER, TREE)]:
        return _read(objects, roots)
    tree = objects.require(roots[0].oid, "tree")  # a cache is no reason to pass over a broken store
    folder, path = _place(repository, tree.oid)
    known = _load(path)
    if known is None:
        known = read(objects, commit)
        _store(folder, path, catalogs.frozen(known))
    return known


def agrees(repository: "Repository", objects: "Objects", commit: str, catalog: "Catalog") -> bool:
    """Whether the cache, if it has the manifests of `commit`, has what was read: `catalog`."""
    roots = _roots(Verified(objects).tree(commit))
    found = [_load(_place(repository, root.oid)[1]) for root in roots]
    return all(known is None or known.contents == catalog.contents for known in found)


def _place(repository: "Repository", oid: str) -> tuple[str, str]:
    """The folder of the cache, and the file in it for the tree `.remit` with this id."""
    folder = f"{repository.common_dir}/remit/cache"
    return folder, f"{folder}/{oid}.{sys.implementation.cache_tag}"


def concerns(path: bytes) -> bool:
    """Whether an entry at `path` is `.remit` or below it, in any case."""
    return path[: len(_FOLDER) + 1].lower() in (_FOLDER, _FOLDER + b"/")


def content(objects: "Objects | Verified", path: bytes, mode: int, oid: str) -> tuple[int, bytes]:
    """Mode and content of an entry below `.remit`; empty where its content says nothing."""
    if mode in (TREE, GITLINK) or not path.startswith(_READ):
        return mode, b""
    return mode, objects.blob(oid)


def _roots(tree: "Found") -> "list[Entry]":
    """The entries that a commit's tree has under the name `.remit`, in any case.

    A system that ignores case shows `.Scope` as `.remit`: it must not count as no manifests.
    """
    if b" .remit\0" not in tree.content.lower():  # taking a root of 500 entries apart costs 0.5 ms
        return []
    return [entry for entry in entries(tree) if entry.name.lower() == _FOLDER]


def _read(objects: "Objects | Verified", roots: "list[Entry]") -> "Catalog":
    return catalogs.read(dict(_files(objects, roots)))


def _files(
    objects: "Objects | Verified", standing: "Iterable[Entry]"
) -> "Iterator[tuple[bytes, tuple[int, bytes]]]":
    """Path, mode and content of each entry that stands at the root or below it.

    Raises `LimitExceeded` for more of them below it than are read.
    """
    waiting = [(entry.name, entry) for entry in standing]
    entered, size = -len(waiting), 0
    while waiting:
        path, entry = waiting.pop()
        entered += 1
        if entry.mode == TREE and path != _POLICY and len(path) <= LONGEST:
            tree = objects.require(entry.oid, "tree")
            waiting += ((path + b"/" + below.name, below) for below in entries(tree))
        else:
            mode, text = content(objects, path, entry.mode, entry.oid)
            size += len(text)
            yield path, (mode, text)
        if entered > limits.MANIFESTS or size > limits.MANIFESTS_SIZE:
            raise limits.too_many_manifests()


def _load(path: str) -> "Catalog | None":
    try:
        state = os.stat(path)  # noqa: PTH116 - pathlib costs 9 ms here
        if state.st_uid != os.geteuid() or state.st_mode & 0o022:
            return None
        return catalogs.thawed(bounded_read.read(path, _MOST))
    except OSError:
        return None


def _store(folder: str, path: str, content: bytes) -> None:
    from remit.system.atomic_write import replace_file

    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
        replace_file(path, content, 0o600)
        _prune(folder)
    except OSError:
        return


def _prune(folder: str) -> None:
    kept = (entry for entry in os.scandir(folder) if entry.is_file())
    aged = sorted((entry.stat().st_mtime_ns, entry.path) for entry in kept)
    for _, path in aged[:-KEPT]:
        os.unlink(path)  # noqa: PTH108 - as above

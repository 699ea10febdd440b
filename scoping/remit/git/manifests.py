"""The catalog of manifests on the base, through a cache that its own content names.

The id of the tree `.remit` identifies the policy and all manifests at once, so a cached catalog can
be stale only by our own version. Whoever can write the git directory can write the cache: it is as
strong as a hook, and the later layers do not use it. What they read, and what fills the cache, is
held to the id of the commit; `is_cache_consistent` tells the doctor whether the cache still is.
"""

import os
import sys
from typing import TYPE_CHECKING

from remit.changes import GITLINK, TREE
from remit.git import limits
from remit.git.objects import VerifyingReader, parse_tree_entries
from remit.manifest import catalog as catalogs
from remit.paths import LONGEST
from remit.system import bounded_read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.git.objects import GitObject, ObjectReader, TreeEntry
    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog

KEPT = 8
_MOST = 1 << 25  # bytes; 10,000 tasks take 10 MB
_FOLDER, _POLICY = b".remit", b".remit/policy.toml"
_READ = (_POLICY, b".remit/tasks/")


def read_base_catalog(objects: "ObjectReader", commit: str) -> "Catalog":
    """What the manifests of `commit` say, read from its objects.

    Raises `CouldNotCheck` where one of these is missing, damaged or swapped.
    """
    verified = VerifyingReader(objects)
    return _read(verified, _roots(verified.tree(commit)))


def read_cached_catalog(
    repository: "Repository", objects: "ObjectReader", commit: str
) -> "Catalog":
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
        known = read_base_catalog(objects, commit)
        _store(folder, path, catalogs.serialize_catalog(known))
    return known


def is_cache_consistent(
    repository: "Repository", objects: "ObjectReader", commit: str, catalog: "Catalog"
) -> bool:
    """Whether the cache, if it has the manifests of `commit`, has what was read: `catalog`."""
    roots = _roots(VerifyingReader(objects).tree(commit))
    found = [_load(_place(repository, root.oid)[1]) for root in roots]
    return all(known is None or known.contents == catalog.contents for known in found)


def _place(repository: "Repository", oid: str) -> tuple[str, str]:
    """The folder of the cache, and the file in it for the tree `.remit` with this id."""
    folder = f"{repository.common_dir}/remit/cache"
    return folder, f"{folder}/{oid}.{sys.implementation.cache_tag}"


def is_manifest_path(path: bytes) -> bool:
    """Whether an entry at `path` is `.remit` or below it, in any case."""
    return path[: len(_FOLDER) + 1].lower() in (_FOLDER, _FOLDER + b"/")


def read_manifest_entry(
    objects: "ObjectReader | VerifyingReader", path: bytes, mode: int, oid: str
) -> tuple[int, bytes]:
    """Mode and content of an entry below `.remit`; empty where its content says nothing."""
    if mode in (TREE, GITLINK) or not path.startswith(_READ):
        return mode, b""
    return mode, objects.blob(oid)


def _roots(tree: "GitObject") -> "list[TreeEntry]":
    """The entries that a commit's tree has under the name `.remit`, in any case.

    A system that ignores case shows `.Remit` as `.remit`: it must not count as no manifests.
    """
    if b" .remit\0" not in tree.content.lower():  # taking a root of 500 entries apart costs 0.5 ms
        return []
    return [entry for entry in parse_tree_entries(tree) if entry.name.lower() == _FOLDER]


def _read(objects: "ObjectReader | VerifyingReader", roots: "list[TreeEntry]") -> "Catalog":
    return catalogs.read_catalog(dict(_files(objects, roots)))


def _files(
    objects: "ObjectReader | VerifyingReader", standing: "Iterable[TreeEntry]"
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
            waiting += ((path + b"/" + below.name, below) for below in parse_tree_entries(tree))
        else:
            mode, text = read_manifest_entry(objects, path, entry.mode, entry.oid)
            size += len(text)
            yield path, (mode, text)
        if entered > limits.MANIFESTS or size > limits.MANIFESTS_SIZE:
            raise limits.too_many_manifests()


def _load(path: str) -> "Catalog | None":
    try:
        state = os.stat(path)  # noqa: PTH116 - pathlib costs 9 ms here
        if state.st_uid != os.geteuid() or state.st_mode & 0o022:
            return None
        return catalogs.deserialize_catalog(bounded_read.read_bounded(path, _MOST))
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

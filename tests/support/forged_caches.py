"""Caches that git believes, written so that they lie."""

import struct
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from repo import Repo

_NO_PARENT = 0x70000000
_ID, _COMMIT = 20, 36  # bytes of an id, and of a commit in the graph


def graph(repo: "Repo", child: str, parent: str, tip: str, *, split: bool = False) -> Path:
    """A commit-graph in which `parent` is the only parent of `child`, from which `tip` descends."""
    how = ("--split=no-merge",) if split else ()
    repo.git("-c", "commitGraph.generationVersion=1", "commit-graph", "write", "--reachable", *how)
    info = _objects(repo) / "info"
    (file,) = info.glob("commit-graphs/*.graph") if split else [info / "commit-graph"]
    _rewrite(file, lambda content: _with_parent(content, child, parent, tip))
    return file


def swapped(repo: "Repo", one: str, other: str) -> Path:
    """A multi-pack index in which two objects stand for each other."""
    repo.git("repack", "-a", "-d", "-q")
    repo.git("multi-pack-index", "write")
    file = _objects(repo) / "pack/multi-pack-index"
    _rewrite(file, lambda content: _with_swap(content, one, other))
    return file


def tree(index: Path, forged: "dict[str, str]") -> None:
    """Ids in the index's cache of trees, replaced by others."""

    def edit(content: bytearray) -> None:
        start = content.rindex(b"TREE")
        for old, new in forged.items():
            at = content.index(bytes.fromhex(old), start)
            content[at : at + _ID] = bytes.fromhex(new)

    _rewrite(index, edit)


def _objects(repo: "Repo") -> Path:
    return repo.root / repo.git("rev-parse", "--git-path", "objects")


def _rewrite(file: Path, edit: "Callable[[bytearray], None]") -> None:
    """Edit a file that ends with its checksum."""
    content = bytearray(file.read_bytes())
    edit(content)
    content[-_ID:] = sha1(content[:-_ID], usedforsecurity=False).digest()
    file.chmod(0o644)
    file.write_bytes(content)


def _with_parent(content: bytearray, child: str, parent: str, tip: str) -> None:
    """gitformat-commit-graph(5): a commit names its parents by their places, ids being sorted.

    It is looked for only below commits of a higher generation, kept above two bits of the time.
    """
    chunk, ids = _ids(content, 8)
    for oid, generation in ((child, 1000), (tip, 2000)):
        at = chunk[b"CDAT"] + _COMMIT * ids.index(oid) + _ID
        struct.pack_into(">I", content, at + 8, generation << 2 | content[at + 11] & 3)
        if oid == child:
            struct.pack_into(">II", content, at, ids.index(parent), _NO_PARENT)


def _with_swap(content: bytearray, one: str, other: str) -> None:
    """gitformat-pack(5): a pack and an offset of 4 bytes each for every id."""
    chunk, ids = _ids(content, 12)
    here, there = (chunk[b"OOFF"] + 8 * ids.index(oid) for oid in (one, other))
    content[here : here + 8], content[there : there + 8] = (
        content[there : there + 8],
        content[here : here + 8],
    )


def _ids(content: bytearray, header: int) -> tuple[dict[bytes, int], list[str]]:
    """The chunks of a file of git's by name, and the ids that it lists."""
    entries = (
        struct.unpack_from(">4sQ", content, header + 12 * place) for place in range(content[6])
    )
    chunk = dict(entries)
    (count,) = struct.unpack_from(">I", content, chunk[b"OIDF"] + 4 * 255)
    start = chunk[b"OIDL"]
    return chunk, [content[start + _ID * n : start + _ID * (n + 1)].hex() for n in range(count)]

"""Commits that exist only for a merge: they give `git merge-tree` a base that is no ancestor.

Written straight into the store of a scratch repository, as loose objects (gitrepository-layout(5)):
a process for each would cost more than the merge.
"""

import hashlib
import os
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remit.adapters.git.repository import Repository

_WHO = "remit <remit@localhost> 0 +0000"


class Commits:
    """Commits of trees in one scratch repository, each written once."""

    __slots__ = ("_hash", "_known", "_store")

    def __init__(self, scratch: "Repository") -> None:
        """Nothing is written yet."""
        self._store = scratch.environment["GIT_OBJECT_DIRECTORY"]
        self._hash = hashlib.new(scratch.object_format, usedforsecurity=False)
        self._known: set[str] = set()

    def sides(self, base: str, ours: str, theirs: str) -> tuple[str, str]:
        """Two commits, of the trees `ours` and `theirs`, whose merge base has the tree `base`."""
        root = self.commit(base)
        return self.commit(ours, root), self.commit(theirs, root)

    def commit(self, tree: str, *parents: str) -> str:
        """The id of a commit of the tree."""
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        body = "\n".join((*lines, f"author {_WHO}", f"committer {_WHO}", "", "remit\n")).encode()
        content = b"commit %d\0%s" % (len(body), body)
        name = self._hash.copy()
        name.update(content)
        oid = name.hexdigest()
        if oid not in self._known:
            self._write(oid, content)
            self._known.add(oid)
        return oid

    def _write(self, oid: str, content: bytes) -> None:
        folder = f"{self._store}/{oid[:2]}"
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - thousands of times
        with open(f"{folder}/{oid[2:]}", "wb") as file:  # noqa: PTH123 - as above
            file.write(zlib.compress(content, 1))

"""A fake of `remit.ports.Trees` on dictionaries: path to mode and content, no git.

The real adapter passes the same contract suite, see `tests/contracts/`.
"""

import hashlib
from collections.abc import Iterable, Mapping

from remit.changes import ABSENT, GITLINK, SYMLINK, Change
from remit.errors import GitError, LimitExceeded

Tree = Mapping[bytes, tuple[int, bytes]]
"""Every path of a tree with its mode and content: a symlink's target, a submodule's commit id."""


def oid(mode: int, content: bytes) -> str:
    """The id that git gives this entry."""
    if mode == GITLINK:
        return content.decode("ascii")
    return hashlib.sha1(b"blob %d\0%b" % (len(content), content), usedforsecurity=False).hexdigest()


def changes(old: Tree, new: Tree) -> list[Change]:
    """What `git diff-tree -r --raw --no-renames` says about two trees."""
    sides = ((path, _entry(old, path), _entry(new, path)) for path in sorted({*old, *new}))
    return [
        Change(path, before[0], after[0], before[1], after[1])
        for path, before, after in sides
        if before != after
    ]


class FakeTrees:
    """The trees behind a change: the result, the base's tip, and the fork (as `since_fork`)."""

    def __init__(self, result: Tree, base: Tree | None = None, fork: Tree | None = None) -> None:
        self._result = result
        self._base: Tree = {} if base is None else base
        self._fork: Tree = self._base if fork is None else fork
        self._blobs = {oid(*entry): entry[1] for entry in result.values()}
        for tree in (self._base, self._fork):
            self._blobs.update({oid(*entry): entry[1] for entry in tree.values()})
        self.asked: list[str] = []
        self.too_large: set[str] = set()
        """Ids of blobs that are larger than anything that is read."""

    def remember(self, tree: Tree) -> None:
        """Make the blobs of a further tree readable (the commit before the change)."""
        self._blobs.update({oid(*entry): entry[1] for entry in tree.values()})

    def links(self) -> Mapping[bytes, bytes]:
        self.asked.append("links")
        return {path: target for path, (mode, target) in self._result.items() if mode == SYMLINK}

    def paths(self) -> Iterable[bytes]:
        self.asked.append("paths")
        return list(self._result)

    def since_base(self) -> Mapping[bytes, Change]:
        self.asked.append("since_base")
        return {change.path: change for change in changes(self._base, self._result)}

    def since_fork(self) -> Mapping[bytes, Change]:
        self.asked.append("since_fork")
        return {change.path: change for change in changes(self._fork, self._result)}

    def blob(self, oid: str) -> bytes:
        self.asked.append("blob")
        if oid in self.too_large:
            raise LimitExceeded(f"the blob {oid[:7]} is too large.")
        try:
            return self._blobs[oid]
        except KeyError:
            raise GitError(f"The object {oid} is missing.") from None


def _entry(tree: Tree, path: bytes) -> tuple[int, str]:
    return (tree[path][0], oid(*tree[path])) if path in tree else (ABSENT, "0" * 40)

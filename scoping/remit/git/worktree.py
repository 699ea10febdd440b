"""The working tree, read without git's index being written and without any filter being run.

git lists the paths whose notes in the index no longer fit; whether such a file really differs is
found by hashing it here, since git would run the filters that the checked tree asks for. (git does
so of its own accord for a file as young as the index, so filters are switched off for it as well.)
A file that a filter would change back therefore counts as changed.
"""

import os
from functools import cached_property
from stat import S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from remit.changes import ABSENT, EXECUTABLE, GITLINK, REGULAR, SYMLINK, Change
from remit.errors import CouldNotJudge
from remit.git import diff, limits
from remit.git.objects import content_id
from remit.git.trees import GitTrees
from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.git.objects import Objects
    from remit.git.repository import Repository

_CHUNK = 1 << 20
_UNTRACKED = -1  # for a mode: git gave none, the file has to be asked


class Worktree:
    """The working tree of a repository, as a set of changes since `tree`."""

    def __init__(self, repository: "Repository", tree: str) -> None:
        """Start asking git; `changes` waits for it."""
        self._repository = repository
        self.before = tree
        raw = ("--ignore-submodules=dirty" if word == _NONE else word for word in diff.RAW)
        self._tracked = repository.start(
            *_without_filters(repository), "diff-index", *raw, tree, "--"
        )
        others = ("ls-files", "--others", "--exclude-standard", "-z", *repository.whole())
        self._others = repository.start(*others)
        self._top = os.fsencode(repository.up or ".")
        self.files: dict[str, bytes] = {}
        """The path of each changed file by its object id."""

    def read(self, path: bytes) -> bytes:
        """What a commit would store for a file or a symlink of the working tree."""
        file = os.path.join(self._top, path)  # noqa: PTH118 - bytes
        try:
            if os.path.islink(file):  # noqa: PTH114 - bytes
                return os.readlink(file)  # noqa: PTH115 - bytes
            with open(file, "rb") as opened:  # noqa: PTH123 - bytes
                content = opened.read(limits.CONTENT + 1)
        except OSError as error:
            raise _unreadable(path, error) from None
        if len(content) > limits.CONTENT:
            raise limits.too_large(shown(path))
        return content

    @cached_property
    def changes(self) -> "tuple[Change, ...]":
        """The changes in it, sorted by path: tracked files, and new ones not ignored."""
        found = {change.path: change for change in diff.changes(self._tracked.output())}
        others = self._others.output()
        limits.require_paths(len(found) + others.count(b"\0"))
        for path in others.split(b"\0")[:-1]:
            name = path.rstrip(b"/")  # a nested repository is listed as a directory
            old = found.get(name)
            mode, oid = (old.old_mode, old.old_oid) if old else (ABSENT, "")
            found[name] = Change(name, mode, GITLINK if path != name else _UNTRACKED, oid, "")
        settled = map(self._settled, found.values())
        return tuple(sorted(change for change in settled if change is not None))

    def _settled(self, change: Change) -> Change | None:
        """The change with the entry that stands in the working tree; None if it is no change."""
        width = len(change.old_oid) or len(change.new_oid) or self._width
        absent = "0" * width
        old_oid = change.old_oid or absent
        mode, oid = change.new_mode, change.new_oid or absent
        if mode not in {ABSENT, GITLINK}:
            mode, oid = self._entry(change, absent)
            self.files[oid] = change.path
        if (mode, oid) == (change.old_mode, old_oid) or mode == change.old_mode == ABSENT:
            return None
        return Change(change.path, change.old_mode, mode, old_oid, oid)

    def _entry(self, change: Change, absent: str) -> tuple[int, str]:
        file = os.path.join(self._top, change.path)  # noqa: PTH118 - bytes
        try:
            state = os.lstat(file)
            if S_ISLNK(state.st_mode):
                target = os.readlink(file)  # noqa: PTH115 - bytes
                return SYMLINK, content_id("blob", len(target), (target,), len(absent))
            if not S_ISREG(state.st_mode):
                return ABSENT, absent  # a pipe or a device: git stores no such thing
            with open(file, "rb") as content:  # noqa: PTH123 - bytes
                chunks = iter(lambda: content.read(_CHUNK), b"")
                oid = content_id("blob", state.st_size, chunks, len(absent))
        except OSError as error:
            raise _unreadable(change.path, error) from None
        if change.new_mode in {REGULAR, EXECUTABLE} and change.old_mode != ABSENT:
            return change.new_mode, oid  # git's own answer respects core.fileMode
        return EXECUTABLE if state.st_mode & 0o100 else REGULAR, oid

    @cached_property
    def _width(self) -> int:
        return len(self._repository.empty_tree())


class WorktreeTrees(GitTrees):
    """The result is the tree before, with the working tree's changes on top."""

    def __init__(
        self,
        repository: "Repository",
        objects: "Objects",
        base: str,
        parents: tuple[str, ...],
        worktree: Worktree,
    ) -> None:
        """Remember where to ask."""
        super().__init__(repository, objects, base, parents, worktree.before)
        self._worktree = worktree

    def links(self) -> "Mapping[bytes, bytes]":
        """Every symlink in the result: its path and the bytes it points to."""
        links = dict(super().links())
        for change in self._worktree.changes:
            links.pop(change.path, None)
            if change.new_mode == SYMLINK:
                links[change.path] = self._worktree.read(change.path)
        return links

    def paths(self) -> "tuple[bytes, ...]":
        """Every path in the result."""
        changes = self._worktree.changes
        gone = {change.path for change in changes}
        kept = (path for path in super().paths() if path not in gone)
        return (*kept, *(change.path for change in changes if change.new_mode != ABSENT))

    def since_base(self) -> "Mapping[bytes, Change]":
        """The changes that lead from the base to the working tree, by path."""
        return self._on_top(super().since_base())

    def since_fork(self) -> "Mapping[bytes, Change]":
        """The changes from where this work left the base to the working tree, by path."""
        return self._on_top(super().since_fork())

    def blob(self, oid: str) -> bytes:
        """The content of a blob, or of the changed file that has this id."""
        path = self._worktree.files.get(oid)
        return super().blob(oid) if path is None else self._worktree.read(path)

    def _on_top(self, below: "Mapping[bytes, Change]") -> "dict[bytes, Change]":
        """`below` leads to the tree before; the working tree's changes go on from there."""
        whole = dict(below)
        for change in self._worktree.changes:
            under = whole.pop(change.path, change)
            both = under._replace(new_mode=change.new_mode, new_oid=change.new_oid)
            if (both.old_mode, both.old_oid) != (both.new_mode, both.new_oid):
                whole[change.path] = both
        return whole


_NONE = "--ignore-submodules=none"


def _without_filters(repository: "Repository") -> "Iterator[str]":
    """The options of git that switch off every filter that the configuration knows."""
    asked = ("config", "-z", "--name-only", "--get-regexp", r"^filter\..*")
    names = os.fsdecode(repository.run(*asked, accept=(1,))).split("\0")[:-1]
    for name in dict.fromkeys(name.rpartition(".")[0] for name in names):
        yield f"--config-env={name}.clean=REMIT_NOTHING"
        yield f"--config-env={name}.process=REMIT_NOTHING"
        yield f"--config-env={name}.required=REMIT_NOTHING"


def _unreadable(path: bytes, error: OSError) -> CouldNotJudge:
    return CouldNotJudge(
        f"{shown(path)} cannot be read: {error.strerror}.", "repair its owner or mode, or remove it"
    )

"""The working tree, read without git's index being written and without any filter being run.

git lists the paths whose notes in the index no longer fit; whether such a file really differs is
found by hashing it, with every filter switched off that the configuration knows. Conversions that
git makes itself (line ends, encodings, `ident`) count as in a commit. A file of a filter is
unchanged while its size and times are those in the index; else only the filter could tell, so it
counts as changed.
"""

# See decision 0034.

import os
import re
from functools import cached_property
from stat import S_ISLNK, S_ISREG
from typing import TYPE_CHECKING

from remit.changes import ABSENT, EXECUTABLE, GITLINK, REGULAR, SYMLINK, Change
from remit.errors import CouldNotCheck
from remit.git import diff, limits
from remit.git.objects import object_id
from remit.git.trees import GitTrees
from remit.git.worktree_state import start_worktree_listing, switch_off_filters
from remit.paths import quote_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository

_CHUNK = 1 << 20
_AT_ONCE = 200  # paths in one command line
# what `ls-files --eol` says of a file with returns that the attributes do not call text for certain
_KEPT = re.compile(rb"i/(crlf|mixed) .* attr/(?!text(?!=auto))")
# `ls-files --stage --debug -z`; a git that says it in another way makes the file count as changed
_NOTED = re.compile(
    rb"\d+ ([0-9a-f]+) 0\t([^\0]+)\0  ctime: (\d+):(\d+)\n  mtime: (\d+):(\d+)\n"
    rb"  dev: \d+\tino: (\d+)\n  uid: \d+\tgid: \d+\n  size: (\d+)\tflags: [0-9a-f]+\n"
)
_UNTRACKED = -1  # for a mode: git gave none, the file has to be asked


class WorktreeChanges:
    """The working tree of a repository, as a set of changes since `tree`."""

    def __init__(self, repository: "Repository", tree: str) -> None:
        """Start asking git; `changes` waits for it."""
        self._repository = repository
        self.before = tree
        self._tracked, self._others = start_worktree_listing(repository, tree)
        top = os.path.join(repository.folder, repository.up)  # noqa: PTH118 - pathlib costs 9 ms
        self._top = os.fsencode(top or ".")
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
            raise limits.too_large(quote_path(path))
        return content

    @cached_property
    def changes(self) -> "tuple[Change, ...]":
        """The changes in it, sorted by path: tracked files, and new ones not ignored."""
        found = {change.path: change for change in diff.parse_changes(self._tracked.output())}
        others = self._others.output()
        limits.require_path_count(len(found) + others.count(b"\0"))
        for path in others.split(b"\0")[:-1]:
            name = path.rstrip(b"/")  # a nested repository is listed as a directory
            old = found.get(name)
            mode, oid = (old.old_mode, old.old_oid) if old else (ABSENT, "")
            found[name] = Change(name, mode, GITLINK if path != name else _UNTRACKED, oid, "")
        settled = map(self._settled, found.values())
        changed = [change for change in settled if change is not None]
        return tuple(sorted(self._converted(changed)))

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

    def _converted(self, changes: "list[Change]") -> "Iterator[Change]":
        """What is left of the changes once git's conversions count, and files of filters."""
        files = [change for change in changes if _may_be_converted(change)]
        oids = self._stored(files)
        left = [each.path for each in files if oids[each.path] != each.old_oid]
        untouched = self._untouched(self._filtered(left))
        for change in changes:
            oid = oids.get(change.path, change.new_oid)
            oid = untouched.get(change.path, oid)
            self.files.setdefault(oid, change.path)
            if (change.old_mode, change.old_oid) != (change.new_mode, oid):
                yield change._replace(new_oid=oid)

    def _stored(self, files: "list[Change]") -> dict[bytes, str]:
        """The object id by which a commit would store each of the files, by path."""
        if not files:
            return {}
        # git goes to the top for these paths, and asks the configuration whether to refuse some
        command = ("-c", "core.safecrlf=false", "hash-object", "--stdin-paths")
        feed = b"".join(_quoted(each.path) + b"\n" for each in files)
        output = self._repository.run(*switch_off_filters(self._repository), *command, feed=feed)
        stored = zip(files, output.decode("ascii").split(), strict=True)
        oids = {each.path: oid for each, oid in stored if oid != each.new_oid}
        kept = self._with_returns([*oids])
        return {e.path: e.new_oid if e.path in kept else oids.get(e.path, e.new_oid) for e in files}

    def _with_returns(self, paths: list[bytes]) -> set[bytes]:
        """Those of the paths at which git keeps the line ends, since the index has such ones.

        `git hash-object` does not look there.
        """
        lines = self._listed(("--eol",), paths).split(b"\0")[:-1]
        states = (line.partition(b"\t") for line in lines)
        return {path for state, _, path in states if _KEPT.match(state)}

    def _filtered(self, paths: list[bytes]) -> list[bytes]:
        """Those of the paths to which the attributes give a filter."""
        if not paths:
            return []
        feed = b"".join(os.path.join(self._top, path) + b"\0" for path in paths)  # noqa: PTH118
        fields = self._repository.run("check-attr", "-z", "--stdin", "filter", feed=feed)
        values = zip(paths, fields.split(b"\0")[2::3], strict=True)
        return [path for path, value in values if value not in (b"unspecified", b"unset")]

    def _untouched(self, paths: list[bytes]) -> dict[bytes, str]:
        """What the index has of those paths whose files it has noted to the nanosecond."""
        noted = _NOTED.findall(self._listed(("--stage", "--debug"), paths))
        return {
            path: oid.decode("ascii")
            for oid, path, *state in noted
            if self._state(path) == [*map(int, state)]
        }

    def _state(self, path: bytes) -> list[int]:
        """Times, inode and size of a file as the index would note them, in 32 bits each."""
        state = os.lstat(os.path.join(self._top, path))  # noqa: PTH118 - bytes
        times = (*divmod(state.st_ctime_ns, 10**9), *divmod(state.st_mtime_ns, 10**9))
        return [number & 0xFFFFFFFF for number in (*times, state.st_ino, state.st_size)]

    def _listed(self, options: tuple[str, ...], paths: list[bytes]) -> bytes:
        """What `git ls-files` says of the paths with these options."""
        found = b""
        for start in range(0, len(paths), _AT_ONCE):
            only = map(os.fsdecode, paths[start : start + _AT_ONCE])
            places = (self._repository.up + path for path in only)
            found += self._repository.run("ls-files", "-z", "--full-name", *options, "--", *places)
        return found

    def _entry(self, change: Change, absent: str) -> tuple[int, str]:
        file = os.path.join(self._top, change.path)  # noqa: PTH118 - bytes
        try:
            state = os.lstat(file)
            if S_ISLNK(state.st_mode):
                target = os.readlink(file)  # noqa: PTH115 - bytes
                return SYMLINK, object_id("blob", len(target), (target,), len(absent))
            if not S_ISREG(state.st_mode):
                return ABSENT, absent  # a pipe or a device: git stores no such thing
            with open(file, "rb") as content:  # noqa: PTH123 - bytes
                chunks = iter(lambda: content.read(_CHUNK), b"")
                oid = object_id("blob", state.st_size, chunks, len(absent))
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
        objects: "ObjectReader",
        base: str,
        parents: tuple[str, ...],
        worktree: WorktreeChanges,
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
        return self._whole_since_base

    def since_fork(self) -> "Mapping[bytes, Change]":
        """The changes from where this work left the base to the working tree, by path."""
        return self._whole_since_fork

    def blob(self, oid: str) -> bytes:
        """The content of a blob, or of the changed file that has this id."""
        path = self._worktree.files.get(oid)
        if path is None:
            return super().blob(oid)
        content = self._worktree.read(path)
        if object_id("blob", len(content), (content,), len(oid)) != oid:
            return content.replace(b"\r\n", b"\n")  # as git has hashed it
        return content

    @cached_property
    def _whole_since_base(self) -> "dict[bytes, Change]":
        return self._on_top(super().since_base())

    @cached_property
    def _whole_since_fork(self) -> "dict[bytes, Change]":
        return self._on_top(super().since_fork())

    def _on_top(self, below: "Mapping[bytes, Change]") -> "dict[bytes, Change]":
        """`below` leads to the tree before; the working tree's changes go on from there."""
        whole = dict(below)
        for change in self._worktree.changes:
            under = whole.pop(change.path, change)
            both = under._replace(new_mode=change.new_mode, new_oid=change.new_oid)
            if (both.old_mode, both.old_oid) != (both.new_mode, both.new_oid):
                whole[change.path] = both
        return whole


def paths_differing_from_index(repository: "Repository") -> frozenset[bytes]:
    """The paths where the working tree may have other content than the index, or none.

    By git's notes alone, so that no filter runs: a file that was only touched is among them.
    """
    options = ("--name-only", "-z", "--ignore-submodules=all")
    listed = repository.run(*switch_off_filters(repository), "diff-files", *options)
    return frozenset(listed.split(b"\0")[:-1])


def _may_be_converted(change: Change) -> bool:
    """Whether a file that is not as before may be so once it is stored."""
    plain = {change.old_mode, change.new_mode} <= {REGULAR, EXECUTABLE}
    return plain and change.old_oid != change.new_oid


def _quoted(path: bytes) -> bytes:
    """A path as a line for git."""
    escaped = path.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"%s"' % escaped


def _unreadable(path: bytes, error: OSError) -> CouldNotCheck:
    return CouldNotCheck(
        f"{quote_path(path)} cannot be read: {error.strerror}.",
        "repair its owner or mode, or remove it",
    )

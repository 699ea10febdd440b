"""Objects by name, through one `git cat-file --batch` that answers as often as it is asked."""

import os
import subprocess
from typing import TYPE_CHECKING

from remit.changes import TREE
from remit.errors import CouldNotCheck, RemitError
from remit.git import limits
from remit.git.process import open_spool, read_spool, start_git
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Protocol

    class _Hash(Protocol):
        def update(self, content: bytes, /) -> None: ...

        def hexdigest(self) -> str: ...


# a larger blob is said while it is read; git holds no more of it in memory than a part
_STREAMING = ("-c", f"core.bigFileThreshold={1 << 20}")

# hashlib loads OpenSSL, 3 ms of a check; its SHA-1 is ten times as fast as Python's own one
_SHA1_WIDTH, _SMALL = 40, 1 << 18


class GitObject(NamedTuple):
    """An object: its full id, its kind (`blob`, `tree`, `commit`, `tag`), its content."""

    oid: str
    kind: str
    content: bytes


class TreeEntry(NamedTuple):
    """One entry of a tree object: its name is one component."""

    name: bytes
    mode: int
    oid: str


class ObjectReader:
    """The objects of one repository. It never fetches: what is not here is missing."""

    __slots__ = ("_complaint", "_environment", "_folder", "_process")

    def __init__(self, environment: "Mapping[str, str]", folder: str = "") -> None:
        """Start git in `folder`; the first question waits for it, not this call."""
        self._environment, self._folder = environment, folder
        self._start()

    def _start(self) -> None:
        self._complaint = _complaint(self._folder)
        try:
            self._process = start_git(
                (*_STREAMING, "cat-file", "--batch"),
                self._environment,
                self._folder,
                stdin=subprocess.PIPE,
                stderr=self._complaint,
            )
        except BaseException:
            os.close(self._complaint)
            raise
        limits.set_limits(self._process.pid)

    def find(self, name: str) -> GitObject | None:
        """The object that `name` means (an id, or `ID:path`), or None where git finds none.

        None does not prove absence: git says the same of an object that is missing or damaged, and
        of a path below such a tree. Ask `require` or `entry` where that makes a difference. `name`
        goes through a pipe, so it is no option; it still may not hold a line break. Raises
        `LimitExceeded` for an object that is larger than anything a judgement reads.
        """
        found = self._first(name, limits.CONTENT)
        if found is not None and len(found.content) > limits.CONTENT:
            raise limits.too_large(f"the {found.kind} {found.oid}")
        return found

    def _first(self, name: str, most: int) -> GitObject | None:
        """The object with at most one byte more of its content than `most`.

        Where there is more git is asked anew the next time: what it still says is not waited for.
        """
        if "\n" in name:
            raise CouldNotCheck(f"{name!r} is no name of an object.")
        header = self._ask(name.encode("utf-8", "surrogateescape"))
        words = header.rsplit(b" ", 2)
        if not header.endswith(b"\n"):
            raise self._died(name)
        if len(words) < 3 or not words[2].strip().isdigit():  # noqa: PLR2004 - oid, kind, size
            return None
        oid, kind, size = words
        wanted = min(int(size), most) + 1  # the last is the line's end
        content = self._process.stdout.read(wanted) if self._process.stdout else b""
        if len(content) < wanted:
            raise self._died(name)
        if int(size) > most:
            self.abandon()
            self._start()
        else:
            content = content[:-1]
        return GitObject(oid.decode("ascii"), kind.decode("ascii"), content)

    def require(self, name: str, kind: str) -> GitObject:
        """The object that must be there, since a ref or another object names it.

        Raises `CouldNotCheck` where it is missing or damaged, or of another kind.
        """
        return _required(self.find(name), name, kind)

    def blob(self, oid: str) -> bytes:
        """The content of the blob `oid`; raises `CouldNotCheck` where it is missing."""
        return self.require(oid, "blob").content

    def beginning(self, oid: str, most: int) -> bytes:
        """The content of the blob `oid`; of one that is longer than `most` the first `most + 1`."""
        return _required(self._first(oid, most), oid, "blob").content

    def entry(self, commit: str, path: bytes) -> TreeEntry | None:
        """The entry at `path` in the tree of `commit`, or None where there certainly is none.

        Raises `CouldNotCheck` where a tree on the way is missing or damaged. Reads each of them
        whole: to see that something is there, `find` is faster.
        """
        found = TreeEntry(b"", TREE, f"{commit}^{{tree}}")
        for name in path.split(b"/"):
            if found.mode != TREE:
                return None
            listed = parse_tree_entries(self.require(found.oid, "tree"))
            below = next((entry for entry in listed if entry.name == name), None)
            if below is None:
                return None
            found = below
        return found

    def abandon(self) -> None:
        """End the process."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:  # it died before us; whoever asked it has been told
                    continue
        self._process.kill()
        self._process.wait()
        os.close(self._complaint)

    def _ask(self, name: bytes) -> bytes:
        if self._process.stdin is None or self._process.stdout is None:
            return b""
        try:
            self._process.stdin.write(name + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return b""
        return self._process.stdout.readline()

    def _died(self, name: str) -> RemitError:
        from remit.git import errors

        code = self._process.wait()
        error = errors.explain_git_failure("cat-file", read_spool(self._complaint, None), code)
        if isinstance(error, CouldNotCheck):  # git < 2.44 dies where it may not fetch
            return CouldNotCheck(
                error.sentence, f"let git get it: git cat-file -p {name} >/dev/null"
            )
        return error


def _required(found: GitObject | None, name: str, kind: str) -> GitObject:
    if found is None or found.kind != kind:
        raise CouldNotCheck(
            f"the {kind} {name} cannot be read: it is missing from this repository or damaged.",
            f"in a partial clone, let git get it: git cat-file {kind} {name} >/dev/null; else "
            "see what is damaged: git fsck",
        )
    return found


class VerifyingReader:
    """The objects of a reader, each held to its id: git hashes no tree and no blob that it reads.

    A file of the store, or the index of a pack, may so give an id the content of another object.
    """

    __slots__ = ("_objects",)

    def __init__(self, objects: ObjectReader) -> None:
        self._objects = objects

    def require(self, oid: str, kind: str) -> GitObject:
        """The object; raises `CouldNotCheck` where it is missing, or not what its id says."""
        found = self._objects.require(oid, kind)
        if object_id(kind, len(found.content), (found.content,), len(oid)) != oid:
            raise CouldNotCheck(
                f"the {kind} {oid} is damaged or was swapped: its content is not what its id says.",
                "see what else is: git fsck; a new clone has it whole",
            )
        return found

    def blob(self, oid: str) -> bytes:
        """The content of a blob; raises `CouldNotCheck` as `require` does."""
        return self.require(oid, "blob").content

    def tree(self, commit: str) -> GitObject:
        """The tree of a commit, as that commit itself names it."""
        content = self.require(commit, "commit").content
        return self.require(content[5 : 5 + len(commit)].decode("ascii", "replace"), "tree")

    def require_trees(self, commit: str) -> None:
        """Raise `CouldNotCheck` where a tree of the commit is here and not what its id says."""
        waiting, known = [self.tree(commit)], set[str]()
        while waiting:
            below = {
                entry.oid for entry in parse_tree_entries(waiting.pop()) if entry.mode == TREE
            } - known
            known |= below
            here = (oid for oid in below if self._objects.find(oid))  # a partial clone lacks some
            waiting += [self.require(oid, "tree") for oid in here]


def object_id(kind: str, size: int, chunks: "Iterable[bytes]", width: int) -> str:
    """The id of what has this kind and content, in a hash of `width` hexadecimal digits."""
    digest = _new_hash(width, size)
    digest.update(b"%s %d\0" % (kind.encode("ascii"), size))
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()


def _new_hash(width: int, size: int) -> "_Hash":
    """A hash of `width` hexadecimal digits, for `size` bytes."""
    if width == _SHA1_WIDTH and size < _SMALL:
        try:
            small: _Hash = __import__("_sha1").sha1(usedforsecurity=False)
        except ImportError:  # a Python may be built without it
            pass
        else:
            return small
    from hashlib import sha1, sha256

    return (sha1 if width == _SHA1_WIDTH else sha256)(usedforsecurity=False)


def _complaint(folder: str) -> int:
    """A new file for what git complains of: it would wait for whoever does not read a pipe."""
    file = open_spool("complaint")
    if file >= 0:
        return file
    import tempfile

    from remit.system.temporary import temporary_directory

    with tempfile.TemporaryFile(dir=temporary_directory(folder=folder)) as named:
        return os.dup(named.fileno())


def parse_tree_entries(tree: GitObject) -> "Iterator[TreeEntry]":
    """The entries of a tree object, in git's order; raises `CouldNotCheck` where it is damaged."""
    content, width, start = tree.content, len(tree.oid) // 2, 0
    while start < len(content):
        end = content.find(b"\0", start)
        mode, _, name = content[start:end].partition(b" ")
        start = end + 1 + width
        if end < 0 or start > len(content) or not name or not mode.isdigit():
            raise CouldNotCheck(f"the tree {tree.oid} is damaged.", "see what else is: git fsck")
        yield TreeEntry(name, int(mode, 8), content[end + 1 : start].hex())

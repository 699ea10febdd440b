"""What a working tree holds that HEAD does not, cheaply: to see what one command has changed.

git compares its notes with the files and lists new ones; a path that differs already is noted by
its inode, mode, size and times, so that a further change of it shows as well. Nothing is hashed and
no filter runs. Linear in the index and in what differs: see `docs/benchmarks/tool-calls.md`.
"""

# See decision 0294.

import os
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.git import diff
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.git.process import GitProcess
    from remit.git.repository import Repository

_FORMAT = b"remit state 1"
_FIELDS = 2


class WorktreeState(NamedTuple):
    """The commit HEAD (empty before the first), and a note for each path that differs from it."""

    head: str
    notes: dict[bytes, bytes]

    def changed_since(self, before: "WorktreeState") -> frozenset[bytes]:
        """The paths that differ from HEAD now, in another way than before."""
        return frozenset(
            path for path, note in self.notes.items() if before.notes.get(path) != note
        )

    def serialize(self) -> bytes:
        """The state as bytes for `parse_worktree_state`."""
        fields = (part for pair in sorted(self.notes.items()) for part in pair)
        return b"\0".join((_FORMAT, self.head.encode("ascii"), *fields))


def parse_worktree_state(data: bytes) -> WorktreeState:
    """The state in `data`; raises `CouldNotCheck` for anything else."""
    first, *fields = data.split(b"\0")
    if first != _FORMAT or len(fields) % _FIELDS != 1 or not fields[0].isalnum() | (not fields[0]):
        raise CouldNotCheck("the note of what the working tree held before the call is damaged.")
    notes = dict(zip(fields[1::2], fields[2::2], strict=True))
    return WorktreeState(fields[0].decode("ascii"), notes)


def read_worktree_state(repository: "Repository") -> WorktreeState:
    """The state of the working tree now."""
    head = repository.head() or ""
    tracked, others = start_worktree_listing(repository, head or repository.empty_tree())
    top = os.fsencode(os.path.join(repository.folder, repository.up) or ".")  # noqa: PTH118 - H
    fields = tracked.output().split(b"\0")
    notes = {
        path: b"%b %b" % (head.rpartition(b" ")[0], _note(top, path))
        for head, path in zip(fields[::2], fields[1::2], strict=False)
    }
    for listed in others.output().split(b"\0")[:-1]:
        path = listed.rstrip(b"/")  # a nested repository is listed as a directory
        notes.setdefault(path, _note(top, path))
    return WorktreeState(head, notes)


def file_note(repository: "Repository", path: bytes) -> bytes:
    """What is noted of the file at `path` itself, whatever git says of it."""
    top = os.fsencode(os.path.join(repository.folder, repository.up) or ".")  # noqa: PTH118 - H
    return _note(top, path)


def _note(top: bytes, path: bytes) -> bytes:
    try:
        state = os.lstat(b"%b/%b" % (top, path))
    except OSError:
        return b"absent"
    times = state.st_mtime_ns, state.st_ctime_ns
    return b"%o %d %d %d %d" % (state.st_mode, state.st_ino, state.st_size, *times)


# What git is asked: its notes of tracked files, and new ones, with every filter switched off.


_NONE = "--ignore-submodules=none"


def switch_off_filters(repository: "Repository") -> "Iterator[str]":
    """The options of git that switch off every filter that the configuration knows."""
    asked = ("config", "-z", "--name-only", "--get-regexp", r"^filter\..*")
    names = os.fsdecode(repository.run(*asked, accept=(1,))).split("\0")[:-1]
    for name in dict.fromkeys(name.rpartition(".")[0] for name in names):
        yield f"--config-env={name}.clean=REMIT_NOTHING"
        yield f"--config-env={name}.process=REMIT_NOTHING"
        yield f"--config-env={name}.required=REMIT_NOTHING"


def start_worktree_listing(repository: "Repository", tree: str) -> "tuple[GitProcess, GitProcess]":
    """Two listings that git has begun: what differs from `tree` by its notes, and new files."""
    listed = ("ls-files", "--others", "--exclude-standard", "-z", *repository.whole())
    others = repository.start(*listed)  # first: it need not wait for the names of filters
    raw = ("--ignore-submodules=dirty" if word == _NONE else word for word in diff.RAW)
    tracked = repository.start(*switch_off_filters(repository), "diff-index", *raw, tree, "--")
    return tracked, others

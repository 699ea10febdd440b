"""What an agent knows of a file: the content when it read or wrote it last, for lost updates.

Several agents, or an agent and a person, may work in one directory. An edit of a file that somebody
else has changed since the agent saw it is refused once, with the difference; after that the agent
has seen it. The notes are in the worktree's git directory, one file for each path, and bounded:
where a note is missing nothing is refused.
"""

# See decision 0296.

import os
from binascii import crc32
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.git.worktree_places import find_git_directory, find_worktree
from remit.system.atomic_write import replace_file
from remit.system.bounded_read import read_bounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit_hooks.agent.event import ToolEvent

_MOST_BYTES = 1 << 20  # of a file whose content is kept
_MOST_FILES = 256  # of one agent
_MOST_AGENTS = 32  # of one worktree
_MOST_LINES = 60  # of a difference that is shown
_GONE = b"\0gone"


class ReadNotes:
    """The notes of one agent in one worktree."""

    def __init__(self, git_directory: str, root: str, agent: str) -> None:
        """`agent` is whatever tells this agent from every other one."""
        self._above = f"{git_directory}/remit/reads"
        self._folder = f"{self._above}/{_name(agent)}"
        self._root = root

    def note(self, path: str) -> None:
        """Remember what is in a file now; what cannot be kept is not."""
        content = self._content(path)
        if content is None:
            self.forget([path])
            return
        try:
            if not os.path.isdir(self._folder):  # noqa: PTH112 - hot path
                os.makedirs(self._folder, mode=0o700)  # noqa: PTH103 - hot path
                _prune(self._above, _MOST_AGENTS)
            replace_file(self._file(path), os.fsencode(path) + b"\0" + content, 0o600)
            _prune(self._folder, _MOST_FILES)
        except OSError:
            return

    def forget(self, paths: "Iterable[str]") -> None:
        """Know nothing of these files any more."""
        for path in paths:
            try:
                os.unlink(self._file(path))  # noqa: PTH108 - hot path
            except OSError:
                continue

    def knows(self) -> bool:
        """Whether there are any notes of this agent."""
        return os.path.isdir(self._folder)  # noqa: PTH112 - hot path

    def refresh(self, paths: "Iterable[str]") -> None:
        """Take what is in these files now for what the agent knows, where it knew them at all."""
        for path in paths:
            if os.path.lexists(self._file(path)):
                self.note(path)

    def foreign_change(self, path: str) -> str | None:
        """The difference that others have made to a file since the agent saw it; None without one.

        The agent is taken to have seen it then.
        """
        known, now = self._known(path), self._content(path)
        if known is None or now is None or known == now:
            return None
        self.note(path)
        return _difference(known, now)

    def _known(self, path: str) -> bytes | None:
        try:
            kept = read_bounded(self._file(path), _MOST_BYTES + 8192)
        except OSError:
            return None
        name, _, content = kept.partition(b"\0")
        return content if name == os.fsencode(path) else None

    def _content(self, path: str) -> bytes | None:
        """What is in a file; None where it is too large, or no file."""
        try:
            return read_bounded(path, _MOST_BYTES)
        except FileNotFoundError:
            return _GONE
        except OSError:
            return None

    def _file(self, path: str) -> str:
        return f"{self._folder}/{_name(path)}"


def open_read_notes(event: "ToolEvent", folder: str) -> ReadNotes | None:
    """The notes of an agent in the worktree around `folder`; None where one of them is unknown."""
    root = find_worktree(folder)
    if root is None or not (event.session or event.agent):
        return None
    try:
        return ReadNotes(find_git_directory(root), root, f"{event.session}/{event.agent}")
    except RemitError:
        return None


def _name(text: str) -> str:
    raw = os.fsencode(text)
    return f"{crc32(raw):08x}-{len(raw)}"


def _prune(folder: str, most: int) -> None:
    """Keep the newest `most` entries of a folder."""
    names = os.listdir(folder)  # noqa: PTH208 - hot path
    if len(names) <= most:
        return
    from remit.system.temporary import remove_folder

    paths = (f"{folder}/{name}" for name in names)
    aged = sorted((os.lstat(path).st_mtime_ns, path) for path in paths)
    for _, path in aged[: len(aged) - most]:
        if os.path.isdir(path):  # noqa: PTH112 - hot path
            remove_folder(path)
        else:
            os.unlink(path)  # noqa: PTH108 - hot path


def _difference(known: bytes, now: bytes) -> str:
    """What has changed, as a short unified difference."""
    from difflib import unified_diff

    from remit.paths import escape_text

    if now == _GONE:
        return "the file has been deleted"
    if b"\0" in now or b"\0" in known.removeprefix(_GONE):
        return "the file is binary"
    old = known.removeprefix(_GONE).decode("utf-8", "replace").splitlines()
    new = now.decode("utf-8", "replace").splitlines()
    lines = list(unified_diff(old, new, "as you know it", "as it is now", lineterm="", n=2))
    more = [f"... and {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join([*map(escape_text, lines[:_MOST_LINES]), *more])

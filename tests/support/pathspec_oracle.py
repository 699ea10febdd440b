"""git itself as the judge of what a pattern covers: an index without files, and `git ls-files`."""

import subprocess
from typing import TYPE_CHECKING

from repo import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SECONDS = 20  # git before 2.40 is exponential in `**`


class Oracle:
    """A repository whose index is filled by hand; its environment changes no pathspec's meaning."""

    def __init__(self, home: "Path") -> None:
        self._root = home / "oracle"
        self._root.mkdir(parents=True)
        self._environment = isolated(home / "home")
        self._git("init", "-q")
        self._blob = self._git("hash-object", "-w", "--stdin").strip()

    def hold(self, paths: "Iterable[bytes]") -> None:
        """Make the index hold exactly `paths`."""
        lines = [b"100644 " + self._blob + b" 0\t" + path + b"\0" for path in paths]
        self._git("read-tree", "--empty")
        self._git("update-index", "-z", "--index-info", feed=b"".join(lines))

    def covered(self, pattern: str) -> set[bytes]:
        """The paths that `:(glob,top)PATTERN` covers."""
        asked = b":(glob,top)" + pattern.encode("utf-8", "surrogateescape")
        return set(self._git("ls-files", "-z", "--", asked).split(b"\0")) - {b""}

    def _git(self, *arguments: str | bytes, feed: bytes = b"") -> bytes:
        return subprocess.run(
            ["git", *arguments],
            cwd=self._root,
            env=self._environment,
            input=feed,
            stdout=subprocess.PIPE,
            check=True,
            timeout=SECONDS,
        ).stdout

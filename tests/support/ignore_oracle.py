"""git itself as the judge of what one line of `.gitignore` covers: `git check-ignore`."""

import subprocess
from typing import TYPE_CHECKING

from repo import isolated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class IgnoreOracle:
    """A repository without files; a path need not exist to be asked about."""

    def __init__(self, home: "Path") -> None:
        """Make it."""
        self._root = home / "oracle"
        self._root.mkdir(parents=True)
        self._environment = isolated(home / "home")
        subprocess.run(["git", "init", "-q"], cwd=self._root, env=self._environment, check=True)
        self._exclude = self._root / ".git" / "info" / "exclude"
        self._exclude.parent.mkdir(exist_ok=True)

    def covered(self, line: str, paths: "Iterable[bytes]") -> set[bytes]:
        """The paths that git would ignore because of `line`."""
        self._exclude.write_bytes(line.encode("utf-8", "surrogateescape") + b"\n")
        done = subprocess.run(
            ["git", "check-ignore", "-z", "--no-index", "--stdin"],
            cwd=self._root,
            env=self._environment,
            input=b"".join(path + b"\0" for path in paths),
            stdout=subprocess.PIPE,
            check=False,
            timeout=20,
        )
        assert done.returncode in {0, 1}
        return set(done.stdout.split(b"\0")) - {b""}

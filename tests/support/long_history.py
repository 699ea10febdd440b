"""Long histories in a moment: `git fast-import` writes them, without a working tree."""

import os
import subprocess
from typing import TYPE_CHECKING

from repo import Repo

if TYPE_CHECKING:
    from pathlib import Path


def lengthened(repo: Repo, branch: str, start: str, count: int, *, trailer: str = "") -> str:
    """`branch` with `count` commits on `start`, which change ten files in turn; its tip."""
    body = f"work\n\n{trailer}\n" if trailer else "work\n"
    parts = [f"reset refs/heads/{branch}\nfrom {start}\n\n"]
    for number in range(count):
        content = f"{number}\n"
        parts.append(
            f"commit refs/heads/{branch}\n"
            f"committer C <c@example.com> {1_700_000_000 + number} +0000\n"
            f"data {len(body)}\n{body}"
            f"M 100644 inline allowed/{number % 10}\ndata {len(content)}\n{content}\n"
        )
    repo.git("fast-import", "--quiet", feed="".join(parts).encode())
    return repo.oid(branch)


class Counted:
    """Every start of git from now on, seen by a `git` that stands first on `PATH`."""

    def __init__(self, folder: "Path") -> None:
        real = subprocess.run(
            ["sh", "-c", "command -v git"], check=True, capture_output=True, text=True
        ).stdout.strip()
        self._log = folder / "calls"
        folder.mkdir()
        (folder / "git").write_text(f'#!/bin/sh\necho "$@" >>{self._log}\nexec {real} "$@"\n')
        (folder / "git").chmod(0o755)
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"

    def taken(self) -> list[str]:
        """The calls since the last time."""
        calls = self._log.read_text().splitlines() if self._log.exists() else []
        self._log.unlink(missing_ok=True)
        return calls

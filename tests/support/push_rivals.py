"""Pushes that meet at a server: each is judged before any of them is taken.

The server's hook is remit's, and then waits until it is told to go on. So every round interleaves
where it is dangerous: between the verdict about a push and what git makes of it.
"""

import os
import select
import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from hooked import script
from pushing import bare, refs
from warm_python import warm_tools

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from repo import Repo

SECONDS = 120
_HOOK = """\
input=$(cat)
printf '%s\\n' "$input" | {python} -I -m remit_hooks pre-receive
code=$?
printf '%s' "$code" >{place}/judged.$RIVAL
read -r _ <{place}/go.$RIVAL
exit $code"""


class Met(NamedTuple):
    """The end of a round: remit's exit codes, the refs of the server, and all that was said."""

    codes: tuple[int, ...]
    refs: "Mapping[str, str]"
    said: str


class Arena:
    """A server that starts every round with the same refs, and two pushers to it."""

    def __init__(self, repo: "Repo", place: "Path") -> None:
        """Make the server, with `main` as it is in `repo` now."""
        self._repo, self._place = repo, place
        self.server = bare(place / "server.git")
        self.server.git("config", "receive.autogc", "false")
        repo.git("push", "-q", str(self.server.root), "main")
        self._start = refs(self.server)
        script(
            self.server.root / "hooks/pre-receive",
            _HOOK.format(python=warm_tools() / "python", place=place),
        )
        for rival in range(2):
            for name in ("judged", "go"):
                os.mkfifo(place / f"{name}.{rival}")

    def meet(self, pushes: "Sequence[Sequence[str]]", order: "Sequence[Sequence[int]]") -> Met:
        """One round: both pushes are judged, then each group of `order` goes on in turn."""
        self._reset()
        answers = [
            os.open(self._place / f"judged.{each}", os.O_RDONLY | os.O_NONBLOCK) for each in (0, 1)
        ]
        running = [self._push(rival, refspecs) for rival, refspecs in enumerate(pushes)]
        codes = tuple(map(_answer, answers))
        said = b""
        for group in order:
            for rival in group:
                (self._place / f"go.{rival}").write_text("\n")
            for rival in group:
                said += running[rival].communicate(timeout=SECONDS)[1]
        return Met(codes, refs(self.server), said.decode("utf-8", "replace"))

    def _push(self, rival: int, refspecs: "Sequence[str]") -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["git", "push", "-q", str(self.server.root), *refspecs],
            cwd=self._repo.root,
            env={**os.environ, "RIVAL": str(rival)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def _reset(self) -> None:
        """The refs of the beginning, and no other."""
        lines = [f"delete {ref}\n" for ref in refs(self.server) if ref not in self._start]
        lines += [f"update {ref} {oid}\n" for ref, oid in self._start.items()]
        self.server.git("update-ref", "--stdin", feed="".join(lines).encode())


class Moving:
    """A `git` for `PATH` that runs another command of git before the call with this number."""

    def __init__(self, folder: "Path", number: int, command: "Sequence[str]") -> None:
        real = shutil.which("git")
        self._calls = folder / "calls"
        self._number = number
        folder.mkdir()
        script(
            folder / "git",
            f"echo >>{self._calls}\n"
            f'test "$(wc -l <{self._calls})" -ne {number} || {real} {" ".join(command)}\n'
            f'exec {real} "$@"',
        )
        self.path = f"{folder}{os.pathsep}{os.environ['PATH']}"

    @property
    def has_moved(self) -> bool:
        """Whether there were so many calls."""
        return len(self._calls.read_text()) >= self._number


def _answer(pipe: int) -> int:
    """The exit code that a hook writes into its pipe."""
    ready, _, _ = select.select([pipe], [], [], SECONDS)
    assert ready, "no hook was called"
    code = os.read(pipe, 9)
    os.close(pipe)
    return int(code)

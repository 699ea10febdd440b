"""One git command as a process: how it is called, and that several may run at once.

What the flags do is stated where they stand, because each answers an attack or an accident: replace
refs, pathspec magic in file names, locks, and a configured monitor program that git would execute.
"""

import subprocess
from typing import TYPE_CHECKING

from remit.adapters.git import failures

if TYPE_CHECKING:
    from collections.abc import Mapping

GIT = (
    "git",
    "--no-replace-objects",
    "--literal-pathspecs",
    "--no-optional-locks",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "advice.graftFileDeprecated=false",
)


class Running:
    """A git command that was started and whose output is fetched later, once."""

    __slots__ = ("_feed", "_name", "_process")

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: "Mapping[str, str]",
        feed: bytes | None = None,
    ) -> None:
        """Start `git ARGUMENTS`; `feed` is its standard input. Raises `GitError` without git."""
        self._name = next(word for word in arguments if word[:1] != "-" and "=" not in word)
        self._feed = feed
        try:
            self._process = subprocess.Popen(
                (*GIT, *arguments),
                env=environment,
                stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except (FileNotFoundError, PermissionError):
            raise failures.git_missing() from None

    def finish(self) -> tuple[int, bytes, bytes]:
        """The exit code, the output and the complaints, when the command has ended."""
        output, complaint = self._process.communicate(self._feed)
        return self._process.returncode, output, complaint

    def output(self, *accepted: int) -> bytes:
        """The whole output; raises a `RemitError` unless the code is 0 or one of `accepted`."""
        code, output, complaint = self.finish()
        if code and code not in accepted:
            raise failures.explained(self._name, complaint, code)
        return output

    def abandon(self) -> None:
        """End the command, if it still runs, and forget what it said."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

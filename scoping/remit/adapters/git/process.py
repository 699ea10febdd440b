"""One git command as a process: how it is called, and that several may run at once.

What the flags do is stated where they stand, because each answers an attack or an accident: replace
refs, pathspec magic in file names, locks, and a configured monitor program that git would execute.
"""

import subprocess
from typing import TYPE_CHECKING

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
    """A git command that was started and whose output is fetched later."""

    __slots__ = ("_arguments", "_environment", "_feed", "_process", "_result")

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: "Mapping[str, str]",
        feed: bytes | None = None,
    ) -> None:
        """Start `git ARGUMENTS`; `feed` is its standard input. Raises `GitError` without git."""
        self._arguments, self._environment, self._feed = arguments, environment, feed
        self._result: tuple[int, bytes, bytes] | None = None
        try:
            self._process = subprocess.Popen(
                (*GIT, *arguments),
                env=environment,
                stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except (FileNotFoundError, PermissionError):
            from remit.adapters.git import failures

            raise failures.git_missing() from None

    def answers(self, arguments: tuple[str, ...], environment: "Mapping[str, str]") -> bool:
        """Whether this is that command, in that very environment and without any input."""
        same = self._arguments == arguments and self._environment is environment
        return same and self._feed is None

    def finish(self) -> tuple[int, bytes, bytes]:
        """The exit code, the output and the complaints, when the command has ended."""
        if self._result is None:
            output, complaint = self._process.communicate(self._feed)
            self._result = self._process.returncode, output, complaint
        return self._result

    def output(self, *accepted: int) -> bytes:
        """The whole output; raises a `RemitError` unless the code is 0 or one of `accepted`."""
        code, output, complaint = self.finish()
        if code and code not in accepted:
            from remit.adapters.git import failures

            words = (word for word in self._arguments if word[:1] != "-" and "=" not in word)
            raise failures.explained(next(words, "git"), complaint, code)
        return output

    def abandon(self) -> None:
        """End the command, if it still runs, and forget what it said."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

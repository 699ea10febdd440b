"""One git command as a process: how it is called, and that several may run at once.

What the flags do is stated where they stand, because each answers an attack or an accident: replace
refs, pathspec magic in file names, locks, and a configured monitor program that git would execute.
"""

import os
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

_PIPES = (subprocess.PIPE, subprocess.PIPE)


class Running:
    """A git command that was started and whose output is fetched later.

    What it says goes to files in memory where the system has such: a pipe holds 64 KiB and is read
    in small portions, which for 50,000 changes takes longer than their judgement.
    """

    __slots__ = ("_arguments", "_environment", "_feed", "_files", "_process", "_result")

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: "Mapping[str, str]",
        feed: bytes | None = None,
    ) -> None:
        """Start `git ARGUMENTS`; `feed` is its standard input. Raises `GitError` without git."""
        self._arguments, self._environment, self._feed = arguments, environment, feed
        self._result: tuple[int, bytes, bytes] | None = None
        self._files = _files()
        try:
            self._process = subprocess.Popen(
                (*GIT, *arguments),
                env=environment,
                stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
                stdout=self._files[0],
                stderr=self._files[1],
            )
        except (FileNotFoundError, PermissionError):
            self._forget()
            from remit.adapters.git import failures

            raise failures.git_missing() from None

    def answers(self, arguments: tuple[str, ...], environment: "Mapping[str, str]") -> bool:
        """Whether this is that command, in that environment and without any input."""
        same = self._arguments == arguments and self._environment == environment
        return same and self._feed is None

    def finish(self) -> tuple[int, bytes, bytes]:
        """The exit code, the output and the complaints, when the command has ended."""
        if self._result is None:
            output, complaint = self._process.communicate(self._feed)
            if self._files[0] >= 0:
                output, complaint = map(_content, self._files)
                self._forget()
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
        self._forget()

    def _forget(self) -> None:
        for file in self._files:
            if file >= 0:
                os.close(file)
        self._files = _PIPES


def _files() -> tuple[int, int]:
    """Two new files in memory, or pipes where there are none."""
    try:
        return os.memfd_create("output"), os.memfd_create("complaint")
    except (AttributeError, OSError):
        return _PIPES


def _content(file: int) -> bytes:
    """All that was written to `file`, wherever the writer stands in it."""
    size = os.fstat(file).st_size
    content = os.pread(file, size, 0)
    while len(content) < size:  # a read ends at 2 GiB
        content += os.pread(file, size, len(content))
    return content

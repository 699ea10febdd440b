"""The one place that starts git: with which words, as processes of which several may run at once.

Every word answers an attack or an accident. A setting that is pinned here wins over every file of
configuration, those that it includes, and the variables that a hook inherits: git reads the command
line last. `docs/reference/git-settings.md` lists every setting that a verdict could depend on.
"""

import os
import subprocess
from typing import TYPE_CHECKING

from remit.git import limits
from remit.system.programs import find_program

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import IO

    Stream = int | IO[bytes]

PINNED = (
    "advice.graftFileDeprecated=false",  # it is spoken of wherever a file of grafts is named
    "core.checkStat=default",  # else an edit that keeps size and second is not seen
    "core.commitGraph=false",  # a cache of parents: who writes it says who descends from whom
    "core.fsmonitor=false",  # a program that git would run, and believe
    "core.multiPackIndex=false",  # a cache of where objects are
    "core.trustctime=true",  # else an edit that sets its time back is not seen
    "core.useReplaceRefs=false",  # set to true by anyone, it undoes the flag below (git 2.39)
)
GIT = (
    "git",
    "--no-replace-objects",  # for commands that read no configuration, as `merge-tree`
    "--literal-pathspecs",
    "--no-optional-locks",
    *(word for setting in PINNED for word in ("-c", setting)),
)

_PORTION = 1 << 16
_PIPE = 1 << 20  # where the system lets it hold so much, git need not wait for whoever reads


class GitProcess:
    """A git command that was started and whose output is fetched later.

    What it says goes to files in memory where the system has such: a command that fills a pipe
    waits until somebody reads it. Only one that is read at once may say it through a pipe.
    """

    __slots__ = ("_arguments", "_ended", "_environment", "_feed", "_files", "_process", "_said")

    def __init__(
        self,
        arguments: tuple[str, ...],
        environment: "Mapping[str, str]",
        feed: bytes | None = None,
        *,
        folder: str = "",
        flowing: bool = False,
    ) -> None:
        """Start `git ARGUMENTS` in `folder`; `feed` is its input. Raises `GitError` without git.

        The output of one that is `flowing` is to be read at once, by `portions`.
        """
        self._arguments, self._environment, self._feed = arguments, environment, feed
        self._ended: tuple[int, bytes] | None = None
        self._said: list[bytes] = []
        self._files = subprocess.PIPE if flowing else open_spool("output"), open_spool("complaint")
        try:
            self._process = start_git(
                arguments,
                environment,
                folder,
                stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
                stdout=self._files[0],
                stderr=self._files[1],
                pipesize=_PIPE if flowing else -1,
            )
        except BaseException:
            self._forget()
            raise
        limits.set_limits(self._process.pid)

    def answers(self, arguments: tuple[str, ...], environment: "Mapping[str, str]") -> bool:
        """Whether this is that command, in that environment and without any input."""
        same = self._arguments == arguments and self._environment == environment
        return same and self._feed is None

    def finish(self) -> tuple[int, bytes, bytes]:
        """The exit code, the output and the complaints, when the command has ended."""
        code, complaint = self._end()
        return code, b"".join(self._said), complaint

    def output(self, *accepted: int) -> bytes:
        """The whole output; raises a `RemitError` unless the code is 0 or one of `accepted`."""
        self._require(*accepted)
        return b"".join(self._said)

    def portions(self) -> "Iterator[bytes]":
        """The output piece by piece, as it comes if it is flowing; at its end as `output`.

        A piece that is cut up while it is still in the processor's cache costs a third of the time,
        for 50,000 changes.
        """
        stream = self._process.stdout
        if stream is None or stream.closed or self._files[1] < 0:  # complaints may fill a pipe, too
            yield self.output()
            return
        yield from tuple(self._said)  # somebody may have begun to read, and given up
        size = sum(map(len, self._said))
        while portion := stream.read(_PORTION):
            self._said.append(portion)
            size += len(portion)
            if size > limits.OUTPUT:
                raise limits.too_long(self._name)
            yield portion
        self._require()

    def abandon(self) -> None:
        """End the command, if it still runs, and forget what it said."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        self._forget()

    def _require(self, *accepted: int) -> None:
        code, complaint = self._end()
        if code and code not in accepted:
            from remit.git import errors

            raise errors.explain_git_failure(self._name, complaint, code)

    @property
    def _name(self) -> str:
        """The name of the command among its arguments."""
        words = (word for word in self._arguments if word[:1] != "-" and "=" not in word)
        return next(words, "git")

    def _end(self) -> tuple[int, bytes]:
        """The exit code and the complaints, when all that was said is here."""
        if self._ended is None:
            try:
                said = self._process.communicate(self._feed)
            except BaseException:  # an interruption, or the end of the time that there is
                self.abandon()
                raise
            output, complaint = map(read_spool, self._files, said)
            self._said.append(output)
            self._forget()
            self._ended = self._process.returncode, complaint
        return self._ended

    def _forget(self) -> None:
        for file in self._files:
            if file >= 0:
                os.close(file)
        self._files = subprocess.PIPE, subprocess.PIPE


def find_git(folder: str = "") -> str:
    """The git that is started in `folder`, as an absolute path; raises `GitError` without one."""
    found = find_program("git", folder)
    if found is None:
        from remit.git import errors

        raise errors.git_missing_error()
    return found


def start_git(  # noqa: PLR0913 - what a process needs
    arguments: "Sequence[str]",
    environment: "Mapping[str, str]",
    folder: str = "",
    *,
    stdin: "Stream" = subprocess.DEVNULL,
    stdout: "Stream" = subprocess.PIPE,
    stderr: "Stream" = subprocess.PIPE,
    pipesize: int = -1,
    own_session: bool = False,
) -> subprocess.Popen[bytes]:
    """The process `git ARGUMENTS` in `folder`, or where this process is; `GitError` without git.

    In a session of its own it has no terminal on which it could ask anybody.
    """
    try:
        return subprocess.Popen(
            (*GIT, *arguments),
            executable=find_git(folder),
            cwd=folder or None,
            env=environment,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pipesize=pipesize,
            start_new_session=own_session,
        )
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        from remit.git import errors

        if folder and error.filename == folder:
            raise errors.not_entered(folder, error) from None
        raise errors.git_missing_error() from None


def run_within(
    seconds: int,
    arguments: "Sequence[str]",
    environment: "Mapping[str, str]",
    folder: str = "",
    feed: bytes | None = None,
) -> tuple[int, bytes, bytes]:
    """The exit code, the output and the complaints of a git that may wait for a network.

    It can ask nobody. Raises `TimeoutError` after so many seconds, `GitError` without git.
    """
    source = subprocess.DEVNULL if feed is None else subprocess.PIPE
    with start_git(arguments, environment, folder, stdin=source, own_session=True) as process:
        try:
            output, complaint = process.communicate(feed, seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"there was no answer within {seconds} seconds.") from None
        finally:
            process.kill()
    return process.returncode, output, complaint


def open_spool(name: str) -> int:
    """A new file in memory, or a pipe where there is none."""
    try:
        return os.memfd_create(name)
    except (AttributeError, OSError):
        return subprocess.PIPE


def read_spool(file: int, piped: bytes | None) -> bytes:
    """What came through a pipe, or all of `file`, wherever its writer stands in it."""
    if file < 0:
        return piped or b""
    size = os.fstat(file).st_size
    content = os.pread(file, size, 0)
    while len(content) < size:  # a read ends at 2 GiB
        content += os.pread(file, size, len(content))
    return content

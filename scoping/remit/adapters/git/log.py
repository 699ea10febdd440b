"""The commits of a history, streamed out of one `git log`.

Every setting of git that could change what is listed is answered by a flag, so that two people get
the same history. Nothing is fetched and nothing of the repository is run.
"""

import subprocess
import tempfile
from typing import TYPE_CHECKING

from remit.adapters.git import failures
from remit.adapters.git.process import GIT
from remit.errors import CouldNotJudge
from remit.history.commit import Unit
from remit.history.raw import FORMAT, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.repository import Repository
    from remit.history.commit import Commit
    from remit.history.progress import Progress

_CHUNK = 1 << 16
_UNITS = {
    Unit.COMMIT: ("--no-merges",),
    Unit.LANDED: ("--first-parent", "--diff-merges=first-parent"),
}
_FLAGS = (
    "--raw",
    "-z",
    "--no-abbrev",
    "-l1000",
    "-O/dev/null",
    "--ignore-submodules=none",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-show-signature",
    "--no-mailmap",
    "--no-notes",
    "--encoding=UTF-8",
    f"--format={FORMAT}",
)


def commits(
    repository: "Repository",
    at: str,
    unit: Unit,
    *,
    after: str | None = None,
    progress: "Progress | None" = None,
) -> "Iterator[Commit]":
    """The commits that `at` reaches and `after` does not, newest first, in the order of git log.

    Both are object ids. Renames are found by content where the contents are here, else by identical
    content alone. Raises a `RemitError` where git cannot read the history.
    """
    del progress
    span = (at,) if after is None else (at, f"^{after}")
    try:
        yield from parse(_stream(repository, ("-M", *_UNITS[unit], *span)))
    except CouldNotJudge:
        yield from parse(_stream(repository, ("-M100%", *_UNITS[unit], *span)))


def parents(repository: "Repository", at: str) -> dict[str, tuple[str, ...]]:
    """The parents of every commit that `at` reaches, merges included, newest first."""
    lines = repository.run("rev-list", "--parents", at, "--").decode("ascii").splitlines()
    words = map(str.split, lines)
    return {commit: tuple(before) for commit, *before in words}


def _stream(repository: "Repository", arguments: tuple[str, ...]) -> "Iterator[bytes]":
    """The output of `git log` in pieces; raises a `RemitError` at its end if it failed."""
    with tempfile.TemporaryFile() as complaint:
        words = (*GIT, "-c", "log.showRoot=true", "log", *_FLAGS, *arguments, "--")
        with subprocess.Popen(
            words,
            env=repository.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaint,
        ) as process:
            try:
                while process.stdout and (chunk := process.stdout.read(_CHUNK)):
                    yield chunk
            except GeneratorExit:
                process.kill()
                raise
        complaint.seek(0)
        if process.returncode:
            raise failures.explained("log", complaint.read(), process.returncode)

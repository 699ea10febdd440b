"""What `git log` says of named commits, while it says it."""

import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, cast

from remit.adapters.git import failures
from remit.adapters.git.process import start
from remit.system import temporary

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence


@contextmanager
def saying(
    words: "Sequence[str]", names: "Sequence[str]", environment: "Mapping[str, str]"
) -> "Generator[IO[bytes]]":
    """The output of a log that takes the names of its commits from standard input.

    Raises a `RemitError` at its end if it fails; a reader that stops early ends it.
    """
    with (
        tempfile.TemporaryFile(dir=temporary.place()) as feed,
        tempfile.TemporaryFile(dir=temporary.place()) as complaint,
    ):
        feed.write("".join(f"{name}\n" for name in names).encode("ascii"))
        feed.seek(0)
        with start(words, environment, stdin=feed, stderr=complaint) as process:
            try:
                yield cast("IO[bytes]", process.stdout)
            except GeneratorExit:
                process.kill()
                raise
        complaint.seek(0)
        if process.returncode:
            raise failures.explained("log", complaint.read(), process.returncode)

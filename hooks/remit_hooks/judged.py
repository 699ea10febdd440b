"""What the commit hook judged, left in the git directory for the hook that runs after the commit.

One line: the commit that HEAD was (`-` before the first), and a checksum of the difference from it
to the index. It proves nothing to an attacker, who could write the git directory; it tells a commit
that was judged from one that was made by `--no-verify`, a rebase or a cherry-pick.
"""

import os
from binascii import crc32
from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git.process import Running
from remit.adapters.git.reading import RAW, start_trees

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from remit.adapters.git.repository import Repository

UNBORN = "-"


class Token(NamedTuple):
    """The commit that was HEAD when a change was judged, and the change's checksum."""

    head: str
    checksum: str


class Pending:
    """The reading of a token, started beside the judgement; a context that ends it."""

    def __init__(self, repository: "Repository") -> None:
        """Start comparing the index with HEAD."""
        self._repository = repository
        self._head: Running | None = None
        # not `repository.start`: the judgement ends what was started there
        if repository.unborn:
            old = repository.empty_tree()
        else:
            old = "HEAD"
            self._head = Running(("rev-parse", "--verify", "HEAD"), repository.environment)
        self._difference = Running(
            ("diff-index", "--cached", *RAW, old, "--"), repository.environment
        )

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self._difference.abandon()
        if self._head is not None:
            self._head.abandon()

    def leave(self) -> None:
        """Wait for it and write the token; where that is impossible, the commit is noted later."""
        head = self._head.output().decode("ascii").strip() if self._head else UNBORN
        line = f"{head} {_checksum(self._difference.output())}\n"
        path = _path(self._repository)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - hot path
            with open(path, "w", encoding="ascii") as file:  # noqa: PTH123 - hot path
                file.write(line)
        except OSError:
            return


def judged(repository: "Repository") -> bool:
    """Whether the commit HEAD is what the commit hook judged last; the token is used up."""
    token = _taken(repository)
    if token is None:
        return False
    old = repository.empty_tree() if token.head == UNBORN else token.head
    code, output, _ = start_trees(repository, old, "HEAD").finish()
    return code == 0 and _checksum(output) == token.checksum


def _taken(repository: "Repository") -> Token | None:
    path = _path(repository)
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123 - hot path
            words = file.read().split()
        os.unlink(path)  # noqa: PTH108 - hot path
    except (OSError, UnicodeDecodeError):
        return None
    return Token(words[0], words[1]) if len(words) == 2 else None  # noqa: PLR2004 - as written


def _checksum(raw: bytes) -> str:
    """A checksum that does not depend on the order of the records (`diff.orderFile`)."""
    return f"{crc32(b':'.join(sorted(raw.split(b':')))):08x}-{len(raw)}"


def _path(repository: "Repository") -> str:
    return f"{repository.git_dir}/remit/judged"

"""What the commit hook judged, left in the git directory for the hook that runs after the commit.

One line: the commit that HEAD was (`-` before the first), and a checksum of the difference from it
to the index. It proves nothing to an attacker, who could write the git directory; it tells a commit
that was judged from one that was made by `--no-verify`, a rebase or a cherry-pick.
"""

import os
from binascii import crc32
from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git.reading import start_index, start_trees

if TYPE_CHECKING:
    from remit.adapters.git.process import Running
    from remit.adapters.git.repository import Repository

UNBORN = "-"


class Token(NamedTuple):
    """The commit that was HEAD when a change was judged, and the change's checksum."""

    head: str
    checksum: str


class Pending:
    """The reading of a token that was started beside the judgement; `leave` waits for it."""

    def __init__(self, repository: "Repository") -> None:
        """Start comparing the index with HEAD."""
        self._repository = repository
        self._head: Running | None = None
        if repository.unborn:
            self._difference = start_index(repository, repository.empty_tree())
        else:
            self._head = repository.start("rev-parse", "--verify", "HEAD")
            self._difference = start_index(repository, "HEAD")

    def leave(self) -> None:
        """Write the token; a git directory that cannot be written only means a note later."""
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

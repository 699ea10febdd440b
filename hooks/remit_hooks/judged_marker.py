"""What the commit hook judged, left in the git directory for the hook that runs after the commit.

One line: the commit that HEAD was (`-` before the first), and a checksum of the difference from it
to the index. It proves nothing to an attacker, who could write the git directory; it tells a commit
that was judged from one that was made by `--no-verify`, a rebase or a cherry-pick.
"""

import os
from binascii import crc32
from typing import TYPE_CHECKING

from remit.git.diff import start_staged_diff, start_tree_diff
from remit.system import bounded_read

if TYPE_CHECKING:
    from remit.git.repository import Repository

_UNBORN = "-"
_FIELDS = 2
_MOST = 4096  # bytes
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK


def write_marker(repository: "Repository", difference: bytes) -> None:
    """Write down what was judged; where that is impossible, the commit is noted later, no more.

    `difference` is git's raw comparison of the index with HEAD.
    """
    line = f"{repository.head() or _UNBORN} {_checksum(difference)}\n"
    path = _path(repository)
    try:
        os.makedirs(f"{repository.git_dir}/remit", exist_ok=True)  # noqa: PTH103 - hot path
        handle = os.open(path, _ANEW, 0o644)
        os.write(handle, line.encode("ascii"))
        os.close(handle)
    except OSError:
        return


def is_index_judged(repository: "Repository") -> bool:
    """Whether the index, as it would be committed now, is what the commit hook judged last."""
    left = _left(repository)
    if left is None:
        return False
    return left == [repository.head() or _UNBORN, _checksum(start_staged_diff(repository).output())]


def consume_marker(repository: "Repository") -> bool:
    """Whether the commit HEAD is what the commit hook judged last; what it left is used up."""
    left = _taken(repository)
    if left is None:
        return False
    head, checksum = left
    old = repository.empty_tree() if head == _UNBORN else head
    code, output, _ = start_tree_diff(repository, old, "HEAD").finish()
    return code == 0 and _checksum(output) == checksum


def _taken(repository: "Repository") -> list[str] | None:
    left = _left(repository)
    try:
        os.unlink(_path(repository))  # noqa: PTH108 - hot path
    except OSError:
        return None
    return left


def _left(repository: "Repository") -> list[str] | None:
    try:
        words = bounded_read.read_bounded(_path(repository), _MOST).decode("ascii").split()
    except (OSError, UnicodeDecodeError):
        return None
    return words if len(words) == _FIELDS else None


def _checksum(raw: bytes) -> str:
    """Enough to tell two differences apart; `diff.orderFile` sorts both alike."""
    return f"{crc32(raw):08x}-{len(raw)}"


def _path(repository: "Repository") -> str:
    return f"{repository.git_dir}/remit/judged"

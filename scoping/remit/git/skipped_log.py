"""The log of commits that no commit hook judged: `<common dir>/remit/skipped`, only appended to.

One JSON object a line: commit, branch, task, hook, time. Later layers judge every commit anyway;
the log lets them say which earlier layer was passed by. Whoever has a worktree can write it, so
only the ids are read back, and nothing in it can do more than name a commit.
"""

import os
import re
from typing import TYPE_CHECKING

from remit.system import bounded_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.git.repository import Repository

_MOST = 1 << 24  # bytes, about 70,000 commits; of a longer log the end is read
_LINE = rb'(?m)^\{"commit": "([0-9a-f]{40}|[0-9a-f]{64})"'


def append_skipped(
    repository: "Repository", commits: "Sequence[str]", task: str | None, hook: str
) -> None:
    """Append one line for each commit; a log that cannot be written raises `OSError`.

    `task` is None where it could not be told. The time is in seconds since 1970, UTC.
    """
    import json
    import time

    path = _path(repository)
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - hot path
    shared = {"branch": repository.branch, "task": task, "hook": hook, "time": int(time.time())}
    lines = "".join(json.dumps({"commit": commit} | shared) + "\n" for commit in commits)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    handle = os.open(path, flags, 0o644)
    try:
        os.write(handle, lines.encode("ascii"))
    finally:
        os.close(handle)


def read_skipped(repository: "Repository") -> frozenset[str]:
    """The ids of the commits in the log; a line of another form says nothing."""
    try:
        content = bounded_read.read_tail(_path(repository), _MOST)
    except OSError:
        return frozenset()
    return frozenset(commit.decode("ascii") for commit in re.findall(_LINE, content))


def list_skipped_in_range(repository: "Repository", base: str, head: str) -> tuple[str, ...]:
    """The commits of `base..head` that are in the log, oldest first."""
    known = read_skipped(repository)
    if not known:
        return ()
    asked = ("rev-list", "--reverse", "--topo-order", head, f"^{base}")
    listed = repository.run(*asked).decode("ascii").splitlines()
    return tuple(commit for commit in listed if commit in known)


def _path(repository: "Repository") -> str:
    return f"{repository.common_dir}/remit/skipped"

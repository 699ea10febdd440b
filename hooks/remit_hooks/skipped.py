"""The log of commits that no commit hook judged: `<common dir>/remit/skipped`, only appended to.

One JSON object a line: commit, branch, task, hook, time.
Later layers judge every commit anyway; the log lets them say which earlier layer was passed by.
"""

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.adapters.git.repository import Repository


def note(repository: "Repository", commits: "Sequence[str]", task: str | None, hook: str) -> None:
    """Append one line for each commit; a log that cannot be written raises `OSError`.

    `task` is None where it could not be told. The time is in seconds since 1970, UTC.
    """
    log = Path(repository.common_dir, "remit", "skipped")
    log.parent.mkdir(exist_ok=True)
    shared = {"branch": repository.branch, "task": task, "hook": hook, "time": int(time.time())}
    lines = "".join(json.dumps({"commit": commit} | shared) + "\n" for commit in commits)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    handle = os.open(log, flags, 0o644)
    try:
        os.write(handle, lines.encode("utf-8", "surrogateescape"))
    finally:
        os.close(handle)

"""`.worktreeinclude`: ignored files that tools copy into new worktrees. There is no scope in it.

git does not track such files, so no change of a task contains one, and no manifest has to allow it.
All lines are listed as what was not carried over, so that nobody takes silence for a scope.
"""

from remit.plan.importers.imported import Imported, LeftOut, read_text


def read_scopes(data: bytes, where: str) -> Imported:
    """No scope; each pattern of the file, with why."""
    lines = enumerate(read_text(data, where).splitlines(), 1)
    patterns = [
        LeftOut(number, f"{line.strip()}: copied into worktrees, and ignored by git")
        for number, line in lines
        if line.strip() and not line.lstrip().startswith("#")
    ]
    return Imported((), tuple(patterns))

"""The worktrees of a repository: where each is, its branch, and the task that it is bound to."""

import os
from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.git.repository import BINDING, read_binding, read_line
from remit.namedtuples import NamedTuple
from remit.system.atomic_write import replace_file

if TYPE_CHECKING:
    from remit.git.repository import Repository

_HEADS = "refs/heads/"
_USAGE = 129  # the exit code of git for an option that it does not know


class WorktreeInfo(NamedTuple):
    """One worktree: its root, its git directory, its branch (None: detached HEAD), its commit.

    `missing` says that git would prune it: somebody has removed the folder. The git directory is
    empty where git does not say which one it is.
    """

    path: str
    git_dir: str
    branch: str | None
    head: str
    missing: bool = False

    def binding(self) -> str | None:
        """The task that it is bound to, or None; raises `CouldNotCheck`, and says where."""
        try:
            return read_binding(self.git_dir) if self.git_dir else None
        except CouldNotCheck as error:
            raise CouldNotCheck(f"{self.path}: {error.sentence}", error.hint) from None

    def readable_binding(self) -> str | None:
        """The binding; None also for one that cannot be read."""
        try:
            return self.binding()
        except CouldNotCheck:
            return None


def list_worktrees(repository: "Repository") -> tuple[WorktreeInfo, ...]:
    """All worktrees, the main one first; a bare repository is none."""
    folders = dict(_linked(repository))
    found: list[WorktreeInfo] = []
    for number, lines in enumerate(_entries(repository)):
        fields = {word: rest for word, _, rest in (line.partition(" ") for line in lines)}
        path = fields.get("worktree", "")
        if path and "bare" not in fields:
            git_dir = repository.common_dir if number == 0 else folders.get(_real(path), "")
            branch = fields.get("branch", "").removeprefix(_HEADS) or None
            head = fields.get("HEAD", "")
            found.append(WorktreeInfo(path, git_dir, branch, head, "prunable" in fields))
    return tuple(found)


def _entries(repository: "Repository") -> list[list[str]]:
    """The lines of git about each worktree."""
    asked = ("worktree", "list", "--porcelain")
    code, output, _ = repository.ask(*asked, "-z").finish()
    end = "\0"
    if code == _USAGE:  # git before 2.36; a line break in a path is beyond it
        output, end = repository.run(*asked), "\n"
    return [entry.split(end) for entry in os.fsdecode(output).split(2 * end) if entry]


def find_branch_binding(repository: "Repository", branch: str) -> str | None:
    """The task that the worktree is bound to in which a branch is checked out, or None.

    Takes no process where no worktree is bound. Raises `CouldNotCheck` for a binding that cannot
    be read.
    """
    places = (repository.common_dir, *(git_dir for _, git_dir in _linked(repository)))
    if not any(os.path.lexists(f"{place}/{BINDING}") for place in places):
        return None
    return next(
        (each.binding() for each in list_worktrees(repository) if each.branch == branch), None
    )


def is_bound(repository: "Repository") -> bool:
    """Whether anything is where the binding of this worktree is kept."""
    return os.path.lexists(f"{repository.git_dir}/{BINDING}")


def write_binding(repository: "Repository", task: str) -> None:
    """Bind this worktree to a task; raises `OSError` where that cannot be written."""
    path = f"{repository.git_dir}/{BINDING}"
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - as in the hot path
    replace_file(path, f"{task}\n".encode("ascii"))


def remove_binding(repository: "Repository") -> None:
    """Remove the binding of this worktree, whatever it holds; raises `OSError`."""
    os.unlink(f"{repository.git_dir}/{BINDING}")  # noqa: PTH108 - as in the hot path


def _linked(repository: "Repository") -> list[tuple[str, str]]:
    """Root and git directory of each linked worktree (gitrepository-layout(5), `worktrees`)."""
    folder = f"{repository.common_dir}/worktrees"
    try:
        names = os.listdir(folder)  # noqa: PTH208 - as in the hot path
    except OSError:
        return []
    git_dirs = [f"{folder}/{name}" for name in sorted(names)]
    # `worktree.useRelativePaths` writes it relative to the folder it is in
    places = ((os.path.join(each, read_line(f"{each}/gitdir")), each) for each in git_dirs)  # noqa: PTH118
    return [(_real(os.path.dirname(place)), each) for place, each in places]  # noqa: PTH120


def _real(path: str) -> str:
    return os.path.realpath(path)

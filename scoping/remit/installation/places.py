"""Where a repository keeps its hooks and its configuration, asked of git itself."""

import os
import subprocess
from typing import NamedTuple

from remit.errors import GitError, RemitError


class InstallError(RemitError):
    """Hooks could not be installed, taken away or proven; nothing was left half-done."""


class Places(NamedTuple):
    """The directories of one repository, absolute: `git_dir` is this worktree's, `common_dir` shared.

    `top` is the root of the working tree, or the git directory itself where there is none.
    """

    top: str
    git_dir: str
    common_dir: str

    @property
    def config(self) -> str:
        """The repository's own configuration file."""
        return os.path.join(self.common_dir, "config")

    @property
    def own(self) -> str:
        """remit's own directory inside the common git directory."""
        return os.path.join(self.common_dir, "remit")

    @property
    def hooks(self) -> str:
        """The directory that git reads hooks from while `core.hooksPath` is not set."""
        return os.path.join(self.common_dir, "hooks")


class Worktree(NamedTuple):
    """One checkout of the repository: its root and its own git directory, absolute."""

    top: str
    git_dir: str


def discover(start: str) -> Places:
    """The places of the repository that `start` lies in; raises `GitError` outside of one."""
    asked = ("--absolute-git-dir", "--git-common-dir", "--is-inside-work-tree")
    git_dir, common, inside = _lines(git(start, "rev-parse", *asked), 3)
    top = _lines(git(start, "rev-parse", "--show-toplevel"), 1)[0] if inside == "true" else git_dir
    return Places(top, git_dir, os.path.realpath(os.path.join(start, common)))


def worktrees(places: Places) -> tuple[Worktree, ...]:
    """Every checkout of the repository whose directory still exists, this one first."""
    listed = git(places.top, "worktree", "list", "--porcelain", "-z")
    tops = [field[9:] for field in listed.split("\0") if field.startswith("worktree ")]
    found = [Worktree(places.top, places.git_dir)]
    for top in tops:
        if os.path.isdir(top) and not os.path.samefile(top, places.top):
            found.append(_worktree(top))
    return tuple(found)


def git(where: str, *arguments: str, code: tuple[int, ...] = (0,)) -> str:
    """What a git command prints, run in `where` without injected configuration.

    Raises `GitError` when git is missing or ends with an exit code that is not in `code`.
    """
    try:
        done = subprocess.run(
            ("git", *arguments), cwd=where, env=environment(), capture_output=True, check=False
        )
    except OSError as error:
        raise GitError(
            f"git could not be run: {error}.", "install git, or put it on PATH."
        ) from error
    if done.returncode not in code:
        said = os.fsdecode(done.stderr).strip() or f"exit code {done.returncode}"
        raise GitError(f"`git {' '.join(arguments[:2])}` failed in {where}: {said}")
    return os.fsdecode(done.stdout)


def environment() -> dict[str, str]:
    """This process's environment without configuration injected into git from outside."""
    kept = {name: value for name, value in os.environ.items() if not injected(name)}
    return kept | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def injected(name: str) -> bool:
    """Whether an environment variable of this name puts configuration into every git command."""
    return name.startswith(("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")) or name in {
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
    }


def _worktree(top: str) -> Worktree:
    return Worktree(top, _lines(git(top, "rev-parse", "--absolute-git-dir"), 1)[0])


def _lines(output: str, count: int) -> list[str]:
    lines = output.removesuffix("\n").split("\n")
    if len(lines) != count:
        raise GitError("the path of this repository has a line break in it; remit cannot use it.")
    return lines

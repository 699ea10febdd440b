"""Where a repository keeps its hooks and its configuration, asked of git itself."""

import os
from pathlib import Path
from typing import NamedTuple

from remit.errors import GitError, RemitError
from remit.git import environment, errors
from remit.git.process import start_git

_USAGE = 129
"""The exit code of git for an option that it does not know."""


class InstallError(RemitError):
    """Hooks could not be installed, taken away or proven; nothing was left half-done."""


class RepositoryPaths(NamedTuple):
    """The directories of one repository, absolute.

    `git_dir` is this worktree's, `common_dir` is shared by all; `top` is the root of the working
    tree, or the git directory itself where there is none.
    """

    top: Path
    git_dir: Path
    common_dir: Path

    @property
    def config(self) -> Path:
        """The repository's own configuration file."""
        return self.common_dir / "config"

    @property
    def root(self) -> Path:
        """The directory that an installation of git hooks changes files below."""
        return self.common_dir

    @property
    def own(self) -> Path:
        """The directory of remit's own things inside the common git directory."""
        return self.common_dir / "remit"

    @property
    def hooks(self) -> Path:
        """The directory that git reads hooks from while `core.hooksPath` is not set."""
        return self.common_dir / "hooks"


class Checkout(NamedTuple):
    """One checkout of the repository: its root and its own git directory, absolute."""

    top: Path
    git_dir: Path


def discover_paths(start: Path) -> RepositoryPaths:
    """The places of the repository that `start` lies in; raises `GitError` outside of one."""
    asked = ("--absolute-git-dir", "--git-common-dir", "--is-inside-work-tree")
    git_dir, common, inside = _lines(run_git(start, "rev-parse", *asked), 3)
    top = (
        _lines(run_git(start, "rev-parse", "--show-toplevel"), 1)[0]
        if inside == "true"
        else git_dir
    )
    return RepositoryPaths(Path(top), Path(git_dir), (start / common).resolve())


def list_checkouts(places: RepositoryPaths) -> tuple[Checkout, ...]:
    """Every checkout of the repository whose directory still exists, this one first."""
    asked = ("worktree", "list", "--porcelain")
    listed = run_git(places.top, *asked, "-z", accept=(_USAGE,)).split("\0")
    if listed == [""]:  # git before 2.36; a line break in a path is beyond it
        listed = run_git(places.top, *asked).split("\n")
    tops = [Path(line[9:]) for line in listed if line.startswith("worktree ")]
    others = [top for top in tops if top.is_dir() and not top.samefile(places.top)]
    return (Checkout(places.top, places.git_dir), *map(_worktree, others))


def run_git(where: Path, *arguments: str, accept: tuple[int, ...] = ()) -> str:
    """What a git command prints, run in `where` without variables that name another repository.

    Raises a `RemitError` when it ends with an exit code other than 0 and those of `accept`.
    """
    folder = os.path.realpath(where)
    with start_git(arguments, environment.foreign_environment(folder), folder) as process:
        output, complaint = process.communicate()  # a pipe, whatever size a file may have
    if process.returncode and process.returncode not in accept:
        raise errors.explain_git_failure(arguments[0], complaint, process.returncode)
    return os.fsdecode(output)


def _worktree(top: Path) -> Checkout:
    return Checkout(top, Path(_lines(run_git(top, "rev-parse", "--absolute-git-dir"), 1)[0]))


def _lines(output: str, count: int) -> list[str]:
    lines = output.removesuffix("\n").split("\n")
    if len(lines) != count:
        raise GitError("the path of this repository has a line break in it.", "move it elsewhere.")
    return lines

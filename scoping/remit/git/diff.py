"""Reading changes out of the index and out of trees, as git's plumbing lists them.

No rename detection (a rename is its two ends), no submodule that hides itself. Plumbing reads no
setting about how a comparison looks (`diff.relative`, colours, external programs).
"""

from typing import TYPE_CHECKING

from remit.changes import listed, parse_raw, read
from remit.errors import CouldNotJudge
from remit.git import limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.changes import Change
    from remit.git.process import Running
    from remit.git.repository import Repository

RAW = (
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--ignore-submodules=none",
)

# a file that `git add --intent-to-add` only announced will not be in the commit
INDEX = ("diff-index", "--cached", "--ita-invisible-in-index", *RAW)


def start_index(repository: "Repository", tree: str) -> "Running":
    """Start comparing the index with a tree, given by an object id."""
    return repository.start(*INDEX, tree, "--")


def start_staged(repository: "Repository") -> "Running":
    """Start comparing the index with `HEAD`, or with nothing before the first commit."""
    return start_index(repository, repository.head() or repository.empty_tree())


def start_trees(repository: "Repository", old: str, new: str) -> "Running":
    """Start comparing two trees, given by object ids."""
    return repository.start(*_trees(old, new))


def index(repository: "Repository", tree: str) -> "tuple[Change, ...]":
    """The changes from `tree` to the index, sorted by path."""
    return changes(start_index(repository, tree).output())


def staged(running: "Running") -> "Sequence[Change]":
    """The changes that `start_staged` finds; they may be read only when they are looked at."""
    return _unread(running)


def effect(repository: "Repository", old: str, new: str) -> "Sequence[Change]":
    """The changes from one tree to another; they may be read only when they are looked at."""
    return _unread(repository.flow(*_trees(old, new)))


def fields(raw: list[bytes]) -> "Sequence[Change]":
    """The changes in the fields of raw output; they may be read only when they are looked at."""
    listing = listed(raw)
    return changes(b"\0".join([*raw, b""])) if listing is None else listing


def _unread(running: "Running") -> "Sequence[Change]":
    listing = read(limits.count_paths(running.portions()), running.output)
    return changes(running.output()) if listing is None else listing


def trees(repository: "Repository", old: str, new: str) -> "tuple[Change, ...]":
    """The changes from one tree to another, sorted by path."""
    return changes(start_trees(repository, old, new).output())


def changes(stream: bytes) -> "tuple[Change, ...]":
    """The changes in raw output, sorted by path.

    Raises `CouldNotJudge` for unmerged paths.
    """
    (counted,) = limits.count_paths((stream,))
    try:
        return tuple(sorted(parse_raw(counted)))
    except ValueError as error:
        raise CouldNotJudge(
            f"the index cannot be judged: {error}.",
            "resolve the conflicts that `git status` lists, add the files, and try again",
        ) from None


def _trees(old: str, new: str) -> tuple[str, ...]:
    """The command that compares two trees, given by object ids."""
    return "diff-tree", "-r", *RAW, old, new, "--"

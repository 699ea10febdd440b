"""Reading changes out of the index and out of trees, as git's plumbing lists them.

No rename detection (a rename is its two ends), no configuration, no submodule that hides itself.
"""

from typing import TYPE_CHECKING

from remit.changes import parse_raw
from remit.errors import CouldNotJudge

if TYPE_CHECKING:
    from remit.adapters.git.process import Running
    from remit.adapters.git.repository import Repository
    from remit.changes import Change

RAW = (
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-renames",
    "--ignore-submodules=none",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
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
    return repository.start("diff-tree", "-r", *RAW, old, new, "--")


def index(repository: "Repository", tree: str) -> "tuple[Change, ...]":
    """The changes from `tree` to the index, sorted by path."""
    return changes(start_index(repository, tree).output())


def trees(repository: "Repository", old: str, new: str) -> "tuple[Change, ...]":
    """The changes from one tree to another, sorted by path."""
    return changes(start_trees(repository, old, new).output())


def changes(stream: bytes) -> "tuple[Change, ...]":
    """The changes in raw output, sorted by path (`diff.orderFile` may have sorted them).

    Raises `CouldNotJudge` for unmerged paths.
    """
    try:
        return tuple(sorted(parse_raw(stream)))
    except ValueError as error:
        raise CouldNotJudge(
            f"the index cannot be judged: {error}.",
            "resolve the conflicts that `git status` lists, add the files, and try again",
        ) from None

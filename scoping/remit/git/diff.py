"""Reading changes out of the index and out of trees, as git's plumbing lists them.

No rename detection (a rename is its two ends), no submodule that hides itself. Plumbing reads no
setting about how a comparison looks (`diff.relative`, colours, external programs).
"""

from typing import TYPE_CHECKING

from remit.changes import ABSENT, Change, parse_file_changes, parse_raw, read_file_changes
from remit.errors import CouldNotCheck
from remit.git import limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.git.process import GitProcess
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


# With -B a file that took the place of another one is found, too. More than 1,000 candidates are
# not compared by content: git looks at each pair of them.
_MOVED = ("--raw", "-z", "--no-abbrev", "-B", "-M", "-l1000", "--ignore-submodules=none")


def start_index_diff(repository: "Repository", tree: str) -> "GitProcess":
    """Start comparing the index with a tree, given by an object id."""
    return repository.start(*INDEX, tree, "--")


def start_staged_diff(repository: "Repository") -> "GitProcess":
    """Start comparing the index with `HEAD`, or with nothing before the first commit."""
    return start_index_diff(repository, repository.head() or repository.empty_tree())


def start_tree_diff(repository: "Repository", old: str, new: str) -> "GitProcess":
    """Start comparing two trees, given by object ids."""
    return repository.start(*_trees(old, new))


def diff_index(repository: "Repository", tree: str) -> "tuple[Change, ...]":
    """The changes from `tree` to the index, sorted by path."""
    return parse_changes(start_index_diff(repository, tree).output())


def read_staged_changes(running: "GitProcess") -> "Sequence[Change]":
    """The changes that `start_staged_diff` finds; they may be read only when they are looked at."""
    return _unread(running)


def diff_trees_lazily(repository: "Repository", old: str, new: str) -> "Sequence[Change]":
    """The changes from one tree to another; they may be read only when they are looked at."""
    return _unread(repository.flow(*_trees(old, new)))


def find_index_renames(repository: "Repository", tree: str) -> "tuple[tuple[Change, Change], ...]":
    """What git takes for moved between `tree` and the index: each deletion with its addition."""
    return _renames(repository, "diff-index", "--cached", *_MOVED, tree, "--")


def find_tree_renames(
    repository: "Repository", old: str, new: str
) -> "tuple[tuple[Change, Change], ...]":
    """What git takes for moved between two trees: each deletion with its addition."""
    return _renames(repository, "diff-tree", "-r", *_MOVED, old, new, "--")


def _renames(repository: "Repository", *command: str) -> "tuple[tuple[Change, Change], ...]":
    """Empty where git cannot compare (contents that a partial clone lacks): a report goes on."""
    code, output, _ = repository.ask(*command).finish()
    found: list[tuple[Change, Change]] = []
    fields = iter(output.split(b"\0")[:-1] if code == 0 else ())
    for head in fields:
        old = next(fields)
        before, after, old_oid, new_oid, status = head.decode("ascii").split(" ")
        new = next(fields) if status[0] in "CR" else b""  # C: something new stands at the old path
        if status[0] == "R":
            absent = "0" * len(old_oid)
            gone = Change(old, int(before[1:], 8), ABSENT, old_oid, absent)
            found.append((gone, Change(new, ABSENT, int(after, 8), absent, new_oid)))
    return tuple(found)


def parse_raw_fields(raw: list[bytes]) -> "Sequence[Change]":
    """The changes in the fields of raw output; they may be read only when they are looked at."""
    listing = parse_file_changes(raw)
    return parse_changes(b"\0".join([*raw, b""])) if listing is None else listing


def _unread(running: "GitProcess") -> "Sequence[Change]":
    listing = read_file_changes(limits.limit_paths(running.portions()), running.output)
    return parse_changes(running.output()) if listing is None else listing


def diff_trees(repository: "Repository", old: str, new: str) -> "tuple[Change, ...]":
    """The changes from one tree to another, sorted by path."""
    return parse_changes(start_tree_diff(repository, old, new).output())


def parse_changes(stream: bytes) -> "tuple[Change, ...]":
    """The changes in raw output, sorted by path.

    Raises `CouldNotCheck` for unmerged paths.
    """
    (counted,) = limits.limit_paths((stream,))
    try:
        return tuple(sorted(parse_raw(counted)))
    except ValueError as error:
        raise CouldNotCheck(
            f"the index cannot be checked: {error}.",
            "resolve the conflicts that `git status` lists, add the files, and try again",
        ) from None


def _trees(old: str, new: str) -> tuple[str, ...]:
    """The command that compares two trees, given by object ids."""
    return "diff-tree", "-r", *RAW, old, new, "--"

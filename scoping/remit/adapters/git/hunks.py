"""The hunks of past commits, by one `git log`; what they mean is elsewhere.

They are read through a repository of our own (see `scratch`), so that neither settings nor
attributes change what is listed, and nothing of the repository is run. Lines are compared as a
merge compares them.
"""

from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git.named_log import saying
from remit.adapters.git.scratch import Scratch, isolated
from remit.history.hunks import FORMAT, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.adapters.git.repository import Repository
    from remit.history.commit import Commit, Entry
    from remit.history.hunks import Patch

_LOG = (
    *("-c", "core.bigFileThreshold=4m"),  # larger files have no lines
    *("-c", "log.showRoot=true"),
    "log",
    *("--stdin", "--no-walk=unsorted"),
    *("--first-parent", "--diff-merges=first-parent"),
    *("--patch", "--unified=0", "--inter-hunk-context=0", f"--format={FORMAT}"),
    "--encoding=UTF-8",  # as log.py
    *("--diff-algorithm=histogram", "--no-indent-heuristic"),  # as merge-ort.c
    *("-M", "-l1000", "-O/dev/null", "--ignore-submodules=none", "--no-relative"),  # as log.py
    *("--submodule=short", "--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature"),
)


class Edited(NamedTuple):
    """One raw entry of a commit, and where its lines changed; None where nobody can tell."""

    entry: "Entry"
    patch: "Patch"


def edited(repository: "Repository", commits: "Sequence[Commit]") -> "Iterator[tuple[Edited, ...]]":
    """What each commit changed of its first parent, in their order.

    The commits are those of a log that detects renames. Raises a `RemitError` where contents lack.
    """
    known = {commit.oid: commit.entries for commit in commits}
    for oid, patches in parse(_lines(repository, [*known])):
        entries = known[oid]
        # A file that became a link, or a link that became a file, is two patches.
        blocks = [entry for entry in entries for _ in range(2 if entry.status == "T" else 1)]
        if len(blocks) != len(patches):
            yield tuple(Edited(entry, None) for entry in entries)
            continue
        found = {id(entry): patch for entry, patch in zip(blocks, patches, strict=True)}
        yield tuple(
            Edited(entry, None if entry.status == "T" else found[id(entry)]) for entry in entries
        )


def _lines(repository: "Repository", names: "Sequence[str]") -> "Iterator[bytes]":
    """The log of the named commits line by line; raises a `RemitError` at its end if it fails."""
    with Scratch(repository) as scratch, saying(_LOG, names, isolated(scratch)) as output:
        yield from output

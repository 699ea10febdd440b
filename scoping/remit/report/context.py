"""What a report needs to know beyond the verdict to say what can be done now."""

from typing import Literal

from remit.manifest.scope import Files
from remit.namedtuples import NamedTuple

Source = Literal["staged", "range", "commits", "worktree"]


class Context(NamedTuple):
    """Where the judged changes stand, and what the task may write.

    `source` is the index, the effect of a range, each commit of a range, or the working tree.
    `unborn`: the branch has no commit yet. `merging`: a merge is in progress. `head` is the judged
    end of a range in a form that git takes. `again` is the shell command that gave this verdict.
    `partial`: git made this index for one commit (`git commit PATH`, `git commit -a`).
    `elsewhere` is the branch (or commit) to switch to first, where `head` is not checked out here.
    `unchanged` are paths of strays where the head has what stood there when it left the base:
    nothing is left of what single commits did, or a merge takes a change there that was made where
    the base had the file before. `lost` are those which the head has removed and the base has
    renamed: only where they met it has them.
    """

    source: Source = "staged"
    files: Files = Files()
    unborn: bool = False
    merging: bool = False
    head: str = "HEAD"
    again: str = "remit check --staged"
    partial: bool = False
    elsewhere: str = ""
    unchanged: frozenset[bytes] = frozenset()
    lost: frozenset[bytes] = frozenset()

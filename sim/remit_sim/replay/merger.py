"""Three-way merges of trees for a replay: asked for by the hundred, answered as fates."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from remit.git.batch_merge import FAILED as BROKE
from remit.git.batch_merge import ScratchCommits, merge_pairs
from remit.git.scratch_repository import ScratchRepository, find_memory_filesystem
from remit_sim.replay.merge_outcome import FAILED, ConflictKind, MergeOutcome, classify_merge

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from remit.git.repository import Repository

AT_ONCE = 2048
"""Changes that share one scratch repository; bounds the objects that are kept at a time."""
_ROOM = 1 << 28  # bytes; 2,048 changes leave at most about 100 MiB


class TreeMerge(NamedTuple):
    """A merge of trees: both `ours` and `theirs` were `base` once."""

    base: str
    ours: str
    theirs: str


class ScratchMerger:
    """Merges in one scratch repository, counted; `told` hears of each batch."""

    def __init__(self, scratch: "Repository", told: "Callable[[int], None]") -> None:
        self._scratch, self._told = scratch, told
        self._commits = ScratchCommits(scratch)

    def merge(
        self, how: ConflictKind, asked: "Sequence[TreeMerge]"
    ) -> "list[tuple[str, MergeOutcome]]":
        """The tree and the fate of each; a change that conflicts does so as `how` says."""
        pairs = [self._commits.sides(*each) for each in asked]
        found = list[tuple[str, MergeOutcome]]()
        for each in merge_pairs(self._scratch, pairs):
            broke = each == BROKE
            found.append((each.tree, FAILED if broke else classify_merge(how, each.conflicts)))
        self._told(len(asked))
        return found


@contextmanager
def open_merger(
    repository: "Repository", told: "Callable[[int], None]"
) -> "Generator[ScratchMerger]":
    """A merger whose objects are gone afterwards; in memory, where there is room."""
    with ScratchRepository(repository, find_memory_filesystem(_ROOM)) as scratch:
        yield ScratchMerger(scratch, told)

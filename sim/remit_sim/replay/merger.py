"""Three-way merges of trees for a replay: asked for by the hundred, answered as fates."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from remit.git.batch_merge import FAILED as BROKE
from remit.git.batch_merge import Commits, merged
from remit.git.scratch_repository import Scratch, roomy
from remit_sim.replay.merge_outcome import FAILED, Fate, How, fate

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from remit.git.repository import Repository

AT_ONCE = 2048
"""Changes that share one scratch repository; bounds the objects that are kept at a time."""
_ROOM = 1 << 28  # bytes; 2,048 changes leave at most about 100 MiB


class Asked(NamedTuple):
    """A merge of trees: both `ours` and `theirs` were `base` once."""

    base: str
    ours: str
    theirs: str


class Merger:
    """Merges in one scratch repository, counted; `told` hears of each batch."""

    def __init__(self, scratch: "Repository", told: "Callable[[int], None]") -> None:
        self._scratch, self._told = scratch, told
        self._commits = Commits(scratch)

    def merge(self, how: How, asked: "Sequence[Asked]") -> "list[tuple[str, Fate]]":
        """The tree and the fate of each; a change that conflicts does so as `how` says."""
        pairs = [self._commits.sides(*each) for each in asked]
        found = list[tuple[str, Fate]]()
        for each in merged(self._scratch, pairs):
            broke = each == BROKE
            found.append((each.tree, FAILED if broke else fate(how, each.conflicts)))
        self._told(len(asked))
        return found


@contextmanager
def merger(repository: "Repository", told: "Callable[[int], None]") -> "Generator[Merger]":
    """A merger whose objects are gone afterwards; in memory, where there is room."""
    with Scratch(repository, roomy(_ROOM)) as scratch:
        yield Merger(scratch, told)

"""What a report needs to know beyond the verdict to say what can be done now."""

from typing import TYPE_CHECKING, Literal

from remit.manifest.scope import Files
from remit.namedtuples import NamedTuple
from remit.verdict import Stray

if TYPE_CHECKING:
    from collections.abc import Sequence


Source = Literal["staged", "range", "commits", "worktree"]


class Move(NamedTuple):
    """A file that was moved: a change at the old path and one at the new path.

    Each end is a stray, without rule and reason where the change is allowed there. `source` is the
    commit that has what belongs at the old path: in a merge that need not be HEAD.
    """

    old: Stray
    new: Stray
    source: str = "HEAD"


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
    renamed: only where they met it has them. `restored` are paths of strays where the head has what
    the base has: nothing is left to put back.
    `moves` are the moves with a stray at one end at least. `unsaved` are paths whose staged content
    may stand in the index alone. `unfit` has, by task, the paths of changes that the task must not
    make, among those in its remit.
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
    restored: frozenset[bytes] = frozenset()
    moves: tuple[Move, ...] = ()
    unsaved: frozenset[bytes] = frozenset()
    unfit: tuple[tuple[str, frozenset[bytes]], ...] = ()

    def with_moved(self, strays: "Sequence[Stray]") -> list[Stray]:
        """`strays`, each followed by the other ends of its moves."""
        return [each for unit in self.units(strays) for each in unit]

    def units(self, strays: "Sequence[Stray]") -> list[list[Stray]]:
        """`strays` in groups that must not be parted, each with the other ends of its moves."""
        if not self.moves:
            return [[stray] for stray in strays]
        ends: dict[bytes, list[Stray]] = {}
        for move in self.moves:
            ends.setdefault(path_of(move.old), []).append(move.new)
            ends.setdefault(path_of(move.new), []).append(move.old)
        given = {path_of(stray): stray for stray in strays}
        found: set[bytes] = set()
        units: list[list[Stray]] = []
        for stray in strays:
            todo, unit = [stray], list[Stray]()
            while todo:
                each = todo.pop(0)
                if path_of(each) not in found:
                    found.add(path_of(each))
                    unit.append(each)
                    todo += [given.get(path_of(end), end) for end in ends.get(path_of(each), ())]
            units += [unit] if unit else []
        return units


def path_of(stray: Stray) -> bytes:
    """The path of a stray; empty where it is about the whole change."""
    return stray.change.path if stray.change else b""


def is_allowed(stray: Stray) -> bool:
    """Whether this is the end of a move that the task may make."""
    return not stray.reason

"""What a report needs to know beyond the verdict to say what can be done now."""

from typing import TYPE_CHECKING, Literal

from remit.manifest.scope import FileRules
from remit.namedtuples import NamedTuple
from remit.verdict import Violation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.gates.access_requests import AccessRequest


Source = Literal["staged", "range", "commits", "worktree"]


class FileMove(NamedTuple):
    """A file that was moved: a change at the old path and one at the new path.

    Each end is a violation, without rule and reason where the change is allowed there. `source` is
    the commit that has what belongs at the old path: in a merge that need not be HEAD.
    """

    old: Violation
    new: Violation
    source: str = "HEAD"


class ReportContext(NamedTuple):
    """Where the judged changes stand, and what the task may write.

    `source` is the index, the effect of a range, each commit of a range, or the working tree.
    `unborn`: the branch has no commit yet. `merging`: a merge is in progress. `head` is the judged
    end of a range in a form that git takes. `again` is the shell command that gave this verdict.
    `partial`: git made this index for one commit (`git commit PATH`, `git commit -a`). `elsewhere`
    is the branch (or commit) to switch to first, where `head` is not checked out here. `unchanged`
    are paths of violations where the head has what stood there when it left the base: nothing is
    left of what single commits did, or a merge takes a change there that was made where the base
    had the file before. `lost` are those which the head has removed and the base has renamed: only
    where they met it has them. `restored` are paths of violations where the head has what the base
    has: nothing is left to put back. `moves` are the moves with a violation at one end at least.
    `unsaved` are paths whose staged content may stand in the index alone. `unfit` has, by task, the
    paths of changes that the task must not make, among those in its scope. `requests` are what the
    task has asked for in this clone.
    """

    source: Source = "staged"
    files: FileRules = FileRules()
    unborn: bool = False
    merging: bool = False
    head: str = "HEAD"
    again: str = "remit check --staged"
    partial: bool = False
    elsewhere: str = ""
    unchanged: frozenset[bytes] = frozenset()
    lost: frozenset[bytes] = frozenset()
    restored: frozenset[bytes] = frozenset()
    moves: tuple[FileMove, ...] = ()
    unsaved: frozenset[bytes] = frozenset()
    unfit: tuple[tuple[str, frozenset[bytes]], ...] = ()
    requests: "tuple[AccessRequest, ...]" = ()

    def with_moved(self, violations: "Sequence[Violation]") -> list[Violation]:
        """`violations`, each followed by the other ends of its moves."""
        return [each for unit in self.units(violations) for each in unit]

    def units(self, violations: "Sequence[Violation]") -> list[list[Violation]]:
        """`violations` in groups that must not be parted, each with the other ends of its moves."""
        if not self.moves:
            return [[violation] for violation in violations]
        ends: dict[bytes, list[Violation]] = {}
        for move in self.moves:
            ends.setdefault(violation_path(move.old), []).append(move.new)
            ends.setdefault(violation_path(move.new), []).append(move.old)
        given = {violation_path(violation): violation for violation in violations}
        found: set[bytes] = set()
        units: list[list[Violation]] = []
        for violation in violations:
            todo, unit = [violation], list[Violation]()
            while todo:
                each = todo.pop(0)
                if violation_path(each) not in found:
                    found.add(violation_path(each))
                    unit.append(each)
                    todo += [
                        given.get(violation_path(end), end)
                        for end in ends.get(violation_path(each), ())
                    ]
            units += [unit] if unit else []
        return units


def violation_path(violation: Violation) -> bytes:
    """The path of a violation; empty where it is about the whole change."""
    return violation.change.path if violation.change else b""


def is_allowed_move_end(violation: Violation) -> bool:
    """Whether this is the end of a move that the task may make."""
    return not violation.reason

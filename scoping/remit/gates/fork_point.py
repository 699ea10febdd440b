"""What the base allowed at the fork point of a commit, for what is judged where it was done.

A commit is made by the manifest of its day. The base may since have renamed the task's directory,
with the manifest following, or have got a file under a name that the task had created as well: by
today's base alone each honest commit from before then is a violation. A manifest of the past allows
nothing by itself, though: today's has to allow the change too, as the base was at the fork point,
or at the place to which the base has moved what was changed.

The fork point is the newest commit on the first-parent line of the base that a commit contains.
What else the base contains are commits of branches, whose trees may hold anything (see `grants`).
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, RemitError
from remit.gates.base_renames import RenameIndex, is_path_only
from remit.gates.grants import context_at_commit
from remit.git import merge, range_commits
from remit.git.trees import GitTrees
from remit.verdict import violated_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.verdict import JudgeFindings, Violation

    _Way = Callable[[JudgementContext, str, str, list[Change]], list[Change]]

_OF_TODAY = frozenset({"R101", "R102", "R104"})  # what is denied or protected today stays so


def may_match_current_base(violation: "Violation") -> bool:
    """Whether a violation is of a kind that a commit may have become while the base moved on."""
    return violation.change is not None and violation.rule in _OF_TODAY


class ForkPoints:
    """The fork points of commits on a base; every question to git is asked once."""

    def __init__(self, scratch: "Repository", objects: "ObjectReader", base: str) -> None:
        """Remember where to ask."""
        self._scratch, self._objects, self._base = scratch, objects, base
        self._cases: dict[tuple[str, str | None], JudgementContext | None] = {}
        self._moved: dict[str, RenameIndex] = {}

    def excuse(
        self, case: "JudgementContext", commit: str, findings: "JudgeFindings"
    ) -> "JudgeFindings":
        """The findings of one commit without what the base allowed at its fork point."""
        return self._without(findings, case, commit, (self._within_then, self._within_now))

    def excuse_moved(
        self, case: "JudgementContext", commit: str, findings: "JudgeFindings"
    ) -> "JudgeFindings":
        """The same, but only without what the base has moved since.

        For an effect on the base: there a name that the base uses meanwhile is in use.
        """
        return self._without(findings, case, commit, (self._within_now,))

    def _without(
        self,
        findings: "JudgeFindings",
        case: "JudgementContext",
        commit: str,
        ways: "Sequence[_Way]",
    ) -> "JudgeFindings":
        """The findings without the changes that are allowed in one of several ways."""
        asked = [
            violation.change
            for violation in findings.violations
            if may_match_current_base(violation)
        ]
        changes = [change for change in asked if change and is_path_only(case, change)]
        if not changes:
            return findings
        try:
            point = self._fork_point(commit)
            if point is None or point == self._base:
                return findings
            allowed = {each for way in ways for each in way(case, point, commit, changes)}
        except CouldNotCheck:  # the violations stand: what the base was then cannot be told
            return findings
        kept = (violation for violation in findings.violations if violation.change not in allowed)
        return findings._replace(violations=tuple(kept))

    def _within_then(
        self, case: "JudgementContext", point: str, commit: str, changes: "list[Change]"
    ) -> "list[Change]":
        """The changes that the case's scope covers, measured by the base as it was.

        Each merge base has to allow it too: a merge must not go back behind what it brings in.
        """
        for state in {point, *merge.merge_bases(self._scratch, self._base, commit)}:
            trees = GitTrees(self._scratch, self._objects, state, (commit,), commit)
            refused = _refused(case.judge(changes, trees))
            changes = [change for change in changes if change.path not in refused]
        return changes

    def _within_now(
        self, case: "JudgementContext", point: str, commit: str, changes: "list[Change]"
    ) -> "list[Change]":
        """The changes that the base allowed, of what it has moved to where the scope is now."""
        places = {change.path: self._places(point, change.path) for change in changes}
        then = self._case_at(case, point)
        moved = [change for change in changes if places[change.path]]
        if not moved or then is None:
            return []
        trees = GitTrees(self._scratch, self._objects, point, (commit,), commit)
        now = [each._replace(path=place) for each in moved for place in places[each.path]]
        refused = _refused(case.judge(now, _MovedTrees(trees, places)))
        within = [each for each in moved if refused.isdisjoint(places[each.path])]
        return self._within_then(then, point, commit, within)

    def _places(self, point: str, path: bytes) -> frozenset[bytes]:
        """Where the base has now what was at `path`, or what else its directory held."""
        moved = self._moved_since(point)
        if files := moved.files(path):
            return frozenset(files)
        return frozenset(
            place
            for directory, place in moved.along(path)
            if self._is_gone(path.removesuffix(place[len(directory) :]))
        )

    def _moved_since(self, point: str) -> RenameIndex:
        """What the base has moved since `point`, looked up by where it was."""
        if point not in self._moved:
            (renames,) = range_commits.find_renames(self._scratch, [point], self._base)
            self._moved[point] = RenameIndex({new: old for old, new in renames.items()})
        return self._moved[point]

    def _fork_point(self, commit: str) -> str | None:
        """The newest commit on the base's first-parent line that `commit` contains, if any."""
        line = range_commits.list_first_parents(self._scratch, commit, self._base)
        point = line[-1][1] if line else self._base
        return point if merge.is_ancestor(self._scratch, point, commit) else None

    def _is_gone(self, directory: bytes) -> bool:
        return self._objects.entry(self._base, directory) is None

    def _case_at(self, case: "JudgementContext", point: str) -> "JudgementContext | None":
        """The case by what the base said at `point`; None where it said nothing of the task."""
        asked = point, case.task
        if asked not in self._cases:
            try:
                self._cases[asked] = context_at_commit(self._objects, case, point)
            except CouldNotCheck:
                raise
            except RemitError:  # no such task then, or faults in what was said of it
                self._cases[asked] = None
        return self._cases[asked]


class _MovedTrees:
    """Trees in which what was changed stands where the base has it now; only files are asked for.

    `places` are the new paths of each old one.
    """

    def __init__(self, trees: GitTrees, places: "Mapping[bytes, frozenset[bytes]]") -> None:
        self._trees, self._places = trees, places
        self.links, self.paths, self.blob = trees.links, trees.paths, trees.blob

    def since_base(self) -> "Mapping[bytes, Change]":
        return self._renamed(self._trees.since_base())

    def since_fork(self) -> "Mapping[bytes, Change]":
        return self._renamed(self._trees.since_fork())

    def _renamed(self, changes: "Mapping[bytes, Change]") -> "Mapping[bytes, Change]":
        return {
            place: changes[path]._replace(path=place)
            for path, places in self._places.items()
            if path in changes
            for place in places
        }


def _refused(findings: "JudgeFindings") -> frozenset[bytes]:
    """The paths of what is not allowed, or cannot be told to be."""
    return violated_paths(findings.violations).union(doubt.path for doubt in findings.doubts)

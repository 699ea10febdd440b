"""What git carried to another place because the base had renamed it.

A task works on a file, the base moves that file out of the task's scope, and the merge carries the
work along: nobody did anything by hand at the new place. Such a change is judged where it was made,
if the base had given the task that place before it moved the file (see `grants`). What head itself
moved, and what somebody did at the new place, is judged where it ends.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import ABSENT, REGULAR, file_kind
from remit.errors import CouldNotCheck
from remit.gates.grants import GrantHistory, covers_changes
from remit.git import range_commits
from remit.namedtuples import NamedTuple
from remit.paths import quote_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from remit.changes import Change
    from remit.gates.context import JudgementContext
    from remit.git.objects import ObjectReader
    from remit.git.range_commits import CommitRange, ManualEdits
    from remit.git.repository import Repository
    from remit.verdict import JudgeFindings, Violation


# Where the base moved its files to, looked up by where they are now.


class RenameIndex:
    """The renames between two commits, by the new place of each file and of its directories.

    Looking up a path takes one step for each directory above it, however much was moved.
    """

    __slots__ = ("_directories", "_files")

    def __init__(self, renames: "Mapping[bytes, bytes]") -> None:
        """Index renames that are given by where a file was."""
        self._files: dict[bytes, list[bytes]] = {}
        self._directories: dict[bytes, set[bytes]] = {}
        for old, new in renames.items():
            self._files.setdefault(new, []).append(old)
            for before, after in _directories(old, new):
                self._directories.setdefault(after, set()).add(before)

    def files(self, path: bytes) -> "Sequence[bytes]":
        """Where the file that is at `path` now was before it was moved there."""
        return self._files.get(path, ())

    def along(self, path: bytes) -> "Iterator[tuple[bytes, bytes]]":
        """Each directory of which a file went to one above `path`, and what `path` was in it."""
        for at in _slashes(path):
            for before in self._directories.get(path[:at], ()):
                yield before, before + path[at:]


class PossibleRenames:
    """Where something may have been moved to, as far as names tell: no contents are compared.

    A directory counts where `is_gone` says that nothing is left of the one it may have been.
    """

    __slots__ = ("_directories", "_files")

    def __init__(
        self,
        came: "AbstractSet[bytes]",
        went: "AbstractSet[bytes]",
        is_gone: "Callable[[bytes], bool]",
    ) -> None:
        """Take the paths that are new, and those that are no longer there."""
        inside = {path[at:] for path in went for at in _slashes(path) if is_gone(path[:at])}
        self._files = came if went else frozenset[bytes]()
        self._directories = {
            path[:at] for path in came for at in _slashes(path) if path[at:] in inside
        }

    def leads_to(self, path: bytes) -> bool:
        """Whether a file may have been moved to `path`, or a directory to one above it."""
        above = (path[:at] for at in _slashes(path))
        return path in self._files or any(each in self._directories for each in above)


def _slashes(path: bytes) -> "Iterator[int]":
    """The places at which a path goes on below a directory, the longest name first."""
    at = path.rfind(b"/")
    while at > 0:
        yield at
        at = path.rfind(b"/", 0, at)


def _directories(old: bytes, new: bytes) -> "Iterator[tuple[bytes, bytes]]":
    """Each pair of directories below which both paths are called alike."""
    was, now = old.split(b"/"), new.split(b"/")
    for depth in range(1, min(len(was), len(now))):
        if was[-depth:] != now[-depth:]:
            return
        yield b"/".join(was[:-depth]), b"/".join(now[:-depth])


_UNCOVERED = frozenset({"R101", "R104"})  # what is denied, protected or another task's stays so


class ManualEditOrigin(NamedTuple):
    """Where a change was made by hand, and the commit of the base that still had the file there.

    `place` is what the base moved from there: that file, or a directory above it.
    """

    path: bytes
    fork: str
    place: bytes


def may_follow_rename(violation: "Violation") -> bool:
    """Whether a violation is of a kind that the base's renames can explain."""
    change = violation.change
    return change is not None and violation.rule in _UNCOVERED and change.new_mode != ABSENT


class BaseRenames:
    """The history of one effect, asked only when something leaves its scope.

    Its commits are read only where the base may have moved something towards a path in question.
    """

    def __init__(
        self, scratch: "Repository", objects: "ObjectReader", base: str, head: str
    ) -> None:
        """Remember where to ask."""
        self._scratch, self._objects = scratch, objects
        self._base, self._head = base, head
        self._gone: dict[bytes, bool] = {}

    def excused(
        self, case: "JudgementContext", findings: "JudgeFindings"
    ) -> tuple["JudgeFindings", tuple[str, ...]]:
        """The findings without what the base carried away from the scope, and a note on each."""
        if not any(map(may_follow_rename, findings.violations)):
            return findings, ()
        try:
            origins = self._within(case, findings.violations)
        except CouldNotCheck:  # the violation stands: what was done by hand cannot be told
            return findings, ()
        kept = tuple(
            s for s in findings.violations if not (s.change and origins.get(s.change.path))
        )
        notes = tuple(_worded(path, origin) for path, origin in sorted(origins.items()) if origin)
        return findings._replace(violations=kept), notes

    def origins(self, path: bytes) -> "Iterator[ManualEditOrigin]":
        """Every place from which the base carried to `path` what was done by hand there."""
        if not self._may_lead_to(path):
            return
        if path in self._by_hand.changes or path in self._by_hand.settled:
            return
        for fork, moved in self._moved:
            for origin, place in self._led(path, moved):
                yield ManualEditOrigin(origin, fork, place)

    def _within(
        self, case: "JudgementContext", violations: "Iterable[Violation]"
    ) -> dict[bytes, ManualEditOrigin]:
        """An origin of each violation where all that was done there is within the scope."""
        led = {
            violation.change: origins
            for violation in violations
            if violation.change
            and may_follow_rename(violation)
            and is_path_only(case, violation.change)
            if (origins := list(self.origins(violation.change.path)))
            and all(self._is_within(case, origin) for origin in origins)
        }
        places = ((origin.fork, origin.place) for origins in led.values() for origin in origins)
        grants = GrantHistory(self._scratch, self._objects, case, places)
        return {
            change.path: origins[0]
            for change, origins in led.items()
            if self._granted(grants, origins, change).issuperset(o.path for o in origins)
        }

    def _is_within(self, case: "JudgementContext", origin: ManualEditOrigin) -> bool:
        done = self._by_hand.changes[origin.path]
        return covers_changes(self._scratch, self._objects, case, origin.fork, done)

    def _granted(
        self, grants: GrantHistory, origins: "Iterable[ManualEditOrigin]", change: "Change"
    ) -> frozenset[bytes]:
        """The origins that a state of the base gave the task, and moved from there since."""
        return frozenset(
            origin.path
            for origin in origins
            if any(
                grants.cover(state, self._by_hand.changes[origin.path])
                and (origin.path, origin.place) in self._led(change.path, self._moved_since(state))
                for state in grants.states(origin.fork, self._base, origin.place)
            )
        )

    def _may_lead_to(self, path: bytes) -> bool:
        """Whether the base may have moved a file to `path`, or a directory to one above it."""
        return self._may_have_moved is None or self._may_have_moved.leads_to(path)

    def _led(self, path: bytes, moved: "RenameIndex") -> list[tuple[bytes, bytes]]:
        """What was done by hand and then moved to `path`, by itself or with a directory.

        Each with what was moved: the file, or that directory.
        """
        found = {(old, old) for old in moved.files(path) if old in self._places}
        for before, old in moved.along(path):
            if self._is_new(old) and self._is_gone(before):
                found.add((old, before))
        return sorted(found, key=lambda each: (self._places[each[0]], each))

    def _is_new(self, path: bytes) -> bool:
        """Whether the range added `path` by hand."""
        done = self._by_hand.changes.get(path)
        return done is not None and done[0][1].old_mode == ABSENT

    def _is_gone(self, directory: bytes) -> bool:
        """Whether the base certainly has nothing at `directory` any more."""
        if directory not in self._gone:
            self._gone[directory] = self._objects.entry(self._base, directory) is None
        return self._gone[directory]

    @cached_property
    def _may_have_moved(self) -> "PossibleRenames | None":
        """Where the base may have moved anything; None where trees are missing to tell."""
        try:
            came, went = range_commits.added_and_removed_paths(
                self._scratch, self._forks, self._base
            )
        except CouldNotCheck:
            return None
        return PossibleRenames(came, went, self._is_gone)

    def _moved_since(self, state: str) -> RenameIndex:
        """What the base moved since one of its states."""
        if state not in self._since:
            (renames,) = range_commits.find_renames(self._scratch, [state], self._base)
            self._since[state] = RenameIndex(renames)
        return self._since[state]

    @cached_property
    def _since(self) -> dict[str, RenameIndex]:
        return dict(self._moved)

    @cached_property
    def _moved(self) -> "tuple[tuple[str, RenameIndex], ...]":
        """What the base moved since each commit of it on which the range stands."""
        moves = range_commits.find_renames(self._scratch, self._forks, self._base)
        ways: dict[frozenset[tuple[bytes, bytes]], RenameIndex] = {}
        for renames in moves:  # most forks are followed by the same renames
            if (way := frozenset(renames.items())) not in ways:
                ways[way] = RenameIndex(renames)
        return tuple(
            (fork, ways[frozenset(renames.items())])
            for fork, renames in zip(self._forks, moves, strict=True)
        )

    @property
    def _forks(self) -> list[str]:
        return [fork for fork in self._stretch.forks if fork != self._base]

    @cached_property
    def _stretch(self) -> "CommitRange":
        return range_commits.read_commit_range(self._scratch, self._base, self._head)

    @cached_property
    def _by_hand(self) -> "ManualEdits":
        return range_commits.find_manual_edits(self._scratch, self._stretch.made)

    @cached_property
    def _places(self) -> dict[bytes, int]:
        """The paths that were changed by hand, numbered by when that was first."""
        return {path: place for place, path in enumerate(self._by_hand.changes)}


def is_path_only(case: "JudgementContext", change: "Change") -> bool:
    """Whether nothing but the path of `change` is to be judged: no link, no name that may clash."""
    modes = {file_kind(mode) for mode in (change.old_mode, change.new_mode) if mode != ABSENT}
    named = change.old_mode == ABSENT and (case.policy.case == "fold" or case.policy.portable_names)
    return modes == {file_kind(REGULAR)} and not named


def _worded(path: bytes, origin: ManualEditOrigin) -> str:
    return (
        f"{quote_path(path)}: judged as {quote_path(origin.path)}, where this was done; "
        "the base moved the "
        "file"
    )

"""What git carried to another place because the base had renamed it.

A task works on a file, the base moves that file out of the task's remit, and the merge carries the
work along: nobody did anything by hand at the new place. Such a change is judged where it was made.
What head itself moved, and what somebody did at the new place, is judged where it ends.
"""

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from remit.adapters.git import history
from remit.adapters.git.trees import GitTrees
from remit.changes import ABSENT, REGULAR, kind
from remit.errors import CouldNotJudge
from remit.paths import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.adapters.git.history import ByHand
    from remit.adapters.git.objects import Objects
    from remit.adapters.git.repository import Repository
    from remit.changes import Change
    from remit.gates.case import Case
    from remit.verdict import Findings, Stray

_UNCOVERED = frozenset({"R101", "R104"})  # what is denied, protected or another task's stays so


class Origin(NamedTuple):
    """Where a change was made by hand, and the commit of the base that still had the file there."""

    path: bytes
    fork: str


def may_be_carried(stray: "Stray") -> bool:
    """Whether a stray is of a kind that the base's renames can explain."""
    change = stray.change
    return change is not None and stray.rule in _UNCOVERED and change.new_mode != ABSENT


class Carried:
    """The history of one effect, asked only when something strays."""

    def __init__(self, scratch: "Repository", objects: "Objects", base: str, head: str) -> None:
        """Remember where to ask."""
        self._scratch, self._objects = scratch, objects
        self._base, self._head = base, head
        self._renames: dict[str, dict[bytes, bytes]] = {}

    def excused(self, case: "Case", findings: "Findings") -> tuple["Findings", tuple[str, ...]]:
        """The findings without what the base carried away from the remit, and a note on each."""
        if not any(map(may_be_carried, findings.strays)):
            return findings, ()
        try:
            origins = {
                stray.change.path: self._within(case, stray)
                for stray in findings.strays
                if stray.change and may_be_carried(stray)
            }
        except CouldNotJudge:  # the stray stands: what was done by hand cannot be told
            return findings, ()
        kept = tuple(s for s in findings.strays if not (s.change and origins.get(s.change.path)))
        notes = tuple(_worded(path, origin) for path, origin in sorted(origins.items()) if origin)
        return findings._replace(strays=kept), notes

    def origins(self, path: bytes) -> "Iterator[Origin]":
        """Every place from which the base carried to `path` what was done by hand there."""
        if path in self._by_hand.changes or path in self._by_hand.settled:
            return
        for fork in self._by_hand.forks:
            moved = self._moved(fork)
            for origin in self._by_hand.changes:
                if moved.get(origin) == path or self._went_along(origin, path, moved):
                    yield Origin(origin, fork)

    def _within(self, case: "Case", stray: "Stray") -> Origin | None:
        """An origin of the stray, if all that was done at its origins is within the remit."""
        change = stray.change
        if change is None or not _is_plain(case, change):
            return None
        origins = list(self.origins(change.path))
        within = all(self._is_within(case, origin) for origin in origins)
        return origins[0] if origins and within else None

    def _is_within(self, case: "Case", origin: Origin) -> bool:
        for commit, change in self._by_hand.changes[origin.path]:
            trees = GitTrees(self._scratch, self._objects, origin.fork, (commit,), commit)
            found = case.judge((change,), trees)
            if found.strays or found.doubts:
                return False
        return True

    def _went_along(self, origin: bytes, path: bytes, moved: "dict[bytes, bytes]") -> bool:
        """Whether `origin`, a new file, went to `path` with the directory that held it."""
        change = self._by_hand.changes[origin][0][1]
        if change.old_mode != ABSENT:
            return False
        return any(
            self._is_gone(before)
            for before, after in _directories(origin, path)
            if any(_same_below(old, new, before, after) for old, new in moved.items())
        )

    def _is_gone(self, directory: bytes) -> bool:
        """Whether the base has nothing at `directory` any more."""
        name = f"{self._base}:{directory.decode('utf-8', 'surrogateescape')}"
        return "\n" not in name and self._objects.find(name) is None

    def _moved(self, fork: str) -> "dict[bytes, bytes]":
        if fork not in self._renames:
            self._renames[fork] = history.renames(self._scratch, fork, self._base)
        return self._renames[fork]

    @cached_property
    def _by_hand(self) -> "ByHand":
        return history.by_hand(self._scratch, self._base, self._head)


def _is_plain(case: "Case", change: "Change") -> bool:
    """Whether nothing but the path of `change` is to be judged: no link, no name that may clash."""
    modes = {kind(mode) for mode in (change.old_mode, change.new_mode) if mode != ABSENT}
    named = change.old_mode == ABSENT and (case.policy.case == "fold" or case.policy.portable_names)
    return modes == {kind(REGULAR)} and not named


def _directories(origin: bytes, path: bytes) -> "Iterator[tuple[bytes, bytes]]":
    """Each pair of directories below which both paths are called alike."""
    old, new = origin.split(b"/"), path.split(b"/")
    for depth in range(1, min(len(old), len(new))):
        if old[-depth:] != new[-depth:]:
            return
        yield b"/".join(old[:-depth]), b"/".join(new[:-depth])


def _same_below(old: bytes, new: bytes, before: bytes, after: bytes) -> bool:
    inside = old.startswith(before + b"/") and new.startswith(after + b"/")
    return inside and old[len(before) :] == new[len(after) :]


def _worded(path: bytes, origin: Origin) -> str:
    return (
        f"{shown(path)}: judged as {shown(origin.path)}, where this was done; the base moved the "
        "file"
    )

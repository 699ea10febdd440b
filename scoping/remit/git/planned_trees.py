"""The trees behind changes that are only planned: the index, with some new contents on top.

Only the planned paths are looked up, so that a tool call costs no comparison of whole trees.
"""

from functools import cached_property
from typing import TYPE_CHECKING

from remit.changes import ABSENT, Change
from remit.git import merge
from remit.git.trees import GitTrees

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository

    PlannedChanges = Mapping[bytes, tuple[Change, bytes | None]]
    """Each planned change by its path, with the new content where it is known."""


class PlannedTrees(GitTrees):
    """The result is the index with the planned changes on top."""

    def __init__(
        self,
        repository: "Repository",
        objects: "ObjectReader",
        base: str,
        planned: "PlannedChanges",
    ) -> None:
        """Remember where to ask."""
        super().__init__(repository, objects, base, repository.parents())
        self._planned = planned

    def paths(self) -> "tuple[bytes, ...]":
        """Every path in the result."""
        kept = (path for path in super().paths() if path not in self._planned)
        added = (path for path, (change, _) in self._planned.items() if change.new_mode != ABSENT)
        return (*kept, *added)

    def blob(self, oid: str) -> bytes:
        """The content of a blob, or what a planned change with this id will write."""
        contents = (
            content
            for change, content in self._planned.values()
            if change.new_oid == oid and content is not None
        )
        known = next(contents, None)
        return super().blob(oid) if known is None else known

    @cached_property
    def _since_base(self) -> "dict[bytes, Change]":
        return self._since(self._base)

    def _since(self, commit: str) -> "dict[bytes, Change]":
        """The planned changes that leave their path other than it is in `commit`."""
        found: dict[bytes, Change] = {}
        for path, (change, _) in self._planned.items():
            entry = self._objects.entry(commit, path)
            mode = entry.mode if entry else ABSENT
            oid = entry.oid if entry else "0" * len(change.new_oid)
            if (mode, oid) != (change.new_mode, change.new_oid):
                found[path] = change._replace(old_mode=mode, old_oid=oid)
        return found

    @cached_property
    def _since_fork(self) -> "dict[bytes, Change]":
        forks = merge.merge_bases(self._repository, self._base, *self._parents)
        known = len(forks) == 1 and forks[0] != self._base
        return self._since(forks[0]) if known else self._since_base

"""What became of one change that did not see some of those before it."""

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from remit_sim.replay.first_parent_changes import is_vendored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from remit.git.batch_merge import MergeConflict

_LISTS = rb"(?:change(?:s|log)?|history|news|release[-_]?notes?)"
_NOT_CODE = re.compile(
    _LISTS + rb"(?:\.[a-z]+)?|(?:authors|contributors)(?:\.[a-z]+)?|.*\.(?:lock|snap)"
    rb"|go(?:\.work)?\.sum|package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml"
    rb"|\.all-contributorsrc|\.pre-commit-config\.yaml",
    re.IGNORECASE,
)
_NEWS = re.compile(_LISTS + rb"|newsfragments|whatsnew", re.IGNORECASE)
_CONTENT = (1, 2, 3)


class ConflictKind(StrEnum):
    """Where a change came to grief, if it did."""

    CLEAN = "clean"
    PICK = "pick"
    """Its text does not apply on the base: it stands on something between the two."""
    MERGE = "merge"
    """It applies on the base, and does not merge with what else was begun there."""
    FAILED = "failed"
    """git itself broke down over it, so nobody knows."""


class MergeOutcome(NamedTuple):
    """How it went, the paths in conflict, and those of them that clash by name or kind.

    A clash by name or kind (`structural`) is any but that of two edits of one file: a rename, a
    deletion, two additions, a file for a directory, a submodule.
    """

    how: ConflictKind
    paths: frozenset[bytes] = frozenset()
    structural: frozenset[bytes] = frozenset()

    @property
    def conflicts(self) -> bool:
        """Whether it did not merge."""
        return self.how in {ConflictKind.PICK, ConflictKind.MERGE}

    @property
    def in_code(self) -> bool:
        """Whether it did not merge in something else than lists of changes, locks, bots' files."""
        return self.conflicts and not all(map(is_routine_file, self.paths))


CLEAN, FAILED = MergeOutcome(ConflictKind.CLEAN), MergeOutcome(ConflictKind.FAILED)


def classify_merge(how: ConflictKind, conflicts: "Iterable[MergeConflict]") -> MergeOutcome:
    """What the conflicts of a merge mean; those in vendored trees alone mean nothing."""
    kept = [each for each in conflicts if not is_vendored(each.path)]
    if not kept:
        return CLEAN
    structural = (each.path for each in kept if each.stages != _CONTENT or each.link)
    return MergeOutcome(how, frozenset(each.path for each in kept), frozenset(structural))


def is_routine_file(path: bytes) -> bool:
    """Whether a file is a list of changes, a lock, or a bot's, by its name alone.

    >>> (is_routine_file(b"docs/CHANGES.rst"), is_routine_file(b"news/12.fix.md"),
    ...  is_routine_file(b"src/new.py"))
    (True, True, False)
    """
    *folders, name = path.split(b"/")
    return bool(_NOT_CODE.fullmatch(name)) or any(map(_NEWS.fullmatch, folders))

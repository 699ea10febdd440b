"""What a split looks at: a repository at a revision, or with its newest part held out.

Contents are read when they are asked for, so the repository's context has to be open until then.
"""

from typing import TYPE_CHECKING

from remit.analysis import history
from remit.errors import CouldNotCheck
from remit.git import revisions, tree_files
from remit.git.log import CommitLog
from remit.history.records import ChangeUnit
from remit.ownership.codeowners import locate_codeowners, read_codeowners
from remit.split.input import SplitHistory, SplitTrial

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.analysis.history import MinedHistory
    from remit.git.repository import Repository
    from remit.history.progress import Progress

_BINARY = 8000  # git looks as far for a NUL


def read_split_history(
    repository: "Repository",
    at: str,
    unit: "ChangeUnit",
    *,
    read: CommitLog | None = None,
    progress: "Progress | None" = None,
) -> SplitHistory:
    """Everything known at the revision `at`; raises a `RemitError` where it cannot be read."""
    _require_born(repository, at)
    read = read or CommitLog(repository)
    found = history.mine_history(repository, at, unit, read=read, progress=progress)
    return _past(repository, found, unit, read)


def hold_out_split_history(
    repository: "Repository",
    head: str,
    unit: "ChangeUnit",
    *,
    read: CommitLog | None = None,
    progress: "Progress | None" = None,
) -> SplitTrial:
    """The history of the revision `head`, its newest part held out as `history.cut` says."""
    _require_born(repository, head)
    newest = revisions.resolve_commit(repository, head)
    read = read or CommitLog(repository)
    found = history.cut_history(repository, newest, unit, read=read, progress=progress)
    past = _past(repository, found.train, unit, read)
    return SplitTrial(newest, past, found.test, tuple(read.remarks))


def _require_born(repository: "Repository", revision: str) -> None:
    if repository.unborn and revision in revisions.CURRENT:
        raise CouldNotCheck(
            "there is no commit yet, so there is no history to look at.", "make a first commit"
        )


def _past(
    repository: "Repository", mined: "MinedHistory", unit: "ChangeUnit", read: CommitLog
) -> SplitHistory:
    other = ChangeUnit.LANDED if unit is ChangeUnit.COMMIT else ChangeUnit.COMMIT
    also = history.mine_history(repository, mined.at, other, read=read).touches
    contents, known = _contents(repository, mined.at), frozenset(mined.files)
    found = locate_codeowners(lambda place: place.encode() in known)
    text = contents(found[0].encode()) if found else None
    codeowners = read_codeowners(text, found[0]) if found and text is not None else None
    return SplitHistory(mined.at, mined.files, mined.touches, contents, codeowners, also)


def _contents(repository: "Repository", at: str) -> "Callable[[bytes], bytes | None]":
    oids, missing = (
        tree_files.list_live_files(repository, at),
        tree_files.list_missing_objects(repository, at),
    )
    objects = repository.objects()

    def content(path: bytes) -> bytes | None:
        oid = oids.get(path)
        found = objects.find(oid) if oid and oid not in missing else None
        return None if found is None or b"\0" in found.content[:_BINARY] else found.content

    return content

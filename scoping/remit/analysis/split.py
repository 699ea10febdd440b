"""What a split looks at: a repository at a revision, or with its newest part held out.

Contents are read when they are asked for, so the repository's context has to be open until then.
"""

from typing import TYPE_CHECKING

from remit.analysis import history
from remit.errors import CouldNotCheck
from remit.git import revisions, tree_files
from remit.git.log import Log
from remit.history.records import Unit
from remit.ownership.codeowners import located
from remit.ownership.codeowners import read as codeowners_of
from remit.split.input import Past, Trial

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.analysis.history import Mined
    from remit.git.repository import Repository
    from remit.history.progress import Progress

_BINARY = 8000  # git looks as far for a NUL


def past(
    repository: "Repository",
    at: str,
    unit: "Unit",
    *,
    read: Log | None = None,
    progress: "Progress | None" = None,
) -> Past:
    """Everything known at the revision `at`; raises a `RemitError` where it cannot be read."""
    _require_born(repository, at)
    read = read or Log(repository)
    found = history.mined(repository, at, unit, read=read, progress=progress)
    return _past(repository, found, unit, read)


def trial(
    repository: "Repository",
    head: str,
    unit: "Unit",
    *,
    read: Log | None = None,
    progress: "Progress | None" = None,
) -> Trial:
    """The history of the revision `head`, its newest part held out as `history.cut` says."""
    _require_born(repository, head)
    newest = revisions.commit(repository, head)
    read = read or Log(repository)
    found = history.cut(repository, newest, unit, read=read, progress=progress)
    past = _past(repository, found.train, unit, read)
    return Trial(newest, past, found.test, tuple(read.remarks))


def _require_born(repository: "Repository", revision: str) -> None:
    if repository.unborn and revision in revisions.CURRENT:
        raise CouldNotCheck(
            "there is no commit yet, so there is no history to look at.", "make a first commit"
        )


def _past(repository: "Repository", mined: "Mined", unit: "Unit", read: Log) -> Past:
    other = Unit.LANDED if unit is Unit.COMMIT else Unit.COMMIT
    also = history.mined(repository, mined.at, other, read=read).touches
    contents, known = _contents(repository, mined.at), frozenset(mined.files)
    found = located(lambda place: place.encode() in known)
    text = contents(found[0].encode()) if found else None
    codeowners = codeowners_of(text, found[0]) if found and text is not None else None
    return Past(mined.at, mined.files, mined.touches, contents, codeowners, also)


def _contents(repository: "Repository", at: str) -> "Callable[[bytes], bytes | None]":
    oids, missing = tree_files.files(repository, at), tree_files.absent(repository, at)
    objects = repository.objects()

    def content(path: bytes) -> bytes | None:
        oid = oids.get(path)
        found = objects.find(oid) if oid and oid not in missing else None
        return None if found is None or b"\0" in found.content[:_BINARY] else found.content

    return content

"""The summary of a revision's history, read from a repository."""

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit.git import log, revisions, tree_files
from remit.git.log import Log, first_parents
from remit.history import holdout as cuts
from remit.history.renames import followed, traced
from remit.history.summary import Summary, landed, summary

if TYPE_CHECKING:
    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.history.records import Touch, Unit


def chronicle(
    repository: "Repository",
    revision: str,
    unit: "Unit",
    *,
    newest: int | None = None,
    progress: "Progress | None" = None,
) -> tuple[str, Summary, tuple[str, ...]]:
    """The commit that `revision` names, its summary, and remarks on what could not be seen.

    Only the `newest` changes count, where that is given. Raises a `RemitError` where there is no
    such revision, or its history cannot be read.
    """
    if repository.unborn and revision == "HEAD":
        raise CouldNotCheck(
            "there is no commit yet, so there is no history.", "make a first commit"
        )
    at = revisions.commit(repository, revision)
    log = Log(repository)
    commits = tuple(islice(log.commits(at, unit, progress=progress), newest))
    files = frozenset(tree_files.files(repository, at))
    line = islice(first_parents(repository, at), newest)
    found = summary(commits, traced(commits, files), len(files), landed(line))
    return at, found, tuple(log.remarks)


# A repository's history for one revision: its live files, and the changes that touched them.


class Mined(NamedTuple):
    """Everything up to the commit `at`: its live files, sorted, and what touched them.

    `touches` are newest first; bulk changes and those of no live file are left out.
    """

    at: str
    files: tuple[bytes, ...]
    touches: "tuple[Touch, ...]"


class Cut(NamedTuple):
    """A history in two parts: what is known at the commit `at`, and what came after it.

    `test` is oldest first and names files as they are called at the cut.
    """

    at: str
    train: Mined
    test: "tuple[Touch, ...]"


def mined(
    repository: "Repository",
    at: str,
    unit: "Unit",
    *,
    read: "log.Log | None" = None,
    progress: "Progress | None" = None,
) -> Mined:
    """The history of the revision `at`; raises a `RemitError` where it cannot be read.

    `read` is what reads the log: it reads no commit twice, so several questions share one.
    """
    commit = revisions.commit(repository, at)
    return _mined(repository, read or log.Log(repository), commit, unit, progress)


def cut(
    repository: "Repository",
    head: str,
    unit: "Unit",
    *,
    read: "log.Log | None" = None,
    progress: "Progress | None" = None,
) -> Cut:
    """The history of the revision `head`, its newest part (see `history.cut`) set aside."""
    newest = revisions.commit(repository, head)
    place = cuts.place(log.parents(repository, newest), newest)
    read = read or log.Log(repository)
    train = _mined(repository, read, place, unit, progress)
    later = [*read.commits(newest, unit, after=place)]
    return Cut(place, train, followed(reversed(later), frozenset(train.files)))


def _mined(
    repository: "Repository",
    read: log.Log,
    at: str,
    unit: "Unit",
    progress: "Progress | None",
) -> Mined:
    files = tuple(tree_files.files(repository, at))
    return Mined(at, files, traced(read.commits(at, unit, progress=progress), frozenset(files)))

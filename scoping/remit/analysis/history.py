"""The summary of a revision's history, read from a repository."""

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from remit.errors import CouldNotCheck
from remit.git import log, revisions, tree_files
from remit.git.log import CommitLog, read_first_parents
from remit.history.holdout import find_cut_commit
from remit.history.renames import follow_from_cut, trace_to_cut
from remit.history.summary import HistorySummary, count_landings, summarise_history

if TYPE_CHECKING:
    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.history.records import ChangeUnit, Touch


def read_summary(
    repository: "Repository",
    revision: str,
    unit: "ChangeUnit",
    *,
    newest: int | None = None,
    progress: "Progress | None" = None,
) -> tuple[str, HistorySummary, tuple[str, ...]]:
    """The commit that `revision` names, its summary, and remarks on what could not be seen.

    Only the `newest` changes count, where that is given. Raises a `RemitError` where there is no
    such revision, or its history cannot be read.
    """
    if repository.unborn and revision == "HEAD":
        raise CouldNotCheck(
            "there is no commit yet, so there is no history.", "make a first commit"
        )
    at = revisions.resolve_commit(repository, revision)
    log = CommitLog(repository)
    commits = tuple(islice(log.commits(at, unit, progress=progress), newest))
    files = frozenset(tree_files.list_live_files(repository, at))
    line = islice(read_first_parents(repository, at), newest)
    found = summarise_history(
        commits, trace_to_cut(commits, files), len(files), count_landings(line)
    )
    return at, found, tuple(log.remarks)


# A repository's history for one revision: its live files, and the changes that touched them.


class MinedHistory(NamedTuple):
    """Everything up to the commit `at`: its live files, sorted, and what touched them.

    `touches` are newest first; bulk changes and those of no live file are left out.
    """

    at: str
    files: tuple[bytes, ...]
    touches: "tuple[Touch, ...]"


class HistoryCut(NamedTuple):
    """A history in two parts: what is known at the commit `at`, and what came after it.

    `test` is oldest first and names files as they are called at the cut.
    """

    at: str
    train: MinedHistory
    test: "tuple[Touch, ...]"


def mine_history(
    repository: "Repository",
    at: str,
    unit: "ChangeUnit",
    *,
    read: "log.CommitLog | None" = None,
    progress: "Progress | None" = None,
) -> MinedHistory:
    """The history of the revision `at`; raises a `RemitError` where it cannot be read.

    `read` is what reads the log: it reads no commit twice, so several questions share one.
    """
    commit = revisions.resolve_commit(repository, at)
    return _mined(repository, read or log.CommitLog(repository), commit, unit, progress)


def cut_history(
    repository: "Repository",
    head: str,
    unit: "ChangeUnit",
    *,
    read: "log.CommitLog | None" = None,
    progress: "Progress | None" = None,
) -> HistoryCut:
    """The history of the revision `head`, its newest part (see `history.cut`) set aside."""
    newest = revisions.resolve_commit(repository, head)
    place = find_cut_commit(log.read_parents(repository, newest), newest)
    read = read or log.CommitLog(repository)
    train = _mined(repository, read, place, unit, progress)
    later = [*read.commits(newest, unit, after=place)]
    return HistoryCut(place, train, follow_from_cut(reversed(later), frozenset(train.files)))


def _mined(
    repository: "Repository",
    read: log.CommitLog,
    at: str,
    unit: "ChangeUnit",
    progress: "Progress | None",
) -> MinedHistory:
    files = tuple(tree_files.list_live_files(repository, at))
    return MinedHistory(
        at, files, trace_to_cut(read.commits(at, unit, progress=progress), frozenset(files))
    )

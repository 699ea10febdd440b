"""The summary of a revision's history, read from a repository."""

from itertools import islice
from typing import TYPE_CHECKING

from remit.errors import CouldNotJudge
from remit.git import revisions, tree_files
from remit.git.log import Log, first_parents
from remit.history.identity import traced
from remit.history.summary import Summary, landed, summary

if TYPE_CHECKING:
    from remit.git.repository import Repository
    from remit.history.commit import Unit
    from remit.history.progress import Progress


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
        raise CouldNotJudge(
            "there is no commit yet, so there is no history.", "make a first commit"
        )
    at = revisions.commit(repository, revision)
    log = Log(repository)
    commits = tuple(islice(log.commits(at, unit, progress=progress), newest))
    files = frozenset(tree_files.files(repository, at))
    line = islice(first_parents(repository, at), newest)
    found = summary(commits, traced(commits, files), len(files), landed(line))
    return at, found, tuple(log.remarks)

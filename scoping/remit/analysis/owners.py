"""What is known about the owners of a repository at a revision, read once for many questions."""

from typing import TYPE_CHECKING, NamedTuple

from remit.git import manifests, tree_files
from remit.git.log import CommitLog
from remit.git.trees import list_tree_entries
from remit.history.records import ChangeUnit
from remit.history.renames import trace_to_cut
from remit.manifest.task_order import TaskOrder
from remit.ownership.authorship import Authorship
from remit.ownership.codeowners import EVERY, locate_codeowners, read_codeowners
from remit.ownership.resolution import OwnershipSources

if TYPE_CHECKING:
    from remit.git.repository import Repository
    from remit.history.progress import Progress
    from remit.manifest.catalog import Catalog
    from remit.ownership.codeowners import Codeowners, Forge

_REGULAR = (0o100644, 0o100755)


class OwnerSources(NamedTuple):
    """The sources for the commit `at`, and remarks on what of them is missing."""

    at: str
    sources: OwnershipSources
    remarks: tuple[str, ...]


def read_owner_sources(
    repository: "Repository",
    at: str,
    *,
    forge: "Forge | None" = None,
    progress: "Progress | None" = None,
) -> OwnerSources:
    """Everything about owners at the commit `at`; raises a `RemitError` where git cannot read it.

    CODEOWNERS is read from the commit, never from the working tree. Without `forge` it is told from
    where the file is and what it says.
    """
    with repository:
        found, remarks = find_codeowners_file(repository, at, forge)
        catalog = manifests.read_cached_catalog(repository, repository.objects(), at)
        files = tuple(tree_files.list_live_files(repository, at))
        log = CommitLog(repository)
        touches = trace_to_cut(
            log.commits(at, ChangeUnit.COMMIT, progress=progress), frozenset(files)
        )
    authorship = Authorship(touches)
    if not touches:
        remarks = (*remarks, "there is no history that tells who changed what.")
    return OwnerSources(
        at,
        OwnershipSources(
            files, found, authorship, catalog.owners, _task_owners(catalog), _order(catalog).ordered
        ),
        (*remarks, *log.remarks),
    )


def find_codeowners_file(
    repository: "Repository", at: str, forge: "Forge | None"
) -> "tuple[Codeowners | None, tuple[str, ...]]":
    """The file that counts, and remarks on there being none or several."""
    modes = {
        path.decode("utf-8", "replace"): mode for mode, _, path in list_tree_entries(repository, at)
    }
    regular = {path for path, mode in modes.items() if mode in _REGULAR}
    folders = {f"{path.rpartition('/')[0]}/" for path in modes}
    place = locate_codeowners((regular | folders).__contains__, forge)
    links = [path for path in EVERY if path in modes and path not in regular]
    remarks = [f"{path} is no regular file, so no forge reads it." for path in links]
    if place is None:
        whose = f" that {forge.value} reads" if forge else ""
        return None, (*remarks, f"there is no CODEOWNERS file{whose}.")
    where, told = place
    found = repository.objects().find(f"{at}:{where}")
    if found is None:
        return None, (*remarks, f"the content of {where} is not here (a partial clone).")
    result = read_codeowners(found.content, where, forge or told)
    others = [other for other in EVERY if other != where and other in regular]
    remarks += [f"{other} is not looked at: {where} counts." for other in others]
    return result, tuple(remarks)


def _task_owners(catalog: "Catalog") -> dict[str, str]:
    return {scope.id: scope.owner for scope in catalog.scopes()}


def _order(catalog: "Catalog") -> TaskOrder:
    return TaskOrder({scope.id: scope.after for scope in catalog.scopes()})

"""Which task is in force where a gate stands, and who acts there."""

from typing import TYPE_CHECKING

from remit.adapters.git.base import require_same_branch
from remit.binding import bind

if TYPE_CHECKING:
    from collections.abc import Callable

    from remit.adapters.git.base import Trusted
    from remit.adapters.git.repository import Repository
    from remit.catalog import Catalog


def task(
    repository: "Repository", catalog: "Catalog", trusted: "Trusted", explicit: str | None
) -> str | None:
    """The id of the task in force for a commit made here, or None for a branch of no task.

    Raises a `RemitError` where the base, the branch, the workspace's record and the explicit word
    do not agree.
    """
    require_same_branch(trusted, catalog.policy.base)
    return bind(repository.branch, catalog, repository.record(), explicit, trusted.branch)


def notes(catalog: "Catalog") -> tuple[str, ...]:
    """A sentence for each manifest on the base that cannot be read."""
    return tuple(
        f"the manifest of {faulty.task} on the base has faults: `remit lint` lists them"
        for faulty in catalog.faulty
    )


def identities(repository: "Repository") -> "Callable[[], list[str]]":
    """A question: author and committer of a commit made now, as `Name <mail>`."""

    def ask() -> list[str]:
        author = repository.start("var", "GIT_AUTHOR_IDENT")
        committer = repository.start("var", "GIT_COMMITTER_IDENT")
        lines = (running.output().decode("utf-8", "replace") for running in (author, committer))
        return [line.rpartition(">")[0] + ">" for line in lines]

    return ask

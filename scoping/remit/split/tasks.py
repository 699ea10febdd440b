"""The tasks that a proposal asks for: one remit for each scope."""

from typing import TYPE_CHECKING

from remit.manifest.scope import Files, Remit
from remit.paths import readable
from remit.split.advice import Advice
from remit.split.globs.spelling import spelled_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from remit.split.proposal import Proposal


def tasks(
    proposal: "Proposal", owners: "Mapping[str, tuple[str, ...]]", goal: str = ""
) -> tuple[Remit, ...]:
    """A remit for each scope; every one may append to the shared files that only grow.

    Each says the `goal` if there is one. What else is shared is in no remit: it needs an owner or
    an order, which a person decides.
    """
    append = tuple(spelled_path(one.path) for one in proposal.shared if one.advice is Advice.APPEND)
    return tuple(
        Remit(
            scope.id,
            (f"agent/{scope.id}/*",),
            title=f"The part of the repository around {scope.id}",
            goal=readable(" ".join(goal.split())),
            owner=" ".join(owners.get(scope.id, ())),
            files=Files(scope.area.allow, (), append, scope.area.deny),
        )
        for scope in proposal.scopes
    )

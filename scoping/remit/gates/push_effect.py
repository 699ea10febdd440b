"""What the updates of one push share, and how the effect of one is judged."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.gates.claim_rivals import describe_rivals
from remit.gates.context import JudgementContext, load_judgement_context
from remit.gates.effect_on_base import judge_effect
from remit.gates.local_grants import list_unhonoured_grants
from remit.gates.ref_updates import HEADS
from remit.git import merge, push_base, range_commits
from remit.git.linked_worktrees import find_branch_binding
from remit.manifest.branch_binding import bind_task
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit.gates.ref_updates import RefUpdate
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.git.trusted_base import TrustedBase
    from remit.manifest.catalog import Catalog
    from remit.verdict import Layer, Verdict


class PushContext(NamedTuple):
    """What all updates of one push share.

    `scratch` sees the objects that are pushed. `trusted` is the base before the push (None: there
    is none yet), `tip` the commit that effects are taken on: the same, or where this push would
    move the base. `pushers` asks for the names of who pushes.
    """

    layer: "Layer"
    scratch: "Repository"
    objects: "ObjectReader"
    trusted: "TrustedBase"
    catalog: "Catalog"
    tip: str
    pushers: "Callable[[], Sequence[str]]"


def judge_push_effect(push: PushContext, case: "JudgementContext", head: str) -> "Verdict":
    """The verdict about what `head` would do to the base, by the scope of the case's task."""
    found = judge_effect(push.scratch, push.objects, case, push.tip, head)
    rivals = describe_rivals(push.scratch, push.objects, case, found.findings.claims)
    grants = list_unhonoured_grants(push.scratch, case, found.findings)
    notes = (*found.notes, *rivals, *grants)
    return case.decided(push.layer, found.findings, len(found.changes), *notes)


def taskless_context(push: PushContext, branch: str | None) -> "JudgementContext":
    """The case of a ref that no task can name: the base itself, or what is no branch."""
    if branch is None:
        policy = push.catalog.policy
        return JudgementContext(push.trusted, push.catalog, policy, None, None, push.trusted.notes)
    return branch_context(push, branch)


def branch_context(push: PushContext, branch: str | None) -> "JudgementContext":
    """The case of a branch at the remote, where no worktree is bound to anything."""
    found = load_judgement_context(push.scratch, push.catalog, push.trusted, None, branch)
    return found.without_binding()


def find_source_task(push: PushContext, update: "RefUpdate") -> str | None:
    """The task whose work this is by what the pusher calls it, or by a branch that has it already.

    Only the one task that names such a branch: one that two tasks name says nothing, and for one
    that none names the binding of the worktree it is from does. What the base has already is
    nobody's: new branches begin there.
    """
    found: set[str] = set()
    for name in _names_of_source(push, update):
        found.update(push.catalog.tasks_of_branch(name))
    if not found and push.layer == "push":
        found.update(filter(None, (_binding_of_source(push, update),)))
    if len(found) != 1 or _is_landed(push, update):
        return None
    return found.pop()


def _binding_of_source(push: PushContext, update: "RefUpdate") -> str | None:
    """The task that the worktree is bound to in which the pushed work was made."""
    if update.source == "HEAD":
        bound = push.scratch.binding()
    else:
        names = _names_of_source(push, update)
        bound = find_branch_binding(push.scratch, names[0]) if names else None
    if bound is not None and bound not in push.catalog.ids:
        bind_task(None, push.catalog, bound, None)
    return bound


def _is_landed(push: PushContext, update: "RefUpdate") -> bool:
    return update.new is not None and merge.is_ancestor(
        push.scratch, update.new, push.trusted.base.commit
    )


def _names_of_source(push: PushContext, update: "RefUpdate") -> tuple[str, ...]:
    if update.new is None:
        return ()
    if push.layer == "server":
        return push_base.list_branches_at(push.scratch, update.new)
    if update.source == "HEAD":
        return (push.scratch.branch,) if push.scratch.branch else ()
    source = update.source or ""
    return (source.removeprefix(HEADS),) if source.startswith(HEADS) else ()


def pushers_and_authors(push: PushContext, update: "RefUpdate") -> "Callable[[], list[str]]":
    """A question: who pushes, and who made the commits that the base does not have."""

    def ask() -> list[str]:
        head = push.scratch.resolve(update.new) if update.new else None
        if update.new and head is None and push.scratch.resolve(update.new, "object") is None:
            raise CouldNotCheck(
                f"what {update.ref} would be is missing from this repository, or damaged: "
                f"{update.new[:12]}.",
                "see what is damaged: git fsck",
            )
        authors = (
            range_commits.commit_identities_in_range(push.scratch, push.tip, head)() if head else []
        )
        return [*(push.pushers() if push.layer == "server" else ()), *authors]

    return ask

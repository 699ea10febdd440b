"""The gates of a push: every ref of it, judged by its effect on the receiving repository's base.

A commit is never left out because some other ref has it already: what counts is what the ref would
do to the base, so work that was pushed elsewhere first is judged all the same.
"""

# See decision 0215.

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, RemitError
from remit.gates import unassigned
from remit.gates.base_push import judge_base_push
from remit.gates.context import require_base_without_task
from remit.gates.hook_traces import note_skipped_commits
from remit.gates.push_effect import (
    PushContext,
    branch_context,
    find_source_task,
    judge_push_effect,
    pushers_and_authors,
    taskless_context,
)
from remit.gates.ref_updates import HEADS, REPLACED
from remit.git import manifests, merge, push_base, skipped_log
from remit.git.scratch_repository import ScratchRepository
from remit.namedtuples import NamedTuple
from remit.verdict import CLEAN, UNDECIDED, VIOLATIONS, Verdict, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from remit.gates.ref_updates import RefUpdate
    from remit.git.objects import ObjectReader
    from remit.git.repository import Repository
    from remit.git.trusted_base import TrustedBase
    from remit.verdict import Layer, Outcome


class UpdateVerdict(NamedTuple):
    """An update and the verdict about it, or the reason why there is none.

    `first` is the update of the base that has to be taken before this one can be judged.
    """

    update: "RefUpdate"
    verdict: Verdict | None
    error: RemitError | None = None
    first: "RefUpdate | None" = None

    @property
    def exit_code(self) -> int:
        """The code of the verdict; 2 without one."""
        return self.verdict.exit_code if self.verdict else UNDECIDED


def judge_push(
    repository: "Repository", remote: str, updates: "Sequence[RefUpdate]"
) -> tuple[UpdateVerdict, ...]:
    """The verdict about each update of a push to `remote`, before anything is sent.

    Manifests are those of the remote's base, as far as it is known here. Raises a `RemitError`
    where there is no base to judge any of them by.
    """
    if not updates:
        return ()
    with repository, ScratchRepository(repository) as scratch:
        objects = scratch.objects()
        told = {update.ref: update.old for update in updates}
        trusted = push_base.find_remote_base(scratch, objects, remote, told)
        person = unassigned.commit_identities(scratch)
        return _all(
            "push", scratch, objects, trusted, updates=updates, pushers=lambda: person()[1:]
        )


def judge_receive(
    repository: "Repository", updates: "Sequence[RefUpdate]", pushers: tuple[str, ...]
) -> tuple[UpdateVerdict, ...]:
    """The verdict about each update that a server was asked for; nothing is written there.

    `pushers` are the names under which the server knows who pushes. Manifests are those of its own
    base as it is before the push. Raises a `RemitError` where that cannot be told.
    """
    with repository, ScratchRepository(repository) as scratch:
        objects = scratch.objects()
        other = push_base.read_ref_aliases(scratch)
        meant = [update._replace(ref=other.get(update.ref, update.ref)) for update in updates]
        base = f"{HEADS}{push_base.find_base_branch(scratch)}"
        begins = next((each for each in meant if each.ref == base and each.old is None), None)
        trusted = push_base.find_server_base(scratch, objects, begins=begins is not None)
        if trusted is None and begins and push_base.has_branches(scratch):
            return tuple(_beside_the_first_base(begins, update) for update in meant)
        return _all("server", scratch, objects, trusted, updates=meant, pushers=lambda: pushers)


def push_exit_code(answers: "Sequence[UpdateVerdict]") -> int:
    """One code for a whole push: violations, else a judgement that was not possible, else clean."""
    codes = {answer.exit_code for answer in answers}
    return next((code for code in (VIOLATIONS, UNDECIDED) if code in codes), CLEAN)


def _all(  # noqa: PLR0913 - what a push consists of
    layer: "Layer",
    scratch: "Repository",
    objects: "ObjectReader",
    trusted: "TrustedBase | None",
    *,
    updates: "Sequence[RefUpdate]",
    pushers: "Callable[[], Sequence[str]]",
) -> tuple[UpdateVerdict, ...]:
    if trusted is None:
        return tuple(UpdateVerdict(update, _without_base(layer, update)) for update in updates)
    tip = trusted.base.commit
    push = PushContext(
        layer, scratch, objects, trusted, manifests.read_base_catalog(objects, tip), tip, pushers
    )
    base = {update: _answered(push, update) for update in updates if _is_base(push, update)}
    moved = _moved_base(push, base.values())
    return tuple(base.get(update) or _beside(push, moved, update) for update in updates)


def _moved_base(push: PushContext, answers: "Iterable[UpdateVerdict]") -> "RefUpdate | None":
    """The update by which this very push moves the base forward, unless it is refused."""
    for answer in answers:
        new = answer.update.new
        if answer.exit_code != CLEAN or new is None or new == push.tip:
            continue
        if merge.is_ancestor(push.scratch, push.tip, new):
            return answer.update
    return None


def _beside(push: PushContext, moved: "RefUpdate | None", update: "RefUpdate") -> UpdateVerdict:
    """The answer about a ref that is pushed together with the base, which `moved` moves.

    It has to be clean on the base as the push would make it, and on the base as it is: git may
    refuse the base after the hook has passed, and still take the ref.
    """
    if moved is None or moved.new is None:
        return _answered(push, update)
    after = _answered(push._replace(tip=moved.new), update)
    if after.exit_code != CLEAN:
        return after
    before = _answered(push, update)
    if before.exit_code == CLEAN:
        return before
    base, name = push.trusted.branch, update.branch or update.ref
    error = CouldNotCheck(
        f"it is clean only on {base} as this push would make it, and git may refuse {base} but "
        f"take {name}.",
        f"push {base} first, then the rest",
    )
    return UpdateVerdict(update, None, error, moved)


def _beside_the_first_base(first: "RefUpdate", update: "RefUpdate") -> UpdateVerdict:
    """The answer about a ref that is pushed to a server of branches together with its first base.

    Alone it could not be checked, so it has to wait: git may refuse the base, and take the ref.
    """
    if update.ref == first.ref:
        return UpdateVerdict(update, _without_base("server", update))
    base = first.branch
    error = CouldNotCheck(
        f"this repository has no branch {base!r} before this push, and that is its base.",
        f"push {base} first, then the rest",
    )
    return UpdateVerdict(update, None, error, first)


def _is_base(push: PushContext, update: "RefUpdate") -> bool:
    return update.ref == f"{HEADS}{push.trusted.branch}"


def _impossible(push: PushContext, update: "RefUpdate") -> str | None:
    """Why git will not do what is asked of a branch: it looks only when the hook has passed.

    What is pushed beside it may be taken all the same. On the server the old end is the pusher's
    word, which may be wrong.
    """
    if update.new and update.branch is not None:
        found = push.objects.find(update.new)
        if found is None:
            return f"{update.new[:12]} is missing from this repository, or damaged"
        if found.kind != "commit":
            return f"{found.oid[:12]} is a {found.kind}, and a branch is a commit"
    tip = push.trusted.base.commit
    if push.layer == "server" and _is_base(push, update) and update.old != tip:
        return f"it is at {tip[:12]}, not at {(update.old or 'nothing')[:12]}"
    return None


def _answered(push: PushContext, update: "RefUpdate") -> UpdateVerdict:
    try:
        verdict = _enforced(push, _judged(push, update))
        return UpdateVerdict(update, _with_notes(push, update, verdict))
    except RemitError as error:
        return UpdateVerdict(update, None, error)


def _enforced(push: PushContext, verdict: Verdict) -> Verdict:
    """The verdict, not enforced where the policy, if it can be read, only warns here."""
    if not verdict.has_findings or push.catalog.contents.policy_faults:
        return verdict
    from remit.gates.enforcement import apply_enforcement

    return apply_enforcement(verdict, push.catalog.policy, push.scratch)


def _with_notes(push: PushContext, update: "RefUpdate", verdict: Verdict) -> Verdict:
    """The verdict, and what shows in the pusher's clone alone: skipped hooks, a newer base."""
    if push.layer != "push" or not update.new:
        return verdict
    notes: list[str] = []
    if commits := skipped_log.list_skipped_in_range(
        push.scratch, push.trusted.base.commit, update.new
    ):
        notes.append(note_skipped_commits(commits))
    if any(violation.change for violation in verdict.violations):
        notes += filter(
            None, (push_base.note_stale_push_base(push.scratch, push.objects, push.trusted),)
        )
    return verdict._replace(notes=(*verdict.notes, *notes))


def _judged(push: PushContext, update: "RefUpdate") -> Verdict:
    if update.ref.startswith(REPLACED) and update.new:
        return _replacing(push.layer, update, push.trusted)
    if push.layer == "push":
        require_base_without_task(push.trusted, push.catalog)
    if reason := _impossible(push, update):
        raise CouldNotCheck(
            f"git will not move {update.ref} like that: {reason}.",
            "fetch, and push a commit; of an annotated tag that is TAG^{commit}",
        )
    if _is_base(push, update):
        return judge_base_push(push, update, find_source_task(push, update))
    return _of_ref(push, update)


def _of_ref(push: PushContext, update: "RefUpdate") -> Verdict:
    if update.new is None:
        return _deletion(push, update)
    if update.branch is None:
        return _no_branch(push, update)
    return _branch(push, update)


def _branch(push: PushContext, update: "RefUpdate") -> Verdict:
    """The branch that is written decides the task; the name it has here must not contradict it."""
    case = branch_context(push, update.branch)
    source = find_source_task(push, update)
    if case.task and source and source != case.task:
        raise CouldNotCheck(
            f"{update.called} is the work of `{source}`, but {update.ref} belongs to "
            f"`{case.task}`.",
            "push it to a branch of its own task",
        )
    if case.task:
        return judge_push_effect(push, case, update.new or "")
    answer = unassigned.judge_without_task(push.layer, case, pushers_and_authors(push, update))
    if source is None or answer.violations:
        return answer
    verdict = judge_push_effect(push, case._replace(task=source), update.new or "")
    if verdict.outcome != "clean":
        return verdict
    note = f"{update.called} is the work of {source}, and within its scope"
    return answer._replace(notes=(*answer.notes, note))


def _no_branch(push: PushContext, update: "RefUpdate") -> Verdict:
    """A tag or a ref of some tool: nothing lands from it, but who pushes it may need a task."""
    case = taskless_context(push, None)
    violations = tuple(unassigned.refuse_without_task(case, pushers_and_authors(push, update)))
    note = f"{update.ref} is no branch: nothing was checked"
    outcome: Outcome = "violations" if violations else "unassigned"
    base = push.trusted.base
    return Verdict(
        push.layer, outcome, None, update.ref, base, 0, violations, notes=(*case.notes, note)
    )


def _deletion(push: PushContext, update: "RefUpdate") -> Verdict:
    named = push.catalog.tasks_of_branch(update.branch) if update.branch else ()
    task = named[0] if len(named) == 1 else None
    outcome: Outcome = "clean" if task else "unassigned"
    notes = (f"{update.ref} is deleted, which changes nothing on the base",)
    return Verdict(
        push.layer, outcome, task, update.branch or update.ref, push.trusted.base, 0, notes=notes
    )


def _replacing(layer: "Layer", update: "RefUpdate", trusted: "TrustedBase | None") -> Verdict:
    reason = f"{update.ref} would make git show another object in its place to whoever fetches it."
    base = trusted.base if trusted else None
    return Verdict(
        layer, "violations", None, update.ref, base, 0, (Violation(None, "R608", reason),)
    )


def _without_base(layer: "Layer", update: "RefUpdate") -> Verdict:
    if update.ref.startswith(REPLACED) and update.new:
        return _replacing(layer, update, None)
    notes = ("there is no base yet, so nothing was checked",)
    return Verdict(layer, "unassigned", None, update.branch or update.ref, None, 0, notes=notes)

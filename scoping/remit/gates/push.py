"""The gates of a push: every ref of it, judged by its effect on the receiving repository's base.

A commit is never left out because some other ref has it already: what counts is what the ref would
do to the base, so work that was pushed elsewhere first is judged all the same.
"""

# See decision 0215.

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, RemitError
from remit.gates import context as cases
from remit.gates import unassigned
from remit.gates.base_push import judge_base
from remit.gates.hook_traces import passed_by
from remit.gates.push_effect import Push, free_case, judged_effect, people, task_of_source
from remit.gates.ref_updates import HEADS, REPLACED
from remit.git import manifests, merge, push_base, skipped_log
from remit.git.scratch_repository import Scratch
from remit.namedtuples import NamedTuple
from remit.verdict import CLEAN, UNDECIDED, VIOLATIONS, Verdict, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from remit.gates.ref_updates import Update
    from remit.git.objects import Objects
    from remit.git.repository import Repository
    from remit.git.trusted_base import Trusted
    from remit.verdict import Layer, Outcome


class Answered(NamedTuple):
    """An update and the verdict about it, or the reason why there is none.

    `first` is the update of the base that has to be taken before this one can be judged.
    """

    update: "Update"
    verdict: Verdict | None
    error: RemitError | None = None
    first: "Update | None" = None

    @property
    def exit_code(self) -> int:
        """The code of the verdict; 2 without one."""
        return self.verdict.exit_code if self.verdict else UNDECIDED


def judge_push(
    repository: "Repository", remote: str, updates: "Sequence[Update]"
) -> tuple[Answered, ...]:
    """The verdict about each update of a push to `remote`, before anything is sent.

    Manifests are those of the remote's base, as far as it is known here. Raises a `RemitError`
    where there is no base to judge any of them by.
    """
    if not updates:
        return ()
    with repository, Scratch(repository) as scratch:
        objects = scratch.objects()
        told = {update.ref: update.old for update in updates}
        trusted = push_base.of_remote(scratch, objects, remote, told)
        person = unassigned.committing(scratch)
        return _all(
            "push", scratch, objects, trusted, updates=updates, pushers=lambda: person()[1:]
        )


def judge_receive(
    repository: "Repository", updates: "Sequence[Update]", pushers: tuple[str, ...]
) -> tuple[Answered, ...]:
    """The verdict about each update that a server was asked for; nothing is written there.

    `pushers` are the names under which the server knows who pushes. Manifests are those of its own
    base as it is before the push. Raises a `RemitError` where that cannot be told.
    """
    with repository, Scratch(repository) as scratch:
        objects = scratch.objects()
        other = push_base.aliases(scratch)
        meant = [update._replace(ref=other.get(update.ref, update.ref)) for update in updates]
        base = f"{HEADS}{push_base.base_branch(scratch)}"
        begins = next((each for each in meant if each.ref == base and each.old is None), None)
        trusted = push_base.of_server(scratch, objects, begins=begins is not None)
        if trusted is None and begins and push_base.has_branches(scratch):
            return tuple(_beside_the_first_base(begins, update) for update in meant)
        return _all("server", scratch, objects, trusted, updates=meant, pushers=lambda: pushers)


def exit_code(answers: "Sequence[Answered]") -> int:
    """One code for a whole push: violations, else a judgement that was not possible, else clean."""
    codes = {answer.exit_code for answer in answers}
    return next((code for code in (VIOLATIONS, UNDECIDED) if code in codes), CLEAN)


def _all(  # noqa: PLR0913 - what a push consists of
    layer: "Layer",
    scratch: "Repository",
    objects: "Objects",
    trusted: "Trusted | None",
    *,
    updates: "Sequence[Update]",
    pushers: "Callable[[], Sequence[str]]",
) -> tuple[Answered, ...]:
    if trusted is None:
        return tuple(Answered(update, _without_base(layer, update)) for update in updates)
    tip = trusted.base.commit
    push = Push(layer, scratch, objects, trusted, manifests.read(objects, tip), tip, pushers)
    base = {update: _answered(push, update) for update in updates if _is_base(push, update)}
    moved = _moved_base(push, base.values())
    return tuple(base.get(update) or _beside(push, moved, update) for update in updates)


def _moved_base(push: Push, answers: "Iterable[Answered]") -> "Update | None":
    """The update by which this very push moves the base forward, unless it is refused."""
    for answer in answers:
        new = answer.update.new
        if answer.exit_code != CLEAN or new is None or new == push.tip:
            continue
        if merge.is_ancestor(push.scratch, push.tip, new):
            return answer.update
    return None


def _beside(push: Push, moved: "Update | None", update: "Update") -> Answered:
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
    return Answered(update, None, error, moved)


def _beside_the_first_base(first: "Update", update: "Update") -> Answered:
    """The answer about a ref that is pushed to a server of branches together with its first base.

    Alone it could not be checked, so it has to wait: git may refuse the base, and take the ref.
    """
    if update.ref == first.ref:
        return Answered(update, _without_base("server", update))
    base = first.branch
    error = CouldNotCheck(
        f"this repository has no branch {base!r} before this push, and that is its base.",
        f"push {base} first, then the rest",
    )
    return Answered(update, None, error, first)


def _is_base(push: Push, update: "Update") -> bool:
    return update.ref == f"{HEADS}{push.trusted.branch}"


def _impossible(push: Push, update: "Update") -> str | None:
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


def _answered(push: Push, update: "Update") -> Answered:
    try:
        verdict = _judged(push, update)
        return Answered(update, _with_notes(push, update, verdict))
    except RemitError as error:
        return Answered(update, None, error)


def _with_notes(push: Push, update: "Update", verdict: Verdict) -> Verdict:
    """The verdict, and what shows in the pusher's clone alone: skipped hooks, a newer base."""
    if push.layer != "push" or not update.new:
        return verdict
    notes: list[str] = []
    if commits := skipped_log.among(push.scratch, push.trusted.base.commit, update.new):
        notes.append(passed_by(commits))
    if any(violation.change for violation in verdict.violations):
        notes += filter(None, (push_base.behind(push.scratch, push.objects, push.trusted),))
    return verdict._replace(notes=(*verdict.notes, *notes))


def _judged(push: Push, update: "Update") -> Verdict:
    if update.ref.startswith(REPLACED) and update.new:
        return _replacing(push.layer, update, push.trusted)
    if push.layer == "push":
        cases.require_base_without_task(push.trusted, push.catalog)
    if reason := _impossible(push, update):
        raise CouldNotCheck(
            f"git will not move {update.ref} like that: {reason}.",
            "fetch, and push a commit; of an annotated tag that is TAG^{commit}",
        )
    if _is_base(push, update):
        return judge_base(push, update, task_of_source(push, update))
    return _of_ref(push, update)


def _of_ref(push: Push, update: "Update") -> Verdict:
    if update.new is None:
        return _deletion(push, update)
    if update.branch is None:
        return _no_branch(push, update)
    return _branch(push, update)


def _branch(push: Push, update: "Update") -> Verdict:
    """The branch that is written decides the task; the name it has here must not contradict it."""
    case = cases.gathered(push.scratch, push.catalog, push.trusted, None, update.branch)
    source = task_of_source(push, update)
    if case.task and source and source != case.task:
        raise CouldNotCheck(
            f"{update.called} is the work of `{source}`, but {update.ref} belongs to "
            f"`{case.task}`.",
            "push it to a branch of its own task",
        )
    if case.task:
        return judged_effect(push, case, update.new or "")
    answer = unassigned.answered(push.layer, case, people(push, update))
    if source is None or answer.violations:
        return answer
    verdict = judged_effect(push, case._replace(task=source), update.new or "")
    if verdict.outcome != "clean":
        return verdict
    note = f"{update.called} is the work of {source}, and within its scope"
    return answer._replace(notes=(*answer.notes, note))


def _no_branch(push: Push, update: "Update") -> Verdict:
    """A tag or a ref of some tool: nothing lands from it, but who pushes it may need a task."""
    case = free_case(push, None)
    violations = tuple(unassigned.without_task(case, people(push, update)))
    note = f"{update.ref} is no branch: nothing was checked"
    outcome: Outcome = "violations" if violations else "unassigned"
    base = push.trusted.base
    return Verdict(
        push.layer, outcome, None, update.ref, base, 0, violations, notes=(*case.notes, note)
    )


def _deletion(push: Push, update: "Update") -> Verdict:
    claimants = push.catalog.claimants(update.branch) if update.branch else ()
    task = claimants[0] if len(claimants) == 1 else None
    outcome: Outcome = "clean" if task else "unassigned"
    notes = (f"{update.ref} is deleted, which changes nothing on the base",)
    return Verdict(
        push.layer, outcome, task, update.branch or update.ref, push.trusted.base, 0, notes=notes
    )


def _replacing(layer: "Layer", update: "Update", trusted: "Trusted | None") -> Verdict:
    reason = f"{update.ref} would make git show another object in its place to whoever fetches it."
    base = trusted.base if trusted else None
    return Verdict(
        layer, "violations", None, update.ref, base, 0, (Violation(None, "R608", reason),)
    )


def _without_base(layer: "Layer", update: "Update") -> Verdict:
    if update.ref.startswith(REPLACED) and update.new:
        return _replacing(layer, update, None)
    notes = ("there is no base yet, so nothing was checked",)
    return Verdict(layer, "unassigned", None, update.branch or update.ref, None, 0, notes=notes)

"""A case: what is in force where a gate stands, and the verdict that comes of it."""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck, ManifestError
from remit.git.trusted_base import require_same_branch
from remit.manifest.branch_binding import DetachedHead, bind_task
from remit.manifest.policy import Policy
from remit.namedtuples import NamedTuple
from remit.paths import quote_path
from remit.verdict import BackgroundNote, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from remit.changes import Change
    from remit.git.repository import Repository
    from remit.git.trusted_base import TrustedBase
    from remit.manifest.catalog import Catalog
    from remit.manifest.scope import Scope
    from remit.ports import Trees
    from remit.verdict import JudgeFindings, Layer, Outcome


class LocalGrant(NamedTuple):
    """A pattern that a task may write until then (seconds since 1970), and the request's id."""

    until: int
    request: str
    pattern: str


class JudgementContext(NamedTuple):
    """The base and what it says, the branch, and the task in force (None: a branch of no task).

    `bound` says that the manifests leave the branch free, and only the binding of the worktree
    names the task: whoever judges by the branch alone (`without_binding`) sees no task.
    `granted` is what the task may write in this clone for now; only layers before a push fill it.
    """

    trusted: "TrustedBase"
    catalog: "Catalog"
    policy: "Policy"
    branch: str | None
    task: str | None
    notes: tuple[str, ...]
    bound: bool = False
    granted: tuple[LocalGrant, ...] = ()

    def without_binding(self) -> "JudgementContext":
        """The same branch as a clone sees it that has no binding, such as the server's."""
        return self._replace(task=None, bound=False) if self.bound else self

    @property
    def scope(self) -> "Scope":
        """The scope of the task in force, with what a local grant adds for now."""
        scope = self.catalog.scope(self.task or "")
        if not self.granted:
            return scope
        write = (*scope.files.write, *(each.pattern for each in self.granted))
        return scope._replace(files=scope.files._replace(write=tuple(dict.fromkeys(write))))

    def judge(self, changes: "Sequence[Change]", trees: "Trees") -> "JudgeFindings":
        """The findings among the changes of the task in force."""
        from remit.judge import judge

        return judge(changes, self.scope, self.policy, trees, self.catalog.owners)

    def settles(self, groups: "Iterable[Sequence[Change]]") -> bool:
        """Whether surely no set of changes among `groups` violations from the task in force."""
        from remit.judge import is_surely_clean

        return is_surely_clean(groups, self.scope, self.policy, self.catalog.owners)

    def enforce(self, verdict: "Verdict", repository: "Repository") -> "Verdict":
        """The verdict, not enforced where the policy only warns at its layer."""
        if not verdict.has_findings:
            return verdict
        from remit.gates.enforcement import apply_enforcement

        return apply_enforcement(verdict, self.policy, repository)

    def decided(
        self, layer: "Layer", findings: "JudgeFindings", judged: int, *notes: str
    ) -> "Verdict":
        """The verdict about the task's changes, of which `checked` were looked at."""
        outcome: Outcome = "clean"
        if findings.doubts:
            outcome = "could_not_check"
        if findings.violations:
            outcome = "violations"
        base, said = self.trusted.base, (*self.notes, *notes)
        return Verdict(layer, outcome, self.task, self.branch, base, judged, *findings, notes=said)


def load_judgement_context(
    repository: "Repository",
    catalog: "Catalog",
    trusted: "TrustedBase",
    explicit: str | None,
    branch: str | None,
) -> JudgementContext:
    """The case of a change on `branch`; `explicit` is a trusted caller's task.

    The binding of the worktree counts only for the branch that is checked out. Raises a
    `RemitError` where the base, the branch, the binding and the explicit word do not agree.
    """
    binding = repository.binding() if branch == repository.branch else None
    try:
        task = bind_task(branch, catalog, binding, explicit, trusted.branch)
    except DetachedHead as error:
        from remit.gates.detached import suggest_task_branches

        raise suggest_task_branches(error, repository, catalog) from None
    notes = trusted.notes + tuple(
        f"the manifest of {faulty.task} on the base has faults: `remit lint` lists them"
        for faulty in catalog.faulty
    )
    try:
        policy = catalog.policy
    except ManifestError as error:
        if task is not None or branch is None or branch != trusted.branch:
            raise
        # only here can the policy be repaired, so its faults must not close this branch too
        notes = (*notes, f"the policy on the base has faults: {error}")
        return JudgementContext(trusted, catalog, Policy(), branch, None, notes)
    require_same_branch(trusted, policy.base)
    bound = (
        binding is not None
        and explicit is None
        and not (branch and catalog.tasks_of_branch(branch))
    )
    if bound and branch:
        notes = (*notes, _note_binding(branch, binding or ""))
    return JudgementContext(trusted, catalog, policy, branch, task, notes, bound)


def _note_binding(branch: str, task: str) -> BackgroundNote:
    shown = quote_path(branch.encode("utf-8", "surrogateescape"))
    return BackgroundNote(
        f"this worktree is bound to {task}; for server and pull request {shown} is a branch of no "
        "task"
    )


def require_base_without_task(trusted: "TrustedBase", catalog: "Catalog") -> None:
    """Raise `CouldNotCheck` where a manifest there names the branch that was found as the base.

    Who works on such a branch would decide by which manifests. A server does not ask: its base can
    be repaired only by a push to it.
    """
    named = catalog.tasks_of_branch(trusted.branch) if trusted.branch else ()
    if named:
        name = quote_path((trusted.branch or "").encode("utf-8", "surrogateescape"))
        raise CouldNotCheck(
            f"the base {name} is a branch of the task `{named[0]}`, by the manifests there.",
            "name the branch that tasks start from: remit install --base BRANCH; if this is it, "
            "narrow `branch` in that manifest, and commit and push that with --no-verify",
        )

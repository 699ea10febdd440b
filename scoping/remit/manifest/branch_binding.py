"""Which task a branch belongs to: the manifests on the base say it, or a trusted caller does.

The binding of a worktree says it only where no manifest names the branch. It never takes a branch
from the task that names it.
"""

# See decisions 0045 and 0281.

from typing import TYPE_CHECKING, NoReturn, Protocol

from remit.errors import CouldNotCheck
from remit.paths import quote_path
from remit.patterns.matcher import PathIndex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.errors import Fault


class DetachedHead(CouldNotCheck):
    """HEAD is on no branch, and nothing else says which task this is."""


class BrokenManifest(Protocol):
    """A manifest that was refused; `branch` is None where not even its branches could be read."""

    @property
    def task(self) -> str: ...  # noqa: D102 - the class says it
    @property
    def faults(self) -> "Sequence[Fault]": ...  # noqa: D102 - the class says it
    @property
    def branch(self) -> "Sequence[str] | None": ...  # noqa: D102 - the class says it


class BranchCatalog(Protocol):
    """What the base says about tasks and branches; `remit.manifest.catalog.Catalog` is one."""

    @property
    def ids(self) -> "Sequence[str]":
        """Every task whose manifest could be read."""
        ...

    @property
    def faulty(self) -> "Sequence[BrokenManifest]":
        """Every manifest that could not."""
        ...

    def tasks_of_branch(self, branch: str) -> "Sequence[str]":
        """The tasks whose branch patterns cover `branch`."""
        ...


def bind_task(
    branch: str | None,
    catalog: BranchCatalog,
    bound: str | None,
    explicit: str | None,
    base_branch: str | None = None,
) -> str | None:
    """The id of the task in force, or None for a branch of no task.

    `branch` is None on a detached HEAD; `bound` is the task that the worktree is bound to,
    `explicit` the word of a trusted caller (`--task`), `base_branch` the base's own name, on which
    a manifest of unknown branches can be repaired. Raises `CouldNotCheck` where these contradict
    each other, where two tasks name the branch, and where a faulty manifest may be the one in
    force.
    """
    if explicit is not None:
        _require_readable(explicit, catalog)
    if bound is not None:
        _require_bindable(bound, catalog)
    _require_known_branches(branch, catalog, base_branch)
    named = _tasks_of_branch(branch, catalog)
    if len(named) > 1:
        _refuse(
            f"two tasks name the branch {_branch(branch)}: {_listed(named)}.",
            "make the `branch` patterns of their manifests differ, on the base.",
        )
    for task in named:
        _require_readable(task, catalog)
    owner = named[0] if named else None
    if explicit is not None:
        _agree(explicit, "the task that was asked for", owner, branch)
    if bound is not None:
        _agree_with_binding(bound, explicit, owner, branch, base_branch)
    if branch is None and bound is None and explicit is None and catalog.ids:
        raise DetachedHead(
            "HEAD is detached and nothing says which task this is.",
            "switch to the task's branch, or bind this worktree to the task: remit bind TASK.",
        )
    return explicit or owner or bound


def _require_bindable(bound: str, catalog: BranchCatalog) -> None:
    """Raise `CouldNotCheck` where the base has no such task any more, or its manifest has faults.

    A worktree outlives its task: what is left in it must not be judged by nothing.
    """
    if bound in catalog.ids or any(broken.task == bound for broken in catalog.faulty):
        _require_readable(bound, catalog)
        return
    _refuse(
        f"this worktree is bound to {quote_path(bound)}, but the base has no such task.",
        "bind it to another task: remit bind TASK; or let it go: remit unbind",
    )


def _require_readable(task: str, catalog: BranchCatalog) -> None:
    for broken in catalog.faulty:
        if broken.task == task:
            first = _first_fault(broken)
            _refuse(f"the manifest of `{task}` on the base has faults.", first)
    if task not in catalog.ids:
        from remit.text_safety import nearest_word

        near = nearest_word(task, catalog.ids)
        _refuse(
            f"the base has no task {quote_path(task)}.",
            f"did you mean '{near}'?"
            if near
            else "tasks live in .remit/tasks/ on the base; `remit show` lists them.",
        )


def _require_known_branches(
    branch: str | None, catalog: BranchCatalog, base_branch: str | None
) -> None:
    for broken in catalog.faulty:
        if broken.branch is None and (branch is None or branch != base_branch):
            first = _first_fault(broken)
            _refuse(
                f"the manifest of `{broken.task}` on the base is so broken that its branches are "
                "unknown: this may be one of them.",
                first,
            )


def _first_fault(broken: "BrokenManifest") -> str:
    """The first fault of a manifest with its hint, on one line, as a hint is."""
    return str(broken.faults[0]).replace("\nhint: ", " ") if broken.faults else "see `remit lint`"


def _tasks_of_branch(branch: str | None, catalog: BranchCatalog) -> list[str]:
    if branch is None:
        return []
    raw = branch.encode("utf-8", "surrogateescape")
    broken = (
        faulty.task
        for faulty in catalog.faulty
        if faulty.branch is not None and PathIndex(faulty.branch).covers(raw)
    )
    return sorted({*catalog.tasks_of_branch(branch), *broken})


def _agree(task: str, said: str, owner: str | None, branch: str | None) -> None:
    if owner is not None and owner != task:
        _refuse(
            f"the branch {_branch(branch)} belongs to `{owner}`, but {said} is `{task}`.",
            f"leave the task out, or work on a branch that the manifest of `{task}` names.",
        )


def _agree_with_binding(
    bound: str,
    explicit: str | None,
    owner: str | None,
    branch: str | None,
    base_branch: str | None,
) -> None:
    if owner is not None and owner != bound:
        _refuse(
            f"the branch {_branch(branch)} belongs to `{owner}`, but this worktree is bound to "
            f"`{bound}`.",
            f"switch to a branch of `{bound}` or of no task; or, if this worktree is for "
            f"`{owner}` now: remit unbind",
        )
    if explicit is not None and explicit != bound:
        _refuse(
            f"the task that was asked for is `{explicit}`, but this worktree is bound to "
            f"`{bound}`.",
            "leave the task out, or work in a worktree of the other task.",
        )
    if branch is not None and branch == base_branch:
        _refuse(
            f"this worktree is bound to `{bound}`, but {_branch(branch)} is the base branch.",
            "switch to another branch, which keeps what is staged: git switch -c NAME; or, if "
            "this worktree is no task's any more: remit unbind",
        )


def _branch(branch: str | None) -> str:
    return quote_path((branch or "").encode("utf-8", "surrogateescape"))


def _listed(tasks: "Sequence[str]") -> str:
    return ", ".join(f"`{task}`" for task in tasks)


def _refuse(sentence: str, hint: str) -> NoReturn:
    raise CouldNotCheck(sentence, hint)

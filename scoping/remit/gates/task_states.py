"""What stands with each task of the base: nobody works on it, somebody does, or it has landed.

A task is `faulty` or a `draft` by its manifest. It is `active` where a branch or a worktree of it
has work that the base lacks, or none yet; `landed` where all its work is on the base, merged,
squashed or by commits that name it; else `open`.
"""

# See decision 0285.

from typing import TYPE_CHECKING, Literal

from remit.errors import CouldNotCheck, RemitError
from remit.git import manifests, merge
from remit.git.linked_worktrees import list_worktrees
from remit.git.scratch_repository import ScratchRepository
from remit.git.trusted_base import BaseSearch
from remit.manifest.scope import FOLDER, SUFFIX
from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from remit.git.repository import Repository
    from remit.git.trusted_base import TrustedBase
    from remit.manifest.catalog import Catalog

State = Literal["faulty", "draft", "open", "active", "landed"]
BranchState = Literal["new", "unlanded", "landed"]

_REFS = ("--format=%(objectname) %(symref) %(refname)", "refs/heads", "refs/remotes")
_HEADS, _REMOTES = "refs/heads/", "refs/remotes/"
_NAMED = "--format=%H %(trailers:key=Remit-Task,valueonly,separator=%x20)"
_IN_ORDER = ("--no-show-signature", "--topo-order")
CLOSED_TRAILER = "Remit-Closed"


class TaskBranch(NamedTuple):
    """A branch of a task, here or at a remote (`origin/NAME`): `new` has no commit of its own."""

    name: str
    tip: str
    state: BranchState


class TaskWorktree(NamedTuple):
    """A worktree in which a task is worked on; `bound` says that `remit bind` made it so."""

    path: str
    branch: str | None
    bound: bool


class TaskState(NamedTuple):
    """A task of the base. `waits_for` are the tasks of its `after` that have not landed."""

    task: str
    state: State
    title: str = ""
    owner: str = ""
    branches: tuple[TaskBranch, ...] = ()
    worktrees: tuple[TaskWorktree, ...] = ()
    waits_for: tuple[str, ...] = ()


class ClosedTask(NamedTuple):
    """A task whose manifest was removed from the base: by which commit, when, and why.

    `time` is in seconds since 1970; `outcome` is empty where `remit close` did not remove it.
    """

    task: str
    commit: str
    time: int
    outcome: str


def list_task_states(
    repository: "Repository", tasks: "Iterable[str] | None" = None
) -> tuple[TaskState, ...]:
    """The state of each task of the base, or of the `tasks` that are asked for, by id.

    Reads the ids and trailers of all commits of the base. Raises a `RemitError` where there is no
    base.
    """
    with repository, ScratchRepository(repository) as scratch:
        trusted = BaseSearch(repository).trusted()
        if trusted is None:
            raise CouldNotCheck(
                "there is no commit yet, so there is no base with tasks.",
                "make the first commit on the base branch",
            )
        catalog = manifests.read_base_catalog(repository.objects(), trusted.base.commit)
        return _States(repository, scratch, trusted, catalog).states(tasks)


def list_closed_tasks(repository: "Repository") -> tuple[ClosedTask, ...]:
    """The tasks whose manifests the base has no more, the one that was closed last first."""
    with repository:
        trusted = BaseSearch(repository).trusted()
        if trusted is None:
            return ()
        base = trusted.base.commit
        standing = {*_ids_in(repository.run("ls-tree", "--name-only", "-z", base, FOLDER))}
        form = f"--format=%x01%H %ct %(trailers:key={CLOSED_TRAILER},valueonly,separator=%x20)"
        shape = ("--no-renames", "--diff-filter=D", "--name-only", "-z", form)
        output = repository.run("log", *_IN_ORDER, "-m", *shape, base, "--", FOLDER)
    found: dict[str, ClosedTask] = {}
    for record in output.decode("utf-8", "surrogateescape").split("\x01")[1:]:
        head, *names = record.split("\0")
        commit, time, *outcome = head.split()
        for task in _ids_in("\0".join(names).encode("utf-8", "surrogateescape")):
            if task not in standing:
                known = " ".join(outcome)
                found.setdefault(task, ClosedTask(task, commit, int(time), known))
    return tuple(found.values())


def _ids_in(listing: bytes) -> "list[str]":
    """The ids of the manifests among paths that end with NUL."""
    paths = listing.decode("utf-8", "surrogateescape").split("\0")
    names = (path.strip().removeprefix(FOLDER) for path in paths)
    return [name.removesuffix(SUFFIX) for name in names if name.endswith(SUFFIX)]


class _States:
    """What has to be known of the repository once, for all tasks."""

    def __init__(
        self,
        repository: "Repository",
        scratch: "Repository",
        trusted: "TrustedBase",
        catalog: "Catalog",
    ) -> None:
        self._repository, self._scratch, self._catalog = repository, scratch, catalog
        self._base = trusted.base.commit
        self._tree = repository.resolve(self._base, "tree")
        self._branches = self._by_task(self._named_branches())
        self._worktrees = self._bound_and_checked_out()
        words = repository.run("for-each-ref", f"--merged={self._base}", "--format=%(refname)")
        self._merged = {*words.decode("utf-8", "surrogateescape").splitlines()}
        self._mainline = {
            *repository.run("rev-list", "--first-parent", self._base).decode("ascii").split()
        }
        self._landed = self._named_on_the_base()

    def states(self, tasks: "Iterable[str] | None") -> tuple[TaskState, ...]:
        faulty = {broken.task for broken in self._catalog.faulty}
        wanted = {*self._catalog.ids, *faulty} if tasks is None else {*tasks}
        found = {task: self._state(task) for task in sorted(wanted - faulty)}
        found |= {task: TaskState(task, "faulty") for task in wanted & faulty}
        return tuple(self._waiting(each, found) for _, each in sorted(found.items()))

    def _waiting(self, each: TaskState, found: "Mapping[str, TaskState]") -> TaskState:
        if each.state == "faulty":
            return each
        after = self._catalog.scope(each.task).after
        known = {task: found.get(task) or self._state_or_none(task) for task in after}
        return each._replace(
            waits_for=tuple(
                task for task, state in known.items() if state and state.state != "landed"
            )
        )

    def _state_or_none(self, task: str) -> TaskState | None:
        return self._state(task) if task in self._catalog.ids else None

    def _state(self, task: str) -> TaskState:
        scope = self._catalog.scope(task)
        branches = tuple(
            TaskBranch(name, tip, self._branch_state(task, ref, tip))
            for ref, name, tip in self._branches.get(task, ())
        )
        worktrees, tips = self._worktrees.get(task, ((), ()))
        at_work = any(each.state != "landed" for each in branches) or any(
            self._branch_state(task, "", tip) != "landed" for tip in tips
        )
        state: State = "active" if at_work else "open"
        if not at_work and (branches or tips or task in self._landed):
            state = "landed"
        if scope.status == "draft":
            state = "draft"
        return TaskState(task, state, scope.title, scope.owner, branches, worktrees)

    def _branch_state(self, task: str, ref: str, tip: str) -> BranchState:
        """Whether what the branch has is on the base; a ref that is empty is a detached HEAD."""
        merged = ref in self._merged or tip in self._mainline
        if merged and tip in self._mainline and task not in self._landed:
            return "new"
        return "landed" if merged or self._has_no_effect(tip) else "unlanded"

    def _has_no_effect(self, tip: str) -> bool:
        """Whether merging it would change nothing: it was squashed, or picked."""
        try:
            found = merge.merge_automatically(self._scratch, self._base, tip)
        except RemitError:
            return False
        return not found.conflicted and found.tree == self._tree

    def _named_branches(self) -> "Iterable[tuple[str, str, str]]":
        """Each branch: its ref, its short name, its tip; of a remote's only what is not here."""
        here: dict[str, str] = {}
        for line in self._repository.refs(*_REFS):
            tip, symbolic, ref = line.split(" ", 2)
            if ref.startswith(_HEADS):
                here[ref.removeprefix(_HEADS)] = tip
                yield ref, ref.removeprefix(_HEADS), tip
            elif not symbolic:
                name = ref.removeprefix(_REMOTES)
                if here.get(name.partition("/")[2]) != tip:
                    yield ref, name, tip

    def _by_task(
        self, branches: "Iterable[tuple[str, str, str]]"
    ) -> dict[str, list[tuple[str, str, str]]]:
        found: dict[str, list[tuple[str, str, str]]] = {}
        for ref, name, tip in branches:
            own = name if ref.startswith(_HEADS) else name.partition("/")[2]
            for task in self._catalog.tasks_of_branch(own):
                found.setdefault(task, []).append((ref, name, tip))
        return found

    def _bound_and_checked_out(
        self,
    ) -> "dict[str, tuple[tuple[TaskWorktree, ...], tuple[str, ...]]]":
        """The worktrees of each task, and the commits of those that are on no branch of it."""
        found: dict[str, tuple[tuple[TaskWorktree, ...], tuple[str, ...]]] = {}
        for each in list_worktrees(self._repository):
            named = self._catalog.tasks_of_branch(each.branch) if each.branch else ()
            bound = None if named else each.readable_binding()
            for task in (*named, *filter(None, (bound,))):
                worktrees, tips = found.get(task, ((), ()))
                entry = TaskWorktree(each.path, each.branch, bound is not None)
                more = (each.head,) if bound and each.head else ()
                found[task] = ((*worktrees, entry), (*tips, *more))
        return found

    def _named_on_the_base(self) -> frozenset[str]:
        """The tasks that a commit of the base names which is newer than their manifests."""
        listed = self._repository.run("log", *_IN_ORDER, _NAMED, self._base).decode(
            "utf-8", "surrogateescape"
        )
        lines = [line.split() for line in listed.splitlines() if line]
        order = {words[0]: place for place, words in enumerate(lines)}
        named: dict[str, int] = {}
        for place, (_, *tasks) in enumerate(lines):
            for task in tasks:
                named.setdefault(task, place)
        if not named:
            return frozenset()
        added = self._added_manifests()
        return frozenset(
            task
            for task, place in named.items()
            if place < order.get(added.get(task, ""), len(order))
        )

    def _added_manifests(self) -> dict[str, str]:
        """The last commit of the base that added each manifest."""
        shape = ("--no-renames", "--diff-filter=A", "--name-only", "-z", "--format=%x01%H")
        output = self._repository.run("log", *_IN_ORDER, "-m", *shape, self._base, "--", FOLDER)
        found: dict[str, str] = {}
        for record in output.split(b"\x01")[1:]:
            commit, _, names = record.partition(b"\0")
            for task in _ids_in(names):
                found.setdefault(task, commit.decode("ascii").strip())
        return found

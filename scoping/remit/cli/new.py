"""`remit new`: the manifest of a new task, checked against those that are there."""

from typing import TYPE_CHECKING

from remit.changes import REGULAR
from remit.cli.context import (
    read_trusted_catalog,
    working_catalog,
    working_files,
    worktree_root,
)
from remit.cli.output import add_format, print_answer
from remit.cli.values import TASK
from remit.cli.write_manifests import describe_landing, landing_commands, write_new
from remit.errors import ManifestError, UsageError
from remit.git.repository import Repository
from remit.git.trusted_base import find_base
from remit.manifest import catalog as catalogs
from remit.manifest import scope
from remit.manifest.checks import TASK_PLACE
from remit.manifest.lint_findings import KeyPositions
from remit.manifest.lint_overlaps import (
    find_shared_branches,
    find_task_collisions,
    find_tasks_of_base,
)
from remit.manifest.policy import Policy
from remit.manifest.scope import FOLDER, SUFFIX, FileRules, Scope
from remit.manifest.task_order import TaskOrder, find_cycles, find_unknown_tasks, read_stated_order
from remit.manifest.writer import render_manifest
from remit.report.verdict_json import dump_versioned

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from remit.manifest.catalog import Catalog

DESCRIPTION = (
    "Write .remit/tasks/TASK.toml and say with which tasks it overlaps. Quote the patterns, or the "
    "shell expands them."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The task and what goes into its manifest."""
    parser.add_argument("task", metavar="TASK", help="its id, and the name of the file")
    for name, what in (
        ("write", "it may change"),
        ("create", "it may add"),
        ("append", "it may only add lines to"),
        ("claim", "it may change where no other running task does"),
        ("deny", "it must not touch"),
    ):
        parser.add_argument(
            f"--{name}", metavar="GLOB", nargs="+", action="extend", default=[], help=what
        )
    parser.add_argument(
        "--branch",
        metavar="GLOB",
        action="append",
        default=[],
        help="default: task_branches of the policy, else agent/TASK/*",
    )
    parser.add_argument(
        "--after",
        metavar="ID",
        type=TASK,
        nargs="+",
        action="extend",
        default=[],
        help="tasks that must have landed before",
    )
    parser.add_argument("--title", default="", help="one line for people")
    parser.add_argument("--owner", default="", help="who answers for it")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 when the manifest is written, overlapping or not.

    2 where it has faults, or a branch that another task or the base has.
    """
    repository = Repository.discover()
    root = worktree_root(repository)
    where = f"{FOLDER}{arguments.task}{SUFFIX}"
    task_scope = reparse_manifest(_asked(arguments, new_task_branches(arguments.task, root)), where)
    with repository:
        trusted = find_base(repository)
        based = read_trusted_catalog(repository, trusted)
    if task_scope.id in {*based.ids, *(faulty.task for faulty in based.faulty)}:
        raise UsageError(f"the base has a task {task_scope.id} already; nothing was written.")
    base = trusted.branch if trusted else repository.branch
    require_own_branches([task_scope], with_scopes([task_scope], based, root), base)
    write_new(root / where, render_manifest(task_scope))
    said = list[str]()
    if not task_scope.files.allowing:
        said.append("its scope is empty: it may change nothing; add patterns to `write`")
    here = working_catalog(root)
    said += [*order_errors(task_scope, here), *describe_overlaps(task_scope, based, here)]
    title = f"Give {task_scope.id} its scope"
    if arguments.format == "json":
        fields = {
            "exit_code": 0,
            "task": task_scope.id,
            "branch": task_scope.branch,
            "written": [where],
        }
        commands = landing_commands(repository, base, [where], title)
        return print_answer(dump_versioned({**fields, "warnings": said, "commands": commands}))
    lines = (f"wrote {where}: branch {', '.join(task_scope.branch)}", *said)
    text = "".join(f"{line}\n" for line in lines)
    return print_answer(text + describe_landing(repository, base, [where], title))


def new_task_branches(task: str, root: "Path") -> tuple[str, ...]:
    """The patterns of a new task's branches, by the policy that stands in the working tree."""
    try:
        patterns = working_catalog(root).policy.task_branches
    except ManifestError:
        patterns = Policy().task_branches
    return tuple(pattern.replace(TASK_PLACE, task) for pattern in patterns)


def with_new_branches(task_scope: Scope, root: "Path") -> Scope:
    """The scope of a task that is new, with the branches that the policy gives it."""
    return task_scope._replace(branch=new_task_branches(task_scope.id, root))


def _asked(arguments: "argparse.Namespace", branches: tuple[str, ...]) -> Scope:
    return Scope(
        arguments.task,
        tuple(arguments.branch) or branches,
        title=arguments.title,
        owner=arguments.owner,
        after=tuple(arguments.after),
        files=FileRules(
            tuple(arguments.write),
            tuple(arguments.create),
            tuple(arguments.append),
            tuple(arguments.claim),
            tuple(arguments.deny),
        ),
    )


def reparse_manifest(task_scope: Scope, where: str) -> Scope:
    """`remit` as it will be read; raises `UsageError` with every fault."""
    text = render_manifest(task_scope)
    if "\\udc" in text:  # how a byte that is not UTF-8 came through the command line
        raise UsageError(
            "nothing was written: something in this call is not UTF-8, as a manifest must be.",
            "in a pattern `?` stands for any one byte",
        )
    try:
        return scope.parse_manifest(text.encode(), where)
    except ManifestError as error:
        many = f"{len(error.faults)} faults" if len(error.faults) > 1 else "a fault"
        raise UsageError(f"nothing was written: {where} would have {many}.\n{error}") from None


def with_scopes(
    task_scopes: "Sequence[Scope]",
    based: "Catalog | None",
    root: "Path",
    removed: "Collection[str]" = (),
) -> "Catalog":
    """What the manifests say, of the base and of the working tree, with new ones among them.

    Without those of the tasks that are `removed`.
    """
    standing: Mapping[bytes, bytes] = based.sources if based else {}
    files = {path: (REGULAR, text) for path, text in standing.items()} | working_files(root)
    for task in removed:
        files.pop(f"{FOLDER}{task}{SUFFIX}".encode(), None)
    new = {
        f"{FOLDER}{each.id}{SUFFIX}".encode(): render_manifest(each).encode()
        for each in task_scopes
    }
    return catalogs.read_catalog(files | {path: (REGULAR, text) for path, text in new.items()})


def require_own_branches(task_scopes: "Sequence[Scope]", here: "Catalog", base: str | None) -> None:
    """Raise `UsageError` where one of the tasks names another one's branch, or the base."""
    places, own = KeyPositions(here), {task_scope.id for task_scope in task_scopes}
    for found in (
        *find_shared_branches(here, places).findings,
        *find_tasks_of_base(here, base, places),
    ):
        if not own.isdisjoint(found.tasks):
            raise UsageError(f"nothing was written: {found.what}", found.hint)


def order_errors(task_scope: Scope, here: "Catalog") -> "Iterator[str]":
    """A sentence for each error of the order of a task that is written here."""
    places = KeyPositions(here)
    after = read_stated_order(here, places)
    for found in (*find_unknown_tasks(after, places), *find_cycles(after, places)):
        if task_scope.id in found.tasks:
            yield f"error: {found.what}\n  hint: {found.hint}"


def describe_overlaps(task_scope: Scope, based: "Catalog", here: "Catalog") -> "Iterator[str]":
    """A sentence for each task that may change a path at the same time, with the path.

    The tasks are those of the base and those written here; `here` knows the lines.
    """
    others = {each.id: each for catalog in (based, here) for each in catalog.scopes()}
    others.pop(task_scope.id, None)
    order = TaskOrder({each.id: each.after for each in (*others.values(), task_scope)})
    for other in others.values():
        for found in find_task_collisions(
            (task_scope, other), order, KeyPositions(here), folded=False
        ).findings:
            yield f"overlap: {found.what}\n  hint: {found.hint}"

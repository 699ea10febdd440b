"""`remit new`: the manifest of a new task, checked against those that are there."""

from difflib import unified_diff
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
from remit.cli.write_manifests import describe_landing, landing_commands, write_all, write_new
from remit.errors import ManifestError, UsageError
from remit.git import manifests
from remit.git.repository import Repository
from remit.git.trusted_base import BaseSearch, find_base
from remit.manifest import catalog as catalogs
from remit.manifest import scope
from remit.manifest.lint import lint_catalog
from remit.manifest.lint_findings import KeyPositions
from remit.manifest.lint_overlaps import (
    find_base_claims,
    find_shared_branches,
    find_task_collisions,
)
from remit.manifest.scope import FOLDER, SUFFIX, FileRules, Scope
from remit.manifest.task_order import TaskOrder, find_cycles, find_unknown_tasks, read_stated_order
from remit.manifest.writer import render_manifest
from remit.patterns.matcher import PathIndex
from remit.report.verdict_json import dump_versioned
from remit.split.proposal import is_split_task
from remit.text_safety import escape_unsafe

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
        ("deny", "it must not touch"),
    ):
        parser.add_argument(
            f"--{name}", metavar="GLOB", nargs="+", action="extend", default=[], help=what
        )
    parser.add_argument(
        "--branch", metavar="GLOB", action="append", default=[], help="default: agent/TASK/*"
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
    task_scope = reparse_manifest(_asked(arguments), where)
    with repository:
        trusted = find_base(repository)
        based = read_trusted_catalog(repository, trusted)
    if task_scope.id in {*based.ids, *(faulty.task for faulty in based.faulty)}:
        raise UsageError(f"the base has a task {task_scope.id} already; nothing was written.")
    base = trusted.branch if trusted else repository.branch
    require_own_branches([task_scope], with_scopes([task_scope], based, root), base)
    write_new(root / where, render_manifest(task_scope))
    said = list[str]()
    if task_scope.files[:-1] == FileRules()[:-1]:
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


def _asked(arguments: "argparse.Namespace") -> Scope:
    return Scope(
        arguments.task,
        tuple(arguments.branch) or (f"agent/{arguments.task}/*",),
        title=arguments.title,
        owner=arguments.owner,
        after=tuple(arguments.after),
        files=FileRules(
            tuple(arguments.write),
            tuple(arguments.create),
            tuple(arguments.append),
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
    """Raise `UsageError` where one of the tasks claims another one's branch, or the base."""
    places, own = KeyPositions(here), {task_scope.id for task_scope in task_scopes}
    for found in (
        *find_shared_branches(here, places).findings,
        *find_base_claims(here, base, places),
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


# The manifests of a split: all of them are written, or none, and lint has nothing against them.


_WAYS_OUT = (
    "let the tasks that are there land and remove their manifests, split other files with --paths, "
    "or replace the manifests of an earlier split: --update"
)


class ExistingManifests:
    """The manifests that are there, on the base and in the working tree, before a split."""

    def __init__(self, repository: "Repository") -> None:
        """Read them; raises a `RemitError` where one has faults."""
        self.repository = repository
        self.root = worktree_root(repository)
        with repository:
            trusted = BaseSearch(repository).trusted()
            objects = repository.objects()
            self.based = (
                manifests.read_base_catalog(objects, trusted.base.commit) if trusted else None
            )
            head = repository.head()
            self.head: Mapping[bytes, bytes] = (
                manifests.read_base_catalog(objects, head).sources if head else {}
            )
        self.base = trusted.branch if trusted else repository.branch
        self.here = working_catalog(self.root)
        faults = [fault for each in self.here.faulty for fault in each.faults]
        if faults:
            raise ManifestError(tuple(faults))

    def scopes(self) -> "dict[str, Scope]":
        """The tasks by id; the working tree's text counts."""
        catalogs = (self.based, self.here) if self.based else (self.here,)
        return {
            task_scope.id: task_scope for catalog in catalogs for task_scope in catalog.scopes()
        }

    def require_free(self, paths: "Sequence[str]") -> None:
        """Raise where a task may write a file that the split will give to some scope.

        To be asked before the history is read, which takes long. `paths` as in `split --paths`.
        """
        asked = PathIndex(paths or ["**"])
        tracked = self.repository.run("ls-files", "-z", *self.repository.whole()).split(b"\0")
        files = [path for path in tracked if asked.covers(path) and not path.startswith(b".remit/")]
        for task_scope in self.scopes().values():
            allowed, denied = (
                PathIndex((*task_scope.files.write, *task_scope.files.create)),
                PathIndex(task_scope.files.deny),
            )
            met = next((p for p in files if allowed.covers(p) and not denied.covers(p)), None)
            if met is not None:
                path = escape_unsafe(met.decode("utf-8", "surrogateescape"))
                raise UsageError(
                    f"the task {task_scope.id} may write {path} already; "
                    "nothing was split or written.",
                    _WAYS_OUT,
                )


def write_task_manifests(
    standing: ExistingManifests, task_scopes: "Sequence[Scope]", message: str
) -> str:
    """What was written, and how it gets onto the base.

    Raises a `RemitError`, with nothing written, where a manifest of that name is there already, has
    faults or cannot be written, and where lint would refuse one.
    """
    checked = [reparse_manifest(task_scope, _place(task_scope.id)) for task_scope in task_scopes]
    based = standing.based
    known = [task_scope.id for task_scope in checked if based and task_scope.id in based.ids]
    if known:
        raise UsageError(
            f"the base has tasks of these names already: {', '.join(known)}; nothing was written.",
            _WAYS_OUT,
        )
    _require_sound(standing, checked)
    return _change(
        standing,
        {task_scope.id: (None, render_manifest(task_scope).encode()) for task_scope in checked},
        message,
    )


def update_task_manifests(
    standing: ExistingManifests, task_scopes: "Sequence[Scope]", message: str
) -> str:
    """The difference to the manifests that are there, what was written, and how it is landed.

    Of a task that is there only `[files]` changes; the task of an earlier split that is no scope
    any more is removed. Raises as `write`, and where a manifest is not committed as it is here.
    """
    known = standing.scopes()
    checked = [
        reparse_manifest(
            known[each.id]._replace(files=each.files) if each.id in known else each, _place(each.id)
        )
        for each in task_scopes
    ]
    own = {each.id for each in checked}
    old = [each.id for each in known.values() if is_split_task(each) and each.id not in own]
    _require_sound(standing, checked, old)
    changed: dict[str, _Change] = {
        each.id: (_committed(standing, each.id), render_manifest(each).encode())
        for each in checked
        if known.get(each.id) != each
    }
    changed |= {task: (_committed(standing, task), None) for task in old}
    if not changed:
        return "The manifests are as the split has them: nothing had to be written.\n"
    shown = "".join(
        line for task, change in changed.items() for line in _difference(_place(task), change)
    )
    return f"{shown}\n{_change(standing, changed, message)}"


_Change = tuple[bytes | None, bytes | None]
"""The text of a manifest before and after; None where there is none."""


def _place(task: str) -> str:
    return f"{FOLDER}{task}{SUFFIX}"


def _require_sound(
    standing: ExistingManifests, task_scopes: "Sequence[Scope]", removed: "Collection[str]" = ()
) -> None:
    """Raise `UsageError` where lint would refuse one of the tasks beside those that stay."""
    planned = with_scopes(task_scopes, standing.based, standing.root, removed)
    own = {task_scope.id for task_scope in task_scopes}
    for found in lint_catalog(planned, (), standing.base).errors:
        if not own.isdisjoint(found.tasks):
            raise UsageError(f"{found.what} Nothing was written.", _WAYS_OUT)


def _committed(standing: ExistingManifests, task: str) -> bytes | None:
    """The manifest as it is here; raises `UsageError` where replacing it would lose something."""
    place = _place(task).encode()
    text = standing.here.sources.get(place)
    if text is None and standing.based and task in standing.based.ids:
        raise UsageError(
            f"{_place(task)} is not here as it is on the base; nothing was written.",
            "switch to a branch that has the manifests of the base",
        )
    if text is not None and standing.head.get(place) != text:
        raise UsageError(
            f"{_place(task)} is not committed as it is here; nothing was written.",
            f"commit it first, or look at it and move it away: git diff HEAD -- {_place(task)}",
        )
    return text


def _difference(place: str, change: _Change) -> "Iterator[str]":
    before, after = ((text or b"").decode().splitlines(keepends=True) for text in change)
    names = (
        f"a/{place}" if change[0] is not None else "/dev/null",
        f"b/{place}" if change[1] is not None else "/dev/null",
    )
    for line in unified_diff(before, after, *names):
        yield escape_unsafe(line.rstrip("\n")) + "\n"


def _change(standing: ExistingManifests, changed: "dict[str, _Change]", message: str) -> str:
    write_all(standing.root, {_place(task): change for task, change in changed.items()})
    said = "".join(f"{_verb(change)} {_place(task)}\n" for task, change in changed.items())
    places = [_place(task) for task in changed]
    return said + describe_landing(standing.repository, standing.base, places, message)


def _verb(change: _Change) -> str:
    before, after = change
    if after is None:
        return "removed"
    return "wrote" if before is None else "changed"

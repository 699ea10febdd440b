"""`remit split --write`: all manifests of a split are written, or none; lint accepts each."""

from difflib import unified_diff
from typing import TYPE_CHECKING

from remit.cli.context import require_readable, working_catalog, worktree_root
from remit.cli.new import (
    new_task_branches,
    reparse_manifest,
    with_new_branches,
    with_scopes,
)
from remit.cli.write_manifests import (
    WrittenManifests,
    describe_landing,
    landing_commands,
    write_all,
)
from remit.errors import UsageError
from remit.git import manifests
from remit.git.trusted_base import BaseSearch
from remit.manifest.lint import lint_catalog
from remit.manifest.scope import FOLDER, SUFFIX
from remit.manifest.writer import render_manifest
from remit.patterns.matcher import PathIndex
from remit.split.proposal import is_split_task
from remit.text_safety import escape_unsafe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from remit.git.repository import Repository
    from remit.manifest.scope import Scope

_HOW_TO_FIX = (
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
        require_readable(self.here)

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
                    _HOW_TO_FIX,
                )


def write_task_manifests(
    standing: ExistingManifests, task_scopes: "Sequence[Scope]", message: str
) -> WrittenManifests:
    """What was written, and how it gets onto the base.

    Raises a `RemitError`, with nothing written, where a manifest of that name is there already, has
    faults or cannot be written, and where lint would refuse one.
    """
    checked = [
        reparse_manifest(with_new_branches(each, standing.root), _place(each.id))
        for each in task_scopes
    ]
    based = standing.based
    known = [task_scope.id for task_scope in checked if based and task_scope.id in based.ids]
    if known:
        raise UsageError(
            f"the base has tasks of these names already: {', '.join(known)}; nothing was written.",
            _HOW_TO_FIX,
        )
    _require_sound(standing, checked)
    return _change(
        standing,
        {task_scope.id: (None, render_manifest(task_scope).encode()) for task_scope in checked},
        message,
    )


def update_task_manifests(
    standing: ExistingManifests, task_scopes: "Sequence[Scope]", message: str
) -> WrittenManifests:
    """The difference to the manifests that are there, what was written, and how it is landed.

    Of a task that is there only `[files]` changes; the task of an earlier split that is no scope
    any more is removed. Raises as `write_task_manifests`, and where a manifest is not committed as
    it is here.
    """
    known = standing.scopes()
    checked = [
        reparse_manifest(
            known[each.id]._replace(files=each.files)
            if each.id in known
            else with_new_branches(each, standing.root),
            _place(each.id),
        )
        for each in task_scopes
    ]
    own = {each.id for each in checked}
    old = [
        each.id
        for each in known.values()
        if each.id not in own and is_split_task(each, new_task_branches(each.id, standing.root))
    ]
    _require_sound(standing, checked, old)
    changed: dict[str, _Change] = {
        each.id: (_committed(standing, each.id), render_manifest(each).encode())
        for each in checked
        if known.get(each.id) != each
    }
    changed |= {task: (_committed(standing, task), None) for task in old}
    if not changed:
        said = "The manifests are as the split has them: nothing had to be written.\n"
        return WrittenManifests({}, text=said)
    shown = "".join(
        line for task, change in changed.items() for line in _difference(_place(task), change)
    )
    written = _change(standing, changed, message)
    return written._replace(text=f"{shown}\n{written.text}")


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
            raise UsageError(f"{found.what} Nothing was written.", _HOW_TO_FIX)


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


def _change(
    standing: ExistingManifests, changed: "dict[str, _Change]", message: str
) -> WrittenManifests:
    write_all(standing.root, {_place(task): change for task, change in changed.items()})
    files = {_place(task): _verb(change) for task, change in changed.items()}
    said = "".join(f"{verb} {path}\n" for path, verb in files.items())
    landing = standing.repository, standing.base, list(files), message
    return WrittenManifests(
        files, tuple(landing_commands(*landing)), said + describe_landing(*landing)
    )


def _verb(change: _Change) -> str:
    before, after = change
    if after is None:
        return "removed"
    return "wrote" if before is None else "changed"

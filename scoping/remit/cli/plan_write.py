"""`remit plan --write`: new manifests, and `after` in those that exist; all of it, or nothing."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from remit.cli.context import working_catalog, worktree_root
from remit.cli.new import describe_overlaps, reparse_manifest, with_new_branches
from remit.cli.write_manifests import (
    WrittenManifests,
    describe_landing,
    find_base_name,
    landing_commands,
    write_all,
)
from remit.errors import UsageError
from remit.git import manifests
from remit.git.repository import Repository
from remit.git.trusted_base import BaseSearch
from remit.manifest import scope
from remit.manifest.scope import FOLDER, SUFFIX
from remit.manifest.writer import render_manifest
from remit.paths import quote_path
from remit.plan.manifests import draft_manifests, set_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.manifest.scope import Scope
    from remit.plan.plan import Plan


def write_plan_manifests(plan: "Plan") -> WrittenManifests:
    """What was written, and how it gets onto the base; raises a `RemitError` if nothing was."""
    with Repository.discover() as repository:
        return _written(plan, repository)


def _written(plan: "Plan", repository: Repository) -> WrittenManifests:
    root = worktree_root(repository)
    draft = draft_manifests(plan)
    writing = _Writing(root)
    for task, task_scope in zip(plan.tasks, draft.scopes, strict=True):
        place = f"{FOLDER}{task_scope.id}{SUFFIX}"
        if task.scope is None:
            new = reparse_manifest(with_new_branches(task_scope, root), place)
            writing.new(place, render_manifest(new))
            writing.new_ids.add(task_scope.id)
        elif task_scope.after != task.scope.after:
            writing.changed(place, task.scope, task_scope.after)
    said = writing.done()
    said += _overlaps(
        repository, root, [each for each in draft.scopes if each.id in writing.new_ids]
    )
    for giver, path, taker in draft.left_out:
        one, two = plan.tasks[giver].id, plan.tasks[taker].id
        said.append(f"note: {quote_path(path)} is in the scope of {two}, not of {one}\n")
    if not writing.files:
        return WrittenManifests({}, text="".join((*said, "nothing had to be written\n")))
    title = "Give tasks their scopes and their order"
    landing = repository, find_base_name(repository), list(writing.files), title
    text = "".join((*said, describe_landing(*landing)))
    return WrittenManifests(writing.files, tuple(landing_commands(*landing)), text)


def _overlaps(repository: Repository, root: Path, task_scopes: "Sequence[Scope]") -> list[str]:
    """Where a new task and one that was not planned may change one path at one time."""
    trusted = BaseSearch(repository).trusted()
    here = working_catalog(root)
    based = (
        manifests.read_base_catalog(repository.objects(), trusted.base.commit) if trusted else here
    )
    return [
        f"{line}\n"
        for task_scope in task_scopes
        for line in describe_overlaps(task_scope, based, here)
    ]


class _Writing:
    """Everything is worked out first; then it is written, and taken back if one file fails."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[str, str] = {}
        self.new_ids: set[str] = set()
        self._new: dict[str, str] = {}
        self._changed: dict[str, tuple[bytes, bytes]] = {}

    def new(self, place: str, text: str) -> None:
        """A manifest that must not exist yet."""
        if os.path.lexists(self.root / place):
            raise UsageError(
                f"{place} exists already; nothing was written.",
                "plan its manifest instead of the list, or give the task another id",
            )
        self._new[place] = text
        self.files[place] = "wrote"

    def changed(self, place: str, before: "Scope", after: tuple[str, ...]) -> None:
        """A manifest that only gets another `after`."""
        try:
            old = (self.root / place).read_bytes()
        except OSError as error:
            raise UsageError(
                f"{place} cannot be read here: {error.strerror}; nothing was written.",
                "switch to a branch that has the manifests of the base",
            ) from None
        if scope.parse_manifest(old, place) != before:
            raise UsageError(
                f"{place} is not here as it was planned; nothing was written.",
                "plan the working tree: remit plan . --write",
            )
        self._changed[place] = old, set_after(old, place, after)
        self.files[place] = "changed"

    def done(self) -> list[str]:
        """Write it all, and say so."""
        new = {place: (None, text.encode()) for place, text in self._new.items()}
        write_all(self.root, {**new, **self._changed})
        said = [f"wrote {place}\n" for place in self._new]
        return said + [f"changed `after` in {place}\n" for place in self._changed]

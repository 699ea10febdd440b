"""Where a verb is called: repository, base, its manifests, and paths as people give them."""

import os
from pathlib import Path
from typing import NamedTuple

from remit.changes import REGULAR, SYMLINK
from remit.errors import CouldNotCheck, ManifestError, UsageError
from remit.git import manifests
from remit.git.repository import Repository
from remit.git.trusted_base import BaseSearch, TrustedBase, require_same_branch
from remit.manifest import catalog as catalogs
from remit.manifest.catalog import Catalog
from remit.manifest.scope import SUFFIX
from remit.paths import quote_path

_ENOUGH = (1 << 20) + 1  # a longer manifest is a fault, however it goes on
_FOLDER = ".remit"
_POLICY = ".remit/policy.toml"
_TASKS = ".remit/tasks"


class CliContext(NamedTuple):
    """A repository, its base, and what the manifests there say."""

    repository: Repository
    trusted: TrustedBase
    catalog: Catalog


def open_context() -> CliContext:
    """What the base says here; raises a `RemitError` where there is no repository or no base."""
    repository = Repository.discover()
    with repository:
        trusted = BaseSearch(repository).trusted()
        if trusted is None:
            raise CouldNotCheck(
                "there is no commit yet, so there is no base to read manifests from.",
                "make the first commit on the base branch",
            )
        catalog = manifests.read_cached_catalog(
            repository, repository.objects(), trusted.base.commit
        )
    require_same_branch(trusted, catalog.policy.base)
    return CliContext(repository, trusted, catalog)


def require_task(here: CliContext, explicit: str | None = None) -> str:
    """The task that a call is about: the one that was named, else that of this worktree.

    Raises a `RemitError` where the base has no such task, or this worktree belongs to none.
    """
    from remit.gates.context import load_judgement_context

    if explicit is not None:
        return here.catalog.scope(explicit).id
    with here.repository:
        branch = here.repository.branch
        case = load_judgement_context(here.repository, here.catalog, here.trusted, None, branch)
    if case.task is None:
        raise UsageError(
            "this worktree belongs to no task.",
            "name the task, or switch to a branch of one: `remit show` lists the tasks",
        )
    return case.task


def read_trusted_catalog(repository: Repository, trusted: TrustedBase | None) -> Catalog:
    """What the manifests of the base say; nothing where there is no base yet."""
    if trusted is None:
        return catalogs.read_catalog({})
    return manifests.read_base_catalog(repository.objects(), trusted.base.commit)


def require_readable(catalog: Catalog) -> None:
    """Raise `ManifestError` with every fault where some manifest was refused.

    Whatever is said about all tasks is not the whole answer then.
    """
    faults = tuple(fault for faulty in catalog.faulty for fault in faulty.faults)
    if faults:
        raise ManifestError(faults)


def worktree_root(repository: Repository) -> Path:
    """The root of the working tree; raises `UsageError` in a bare repository."""
    if repository.bare or not repository.inside:
        raise UsageError(
            "there is no working tree here.", "call this in a working tree of the repository"
        )
    return Path(os.path.normpath(Path.cwd() / repository.folder / repository.up))


def path_from_root(repository: Repository, path: str) -> bytes:
    """`path` as a person gives it, from the current directory, as git has it: from the root.

    Lexical, since the path need not exist. Raises `UsageError` for one outside of the repository.
    """
    here = Path.cwd() / repository.folder
    root = here if repository.bare else worktree_root(repository)
    # os.path, because pathlib does not take `..` away without asking the file system
    whole = os.path.normpath(here / path)
    if whole == str(root):
        return b""
    for given in (whole, _without_links(whole)):
        if given.startswith(f"{root}/"):
            return os.fsencode(given.removeprefix(f"{root}/"))
    raise UsageError(f"{quote_path(path)} is not in this repository ({root}).")


def _without_links(path: str) -> str:
    """`path` with its directory as the system knows it; its last component is kept."""
    parent, name = Path(path).parent, Path(path).name
    return str(Path(os.path.realpath(parent)) / name)


def working_files(root: Path) -> dict[bytes, tuple[int, bytes]]:
    """The files below `.remit/` of the working tree that mean something, or look like it."""
    candidates: list[Path] = []
    for folder, folders, names in os.walk(root / _FOLDER):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        candidates += [Path(folder) / name for name in (*names, *links)]
    tracked = (path for path in candidates if path.is_symlink() or path.is_file())  # no pipes
    return {
        os.fsencode(path.relative_to(root)): _entry(path, read=_is_read(root, path))
        for path in tracked
        if _is_read(root, path) or path.suffix == SUFFIX
    }


def _is_read(root: Path, path: Path) -> bool:
    return path == root / _POLICY or path.is_relative_to(root / _TASKS)


def working_catalog(root: Path) -> Catalog:
    """What the manifests of the working tree say; for authors, never for a judgement."""
    return catalogs.read_catalog(working_files(root))


def _entry(path: Path, *, read: bool) -> tuple[int, bytes]:
    if not read:
        return REGULAR, b""
    try:
        if path.is_symlink():
            return SYMLINK, os.fsencode(path.readlink())
        with path.open("rb") as file:
            return REGULAR, file.read(_ENOUGH)
    except OSError as error:
        raise CouldNotCheck(f"{path} cannot be read: {error.strerror}.") from None

"""Several new manifests at once: all of them are written, or none."""

from typing import TYPE_CHECKING

from remit.cli.here import top, working_catalog
from remit.cli.landing import landing
from remit.cli.new import errors, overlaps, parsed
from remit.cli.writing import write_new
from remit.errors import RemitError, UsageError
from remit.git import manifests
from remit.git.trusted_base import Search
from remit.manifest.scope import FOLDER, SUFFIX
from remit.manifest.writer import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from remit.git.repository import Repository
    from remit.manifest.catalog import Catalog
    from remit.manifest.scope import Remit


def write(repository: "Repository", remits: "Sequence[Remit]", message: str) -> str:
    """What was written, what lint says about it, and how it gets onto the base.

    Raises a `RemitError` after taking back what it wrote, where a manifest of that name is there
    already, has faults, or cannot be written.
    """
    root = top(repository)
    trusted = Search(repository).trusted()
    base = trusted.branch if trusted else repository.branch
    based = manifests.read(repository.objects(), trusted.base.commit) if trusted else None
    places = [f"{FOLDER}{remit.id}{SUFFIX}" for remit in remits]
    checked = [parsed(remit, place) for remit, place in zip(remits, places, strict=True)]
    _require_new(checked, based)
    _require_apart(checked, based, working_catalog(root))
    _write(root, dict(zip(places, map(render, checked), strict=True)))
    here = working_catalog(root)
    said = [f"wrote {place}\n" for place in places]
    for remit in checked:
        said += [f"{line}\n" for line in errors(remit, here, base)]
        said += [f"{line}\n" for line in overlaps(remit, based or here, here)]
    return "".join((*said, landing(repository, base, places, message)))


def _require_new(remits: "Sequence[Remit]", based: "Catalog | None") -> None:
    taken = {*based.ids, *(faulty.task for faulty in based.faulty)} if based else set[str]()
    known = [remit.id for remit in remits if remit.id in taken]
    if known:
        raise UsageError(
            f"the base has tasks of these names already: {', '.join(known)}; nothing was written.",
            "let these land and remove their manifests, or split other files with --paths",
        )


def _require_apart(remits: "Sequence[Remit]", based: "Catalog | None", here: "Catalog") -> None:
    """Raise where a new task could change a path of one that is there, and nothing orders them."""
    for remit in remits:
        said = next(iter(overlaps(remit, based or here, here)), None)
        if said is not None:
            raise UsageError(
                f"{said.partition(chr(10))[0]} Nothing was written.",
                "let the tasks that are there land and remove their manifests, or split other "
                "files with --paths",
            )


def _write(root: "Path", texts: "dict[str, str]") -> None:
    written: list[Path] = []
    try:
        for place, text in texts.items():
            write_new(root / place, text)
            written.append(root / place)
    except RemitError:
        for path in written:
            path.unlink(missing_ok=True)
        raise

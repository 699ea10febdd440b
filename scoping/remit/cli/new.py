"""`remit new`: the manifest of a new task, checked against those that are there."""

from typing import TYPE_CHECKING

from remit.cli.context import top, working_catalog
from remit.cli.output import answer
from remit.cli.write_manifests import landing, write_new
from remit.errors import CouldNotJudge, ManifestError, RemitError, UsageError
from remit.git import manifests
from remit.git.repository import Repository
from remit.git.trusted_base import Search
from remit.manifest import scope
from remit.manifest.lint_findings import Places
from remit.manifest.lint_overlaps import base_claims, collisions, shared_branches
from remit.manifest.scope import FOLDER, SUFFIX, Files, Remit
from remit.manifest.task_order import Order, cycles, stated, strangers
from remit.manifest.writer import render

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from remit.git.trusted_base import Trusted
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
        nargs="+",
        action="extend",
        default=[],
        help="tasks that must have landed before",
    )
    parser.add_argument("--title", default="", help="one line for people")
    parser.add_argument("--owner", default="", help="who answers for it")


def run(arguments: "argparse.Namespace") -> int:
    """0 when the manifest is written, overlapping or not; 2 where it has faults."""
    repository = Repository.discover()
    root = top(repository)
    where = f"{FOLDER}{arguments.task}{SUFFIX}"
    remit = parsed(_asked(arguments), where)
    trusted, based = _base(repository)
    if remit.id in {*based.ids, *(faulty.task for faulty in based.faulty)}:
        raise UsageError(f"the base has a task {remit.id} already; nothing was written.")
    write_new(root / where, render(remit))
    said = [f"wrote {where}: branch {', '.join(remit.branch)}\n"]
    base = trusted.branch if trusted else repository.branch
    here = working_catalog(root)
    said += [f"{line}\n" for line in (*errors(remit, here, base), *overlaps(remit, based, here))]
    said.append(landing(repository, base, [where], f"Give {remit.id} its remit"))
    return answer("".join(said))


def _asked(arguments: "argparse.Namespace") -> Remit:
    return Remit(
        arguments.task,
        tuple(arguments.branch) or (f"agent/{arguments.task}/*",),
        title=arguments.title,
        owner=arguments.owner,
        after=tuple(arguments.after),
        files=Files(
            tuple(arguments.write),
            tuple(arguments.create),
            tuple(arguments.append),
            tuple(arguments.deny),
        ),
    )


def parsed(remit: Remit, where: str) -> Remit:
    """`remit` as it will be read; raises `UsageError` with every fault."""
    text = render(remit)
    if "\\udc" in text:  # how a byte that is not UTF-8 came through the command line
        raise UsageError(
            "nothing was written: something in this call is not UTF-8, as a manifest must be.",
            "in a pattern `?` stands for any one byte",
        )
    try:
        return scope.parse(text.encode(), where)
    except ManifestError as error:
        many = f"{len(error.faults)} faults" if len(error.faults) > 1 else "a fault"
        raise UsageError(f"nothing was written: {where} would have {many}.\n{error}") from None


def _base(repository: Repository) -> "tuple[Trusted | None, Catalog]":
    """The base and its manifests; none where there is no base yet."""
    from remit.manifest import catalog

    with repository:
        try:
            trusted = Search(repository).trusted()
        except CouldNotJudge:
            trusted = None
        if trusted is None:
            return None, catalog.read({})
        return trusted, manifests.read(repository.objects(), trusted.base.commit)


def errors(remit: Remit, here: "Catalog", base: str | None) -> "Iterator[str]":
    """A sentence for all else that lint will refuse about a task that is written here."""
    places = Places(here)
    after = stated(here, places)
    for found in (
        *strangers(after, places),
        *cycles(after, places),
        *shared_branches(here, places).findings,
        *base_claims(here, base, places),
    ):
        if remit.id in found.tasks:
            yield f"error: {found.what}\n  hint: {found.hint}"


def overlaps(remit: Remit, based: "Catalog", here: "Catalog") -> "Iterator[str]":
    """A sentence for each task that may change a path at the same time, with the path.

    The tasks are those of the base and those written here; `here` knows the lines.
    """
    others = {each.id: each for catalog in (based, here) for each in catalog.remits()}
    others.pop(remit.id, None)
    order = Order({each.id: each.after for each in (*others.values(), remit)})
    for other in others.values():
        for found in collisions((remit, other), order, Places(here), folded=False).findings:
            yield f"overlap: {found.what}\n  hint: {found.hint}"


# Several new manifests at once: all of them are written, or none.


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

"""`remit lint`: faults, overlaps and gaps in the manifests, before they are landed."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.context import top, working_catalog
from remit.cli.output import add_format, answer, coloured
from remit.cli.report_files import ALL, add_reports, deliver, reporting, write
from remit.errors import CouldNotCheck
from remit.git import manifests
from remit.git.repository import Repository
from remit.git.trusted_base import Search
from remit.manifest import catalog as catalogs
from remit.manifest.catalog import Catalog
from remit.manifest.lint import lint
from remit.paths import shown
from remit.report import lint_text
from remit.report.remedies import base_branch

if TYPE_CHECKING:
    import argparse

    from remit.git.trusted_base import Trusted

_LISTED = 5
DESCRIPTION = (
    "Find faults in the manifests of the working tree (or, with --base, of the base): overlaps "
    "with a path that proves them, patterns that match nothing, files nobody owns, cycles. Exit "
    "codes: 0 no errors, 1 errors."
)


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """Which manifests, and how to answer."""
    parser.add_argument("--base", action="store_true", help="the manifests as the base has them")
    add_format(parser, ALL)
    add_reports(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0 without errors, else 1."""
    return reporting("lint", arguments, lambda: _lint(arguments))


def _lint(arguments: "argparse.Namespace") -> int:
    repository = Repository.discover()
    with repository:
        of_base = arguments.base or repository.bare
        trusted = _trusted(repository, needed=of_base)
        based = _at(repository, trusted)
        notes: tuple[str, ...] = ()
        if of_base and trusted is not None:
            catalog = based
            source = base_branch(trusted.base)
            tracked = repository.run("ls-tree", "-r", "-z", "--name-only", trusted.base.commit)
        else:
            catalog = working_catalog(top(repository))
            notes = waiting(catalog, based, trusted)
            source = "the working tree"
            tracked = repository.run("ls-files", "-z", *repository.whole())
    branch = trusted.branch if trusted else None
    with progress.working("comparing manifests"):
        report = lint(catalog, filter(None, tracked.split(b"\0")), branch)
    if arguments.format not in {"json", "text"}:
        from remit.report.platforms.report_items import of_lint

        return deliver(arguments.format, of_lint(report, source, notes), arguments.report)
    code = int(bool(report.errors))
    if arguments.report:
        from remit.report.platforms.report_items import of_lint

        written = write(arguments.report, of_lint(report, source, notes))
        code = code or written
    if arguments.format == "json":
        return answer(lint_text.render_json(report, source, notes), code)
    return answer(lint_text.render(report, source, notes, colour=coloured()), code)


def _trusted(repository: Repository, *, needed: bool) -> "Trusted | None":
    """The base; an author may lint before there is one."""
    try:
        return Search(repository).trusted()
    except CouldNotCheck:
        if needed:
            raise
        return None


def _at(repository: Repository, trusted: "Trusted | None") -> Catalog:
    if trusted is None:
        return catalogs.read({})
    return manifests.read(repository.objects(), trusted.base.commit)


def waiting(here: Catalog, based: Catalog, trusted: "Trusted | None") -> tuple[str, ...]:
    """A note if manifests of the working tree do nothing yet, since the base lacks them."""
    differing = sorted(
        path for path, content in here.sources.items() if based.sources.get(path) != content
    )
    if not differing:
        return ()
    branch = base_branch(trusted.base) if trusted else "the base"
    listed = ", ".join(map(shown, differing[:_LISTED]))
    more = f" and {len(differing) - _LISTED} more" if len(differing) > _LISTED else ""
    return (f"not on {branch} as they are here, so not in force: {listed}{more}",)

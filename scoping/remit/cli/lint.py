"""`remit lint`: faults, overlaps and gaps in the manifests, before they are landed."""

from typing import TYPE_CHECKING

from remit.cli import progress
from remit.cli.context import read_trusted_catalog, working_catalog, worktree_root
from remit.cli.output import add_format, print_answer, wants_colour
from remit.cli.report_files import (
    ALL,
    add_reports,
    deliver_report,
    run_with_reports,
    write_report_files,
)
from remit.gates.task_states import list_task_states
from remit.git.repository import Repository
from remit.git.trusted_base import BaseSearch, find_base
from remit.manifest.catalog import Catalog
from remit.manifest.lint import lint_catalog
from remit.paths import quote_path
from remit.report import lint_text
from remit.report.remedies import base_branch_name

if TYPE_CHECKING:
    import argparse

    from remit.git.trusted_base import TrustedBase

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
    return run_with_reports("lint", arguments, lambda: _lint(arguments))


def _lint(arguments: "argparse.Namespace") -> int:
    repository = Repository.discover()
    with repository:
        of_base = arguments.base or repository.bare
        trusted = BaseSearch(repository).trusted() if of_base else find_base(repository)
        based = read_trusted_catalog(repository, trusted)
        notes: tuple[str, ...] = ()
        if of_base and trusted is not None:
            catalog = based
            source = base_branch_name(trusted.base)
            tracked = repository.run("ls-tree", "-r", "-z", "--name-only", trusted.base.commit)
        else:
            catalog = working_catalog(worktree_root(repository))
            notes = note_unlanded_manifests(catalog, based, trusted)
            source = "the working tree"
            tracked = repository.run("ls-files", "-z", *repository.whole())
    notes += _note_landed_tasks(repository) if trusted and based.ids else ()
    branch = trusted.branch if trusted else None
    with progress.working("comparing manifests"):
        report = lint_catalog(catalog, filter(None, tracked.split(b"\0")), branch)
    if arguments.format not in {"json", "text"}:
        from remit.report.platforms.report_items import report_lint

        return deliver_report(
            arguments.format, report_lint(report, source, notes), arguments.report
        )
    code = int(bool(report.errors))
    if arguments.report:
        from remit.report.platforms.report_items import report_lint

        written = write_report_files(arguments.report, report_lint(report, source, notes))
        code = code or written
    if arguments.format == "json":
        return print_answer(lint_text.render_json(report, source, notes), code)
    return print_answer(lint_text.render(report, source, notes, colour=wants_colour()), code)


def _note_landed_tasks(repository: Repository) -> tuple[str, ...]:
    """A note for each task that has nothing left to do."""
    return tuple(
        f"the work of {each.task} is on the base; to close the task: remit close {each.task}"
        for each in list_task_states(repository)
        if each.state == "landed"
    )


def note_unlanded_manifests(
    here: Catalog, based: Catalog, trusted: "TrustedBase | None"
) -> tuple[str, ...]:
    """A note if manifests of the working tree do nothing yet, since the base lacks them."""
    differing = sorted(
        path for path, content in here.sources.items() if based.sources.get(path) != content
    )
    if not differing:
        return ()
    branch = base_branch_name(trusted.base) if trusted else "the base"
    listed = ", ".join(map(quote_path, differing[:_LISTED]))
    more = f" and {len(differing) - _LISTED} more" if len(differing) > _LISTED else ""
    return (f"not on {branch} as they are here, so not in force: {listed}{more}",)

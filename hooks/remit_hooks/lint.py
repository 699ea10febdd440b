"""Before a commit that changes `.remit/`: the manifests in the index can be read and fit together.

This is the one hook that reads manifests from the change itself: it judges them, and obeys none.
The pre-commit framework calls it by itself (`lint`); as a plain git hook the commit hook does
(`lint_staged`), and then only what the commit adds counts, so that manifests which are broken
already can be repaired one at a time.
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotCheck
from remit.git import manifests
from remit.git.manifests import is_manifest_path, read_manifest_entry
from remit.git.repository import Repository
from remit.git.trusted_base import find_base
from remit.manifest import catalog as catalogs
from remit.manifest.lint import LintFinding, lint_catalog
from remit.manifest.policy import PATH as POLICY
from remit.process_exit import print_error
from remit.report.console import Paint
from remit.report.lint_text import format_finding
from remit.text_safety import escape_unsafe
from remit.verdict import CLEAN, VIOLATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from remit.git.trusted_base import TrustedBase
    from remit.manifest.catalog import Catalog

_SHOWN = 20


def lint(_: "Sequence[str]") -> int:
    """0 if nothing has to be repaired, 1 with every fault and overlap on stderr."""
    with Repository.discover() as repository:
        return _refuse(_staged_errors(repository, find_base(repository)))


def lint_staged(repository: Repository) -> int:
    """0 if the index has no error that neither HEAD nor the base has, else 1 with these on stderr.

    A manifest that is broken already may stay so, in another way too; of two tasks that overlap
    already nothing is said. So merging the base never makes an error.
    """
    trusted = find_base(repository)
    errors = _staged_errors(repository, trusted)
    if not errors:
        return CLEAN
    standing = {repository.head(), trusted.base.commit if trusted else None} - {None, ""}
    objects = repository.objects()
    known = {
        _identity(found)
        for commit in standing
        for found in _errors(manifests.read_base_catalog(objects, str(commit)), trusted)
    }
    return _refuse([found for found in errors if _identity(found) not in known])


def _staged_errors(
    repository: Repository, trusted: "TrustedBase | None"
) -> "Sequence[LintFinding]":
    catalog = catalogs.read_catalog(dict(_manifests(repository, _entries(repository))))
    return (*_errors(catalog, trusted), *_missing_base(repository, catalog, trusted))


def _missing_base(
    repository: Repository, catalog: "Catalog", trusted: "TrustedBase | None"
) -> "Iterator[LintFinding]":
    """A policy that names a base which is not there: every commit would be refused from then on."""
    named = None if catalog.contents.policy_faults else catalog.policy.base
    if trusted is None or named in {None, trusted.branch}:
        return
    places = f"refs/heads/{named}", f"refs/remotes/*/{named}"
    if not repository.refs("--count=1", "--format=%(refname)", *places):
        what = f"the base {escape_unsafe(str(named))} is not a branch here."
        hint = f'name the one that manifests are read from: base = "{trusted.branch}"'
        yield LintFinding("fault", POLICY, 0, what, hint)


def _errors(catalog: "Catalog", trusted: "TrustedBase | None") -> "Sequence[LintFinding]":
    return lint_catalog(catalog, (), trusted.branch if trusted else None).errors


def _identity(found: "LintFinding") -> tuple[str, str, tuple[str, ...]]:
    """What is wrong where, without the line and the words, which a repair elsewhere may change."""
    return found.kind, found.where, found.tasks


def _refuse(errors: "Sequence[LintFinding]") -> int:
    if errors:
        many = "1 error" if len(errors) == 1 else f"{len(errors)} errors"
        print_error(f"remit: refused: {many} in the manifests as they are staged")
    for found in errors[:_SHOWN]:
        print_error("\n".join(format_finding(found, Paint(colour=False))))
    if len(errors) > _SHOWN:
        print_error(f"and {len(errors) - _SHOWN} more: remit lint")
    return VIOLATIONS if errors else CLEAN


def _entries(repository: Repository) -> "Iterator[tuple[bytes, int, str]]":
    """Path, mode and object id of each file in the index; raises `CouldNotCheck` in a conflict."""
    for record in repository.run("ls-files", "-s", "-z", *repository.whole()).split(b"\0")[:-1]:
        head, path = record.split(b"\t", 1)
        mode, oid, stage = head.split(b" ")
        if stage != b"0" and is_manifest_path(path):
            raise CouldNotCheck("manifests are in conflict.", "resolve them, add them, try again.")
        yield path, int(mode, 8), oid.decode("ascii")


def _manifests(
    repository: Repository, entries: "Iterable[tuple[bytes, int, str]]"
) -> "Iterator[tuple[bytes, tuple[int, bytes]]]":
    objects = repository.objects()
    for path, mode, oid in entries:
        if is_manifest_path(path):
            yield path, read_manifest_entry(objects, path, mode, oid)

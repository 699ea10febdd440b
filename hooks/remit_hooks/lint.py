"""Before a commit that changes `.remit/`: the manifests in the index can be read and fit together.

This is the one hook that reads manifests from the change itself: it judges them, and obeys none.
"""

from typing import TYPE_CHECKING

from remit.errors import CouldNotJudge
from remit.git.manifests import concerns, content
from remit.git.repository import Repository
from remit.manifest import catalog as catalogs
from remit.manifest.lint import lint as between
from remit.process_exit import say_error
from remit.report.console import Paint
from remit.report.lint_text import worded
from remit.verdict import CLEAN, STRAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHOWN = 20


def lint(_: "Sequence[str]") -> int:
    """0 if nothing has to be repaired, 1 with every fault and overlap on stderr."""
    with Repository.discover() as repository:
        entries = tuple(_entries(repository))
        files = dict(_manifests(repository, entries))
        report = between(catalogs.read(files), (path for path, _, _ in entries))
    for found in report.errors[:_SHOWN]:
        say_error("\n".join(worded(found, Paint(colour=False))))
    if len(report.errors) > _SHOWN:
        say_error(f"and {len(report.errors) - _SHOWN} more: remit lint")
    return STRAYS if report.errors else CLEAN


def _entries(repository: Repository) -> "Iterator[tuple[bytes, int, str]]":
    """Path, mode and object id of each file in the index; raises `CouldNotJudge` in a conflict."""
    for record in repository.run("ls-files", "-s", "-z", *repository.whole()).split(b"\0")[:-1]:
        head, path = record.split(b"\t", 1)
        mode, oid, stage = head.split(b" ")
        if stage != b"0" and concerns(path):
            raise CouldNotJudge("manifests are in conflict.", "resolve them, add them, try again.")
        yield path, int(mode, 8), oid.decode("ascii")


def _manifests(
    repository: Repository, entries: "Sequence[tuple[bytes, int, str]]"
) -> "Iterator[tuple[bytes, tuple[int, bytes]]]":
    objects = repository.objects()
    for path, mode, oid in entries:
        if concerns(path):
            yield path, content(objects, path, mode, oid)

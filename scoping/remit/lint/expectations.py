"""Files that a task must deliver and may not write."""

from typing import TYPE_CHECKING

from remit.lint.findings import Finding, Places
from remit.patterns.overlap import Area, overlap
from remit.schema.words import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from remit.manifest import Remit


def unreachable(remits: "Sequence[Remit]", places: Places) -> "Iterator[Finding]":
    """Each pattern of `expect.files` that shares no path with the task's remit."""
    for remit in remits:
        files = remit.files
        shares = tuple(entry.path for entry in remit.symbols)
        own = Area((*files.write, *files.create, *files.append, *shares), files.deny)
        for index, pattern in enumerate(remit.expect.files):
            if overlap(Area((pattern,)), own) is None:
                yield Finding(
                    "unreachable",
                    places.where(remit.id),
                    places.line(remit.id, ("expect", "files", index)),
                    f"'{visible(pattern)}' is expected, but the task may not write it.",
                    "add it to `write` or `create`, or remove it here",
                    (remit.id,),
                )

"""The pairs of live files of which one uses the other."""

from typing import TYPE_CHECKING

from remit.split.imports.sources import known, readable, uses
from remit.split.imports.targets import meant, places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit.split.partition.problem import Net


def imported(
    files: "Sequence[bytes]", contents: "Callable[[bytes], bytes | None]"
) -> "frozenset[Net]":
    """A pair of places in `files`, the smaller first, for each file that another one names.

    Empty where the extra is absent: imports are a help, and no split depends on them.
    """
    if not readable():
        return frozenset()
    found, pairs = places(files, contents), set["Net"]()
    for index, path in enumerate(files):
        content = contents(path) if known(path) else None
        if content:
            name = path.decode(errors="surrogateescape")
            for use in uses(path, content):
                pairs |= {(min(index, to), max(index, to)) for to in meant(name, use, found)}
    return frozenset(pair for pair in pairs if pair[0] != pair[1])

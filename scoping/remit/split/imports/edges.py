"""The pairs of live files of which one uses the other."""

from typing import TYPE_CHECKING

from remit.split.imports.sources import find_imports, is_parser_installed, is_supported_language
from remit.split.imports.targets import index_import_targets, resolve_import

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit.split.partition.problem import Net


def import_edges(
    files: "Sequence[bytes]", contents: "Callable[[bytes], bytes | None]"
) -> "frozenset[Net]":
    """A pair of places in `files`, the smaller first, for each file that another one names.

    Empty where the extra is absent: imports are a help, and no split depends on them.
    """
    if not is_parser_installed():
        return frozenset()
    found, pairs = index_import_targets(files, contents), set["Net"]()
    for index, path in enumerate(files):
        content = contents(path) if is_supported_language(path) else None
        if content:
            name = path.decode(errors="surrogateescape")
            for use in find_imports(path, content):
                pairs |= {
                    (min(index, to), max(index, to)) for to in resolve_import(name, use, found)
                }
    return frozenset(pair for pair in pairs if pair[0] != pair[1])

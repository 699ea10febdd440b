"""More items in an array of a manifest's text; every other byte stays as it is.

People write manifests: comments, the order of the keys and the layout of a list are theirs.
"""

import re
from typing import TYPE_CHECKING

from remit.errors import UsageError
from remit.manifest import scope
from remit.manifest.toml_positions import TomlPositions
from remit.manifest.writer import render_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from remit.manifest.scope import Scope

_OPENING = re.compile(r"[^\[\n]*=[ \t]*\[")
_COMMA = re.compile(r"(?:[ \t\r\n]+|#[^\n]*+)*+,")  # gives nothing back: no comma in a comment
_LINE = re.compile(r"[^\n]*\n?")


def add_write_patterns(text: bytes, where: str, patterns: "Sequence[str]") -> bytes:
    """The manifest with `patterns` at the end of its `write`; raises `UsageError`.

    It does where the text is written too oddly to be changed safely. What comes out is read again:
    it must say what it said, and these patterns.
    """
    before = scope.parse_manifest(text, where)
    new = tuple(each for each in dict.fromkeys(patterns) if each not in before.files.write)
    wanted = before._replace(
        files=before.files._replace(write=(*before.files.write, *new)),
    )
    candidate = _with_items(text.decode(), "files", "write", [*map(render_string, new)]).encode()
    if not _says(candidate, where, wanted):
        raise UsageError(
            f"{where} is written in a way that cannot be changed safely; nothing was written.",
            f"add to `write` under [files] yourself: {', '.join(map(render_string, new))}",
        )
    return candidate


def _says(text: bytes, where: str, wanted: "Scope") -> bool:
    found = scope.examine_manifest(text, where)
    return found.plain is not None and scope.scope_from_plain(found.plain) == wanted


def _with_items(text: str, table: str, key: str, items: "Sequence[str]") -> str:
    """`text` with `items` at the end of an array; the key or the table is made where it is not."""
    if not items:
        return text
    places = TomlPositions(text)
    newline = "\r\n" if "\r\n" in text else "\n"
    count = 0
    while places.offset((table, key, count)) is not None:
        count += 1
    if count:
        last = places.offset((table, key, count - 1)) or 0
        return _after(text, last, places.string_end(last), items, newline)
    start = places.offset((table, key))
    array = f"[{', '.join(items)}]"
    if start is not None:
        opening = _OPENING.match(text, start)
        at = opening.end() if opening else start
        return text[:at] + ", ".join(items) + text[at:]
    header = places.offset((table,))
    if header is None:
        ending = "" if text.endswith("\n") else newline
        return f"{text}{ending}{newline}[{table}]{newline}{key} = {array}{newline}"
    line = _LINE.match(text, header)
    at = line.end() if line else header
    ending = "" if text[:at].endswith("\n") else newline
    return f"{text[:at]}{ending}{key} = {array}{newline}{text[at:]}"


def _after(text: str, last: int, end: int, items: "Sequence[str]", newline: str) -> str:
    """`text` with `items` behind the item that stands from `last` to `end`, laid out as that is."""
    before = text[text.rfind("\n", 0, last) + 1 : last]
    comma = _COMMA.match(text, end)
    stop = text.find("\n", comma.end() if comma else end)
    rest = text[comma.end() if comma else end : stop]
    own_line = not before.strip() and stop >= 0 and not rest.partition("#")[0].strip()
    if not own_line:
        return text[:end] + "".join(f", {item}" for item in items) + text[end:]
    listed = "".join(f"{before}{item},{newline}" for item in items)
    kept = text[end : stop + 1] if comma else f",{text[end : stop + 1]}"
    return text[:end] + kept + listed + text[stop + 1 :]

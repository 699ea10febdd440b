"""A scope as the text of its manifest, for `remit new`: `parse(render(remit)) == remit`.

What a scope does not use is left out, but for a few keys that a person is likely to want next:
these stand as comments with an example.
"""

from typing import TYPE_CHECKING

from remit.manifest.tables import TASK_TABLES, absent_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from remit.manifest.scope import Scope
    from remit.manifest.tables import Field, Plain

_WIDTH = 100
_INTRODUCTION = """\
# The scope of one task: what it may change. It counts once it is on the base branch.
# remit's docs/reference/manifest.md explains every key; `remit lint` checks this file.
"""
_OFFERED = {
    *(("task", key) for key in ("title", "after")),
    *(("files", key) for key in ("write", "create", "append", "claim", "deny")),
}
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def render_manifest(scope: "Scope") -> str:
    """The manifest of a scope as TOML with comments."""
    parts = [_INTRODUCTION]
    for table, value in zip(TASK_TABLES, _values(scope), strict=True):
        entries = value if table.kind == "tables" else (value,)
        parts += [text for entry in entries if (text := _table(table, entry))]
    return "\n".join(parts)


def _values(scope: "Scope") -> "Plain":
    """The scope's values in the order of the tables."""
    task = scope[: len(TASK_TABLES[0].fields)]
    return (task, scope.files, scope.symbols, scope.apis, scope.expect, scope.resources)


def _table(table: "Field", values: "Plain") -> str:
    offered = any((table.key, field.key) in _OFFERED for field in table.fields)
    if values == absent_value(table) and not offered:
        return ""
    header = f"[[{table.key}]]" if table.kind == "tables" else f"[{table.key}]"
    return "\n".join((header, *_lines(table, values), ""))


def _lines(table: "Field", values: "Plain") -> "Iterator[str]":
    for field, value in zip(table.fields, values, strict=True):
        if value != absent_value(field) or field.required:
            yield _pair(field.key, value)
        elif (table.key, field.key) in _OFFERED:
            yield f"# {field.key} = {field.example}  # {_brief(field.about)}"


def _brief(about: str) -> str:
    """The first clause of a description, as a comment."""
    clause = about.partition(";")[0].rstrip(".")
    return clause[:1].lower() + clause[1:]


def _pair(key: str, value: "str | int | tuple[str, ...]") -> str:
    if isinstance(value, tuple):
        items = [render_string(item) for item in value]
        if key == "branch" and len(items) == 1:
            return f"{key} = {items[0]}"
        line = f"{key} = [{', '.join(items)}]"
        if len(line) <= _WIDTH:
            return line
        return "\n".join((f"{key} = [", *(f"  {item}," for item in items), "]"))
    return f"{key} = {render_string(value) if isinstance(value, str) else value}"


def render_string(text: str) -> str:
    """A TOML string: in single quotes where that spares escaping backslashes."""
    if "\\" in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"  # noqa: PLR2004 - the basic plane

"""Edits of JSON as text: a value is added or removed, and everything around it stays as it is.

Comments and trailing commas are read as the agents read them. Positions are those of characters.
"""

# See decision 0300.

import json
import re
from typing import NamedTuple, cast

Key = str | int

_SPACE = re.compile(r"(?:[ \t\r\n]|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_SCALAR = re.compile(r'"(?:[^"\\\n]|\\.)*"|[-+.\w]+')
_INDENT = re.compile(r"[{\[][ \t]*\r?\n([ \t]+)\S")
_CLOSING = {"{": "}", "[": "]"}


class _Node(NamedTuple):
    """A value in the text; `children` are those of an object or an array, by name or by number.

    `first` is where a child begins: at its name in an object.
    """

    start: int
    end: int
    value: object
    children: "tuple[_Child, ...]" = ()
    comma: bool = False


class _Child(NamedTuple):
    key: Key
    first: int
    node: _Node


def parse_json_text(text: str) -> object:
    """The value that the text stands for; raises `ValueError` where it is no JSON."""
    return _parse(text).value


def json_members(value: object) -> dict[str, object]:
    """The members of a value that JSON has for an object; none for any other."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def json_items(value: object) -> list[object]:
    """The items of a value that JSON has for an array; none for any other."""
    return cast("list[object]", value) if isinstance(value, list) else []


def set_value(text: str, path: tuple[str, ...], value: object) -> str:
    r"""The text with `value` at `path`; objects on the way are made where they are missing.

    Raises `ValueError` where something on the way is no object.

    >>> set_value('{"a": 1} // as it was', ("b", "c"), True)
    '{"a": 1,\n  "b": {\n    "c": true\n  }} // as it was'
    """
    document = _parse(text)
    node, depth = document, 0
    for key in path:
        if not isinstance(node.value, dict):
            raise ValueError(f"{'.'.join(path[:depth]) or 'it'} is no object")  # noqa: TRY004 - of the text
        child = _last_child(node, key)
        if child is None:
            missing: object = value
            for name in reversed(path[depth + 1 :]):
                missing = {name: missing}
            return _insert(text, node, depth, f"{json.dumps(key)}: ", missing)
        node, depth = child.node, depth + 1
    shown = _render(value, text, depth)
    return text[: node.start] + shown + text[node.end :]


def append_item(text: str, path: tuple[str, ...], value: object) -> str:
    """The text with `value` as the last item of the array at `path`, which is made if missing.

    Raises `ValueError` where something else is there.
    """
    node = _node_at(_parse(text), path)
    if node is None:
        return set_value(text, path, [value])
    if not isinstance(node.value, list):
        raise ValueError(f"{'.'.join(path)} is no array")  # noqa: TRY004 - as above
    return _insert(text, node, len(path), "", value)


def remove_value(text: str, path: tuple[Key, ...]) -> str:
    """The text without what is at `path`; as it is where nothing is there."""
    holder = _node_at(_parse(text), path[:-1])
    child = None if holder is None else _last_child(holder, path[-1])
    if holder is None or child is None:
        return text
    at = holder.children.index(child)
    if at:
        end = holder.children[at - 1].node.end
        return text[:end] + _comments(text, end, child.first) + text[child.node.end :]
    if len(holder.children) > 1:
        following = holder.children[1].first
        kept = _comments(text, child.node.end, following)
        return text[: child.first] + kept + text[following:]
    close = holder.end - 1
    before = text[holder.start + 1 : child.first]
    after = _comments(text, child.node.end, close) if holder.comma else text[child.node.end : close]
    kept = before + after if (before + after).strip() else ""
    return text[: holder.start + 1] + kept + text[close:]


def _comments(text: str, start: int, end: int) -> str:
    """What is between two places without the comma; nothing where that is only spaces."""
    comma = _skip(text, start)
    between = text[start:comma] + text[comma + 1 : end]
    return between if between.strip() else ""


def _insert(text: str, holder: _Node, depth: int, name: str, value: object) -> str:
    """The text with a new last child in the object or array `holder`, `depth` levels deep."""
    line = _line_end(text)
    inner = line + _indent(text) * (depth + 1)
    shown = name + _render(value, text, depth + 1)
    if holder.children:
        end = holder.children[-1].node.end
        if holder.comma:
            end = _skip(text, end) + 1
        return text[:end] + ("" if holder.comma else ",") + inner + shown + text[end:]
    close = holder.end - 1
    kept = text[holder.start + 1 : close].rstrip()
    return (
        text[: holder.start + 1]
        + kept
        + inner
        + shown
        + line
        + _indent(text) * depth
        + text[close:]
    )


def _render(value: object, text: str, depth: int) -> str:
    """The value as JSON, indented as the text is, for a place `depth` levels deep."""
    shown = json.dumps(value, indent=_indent(text), ensure_ascii=False)
    return shown.replace("\n", _line_end(text) + _indent(text) * depth)


def _indent(text: str) -> str:
    found = _INDENT.search(text)
    return found[1] if found else "  "


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _node_at(node: _Node, path: tuple[Key, ...]) -> _Node | None:
    for key in path:
        child = _last_child(node, key)
        if child is None:
            return None
        node = child.node
    return node


def _last_child(node: _Node, key: Key) -> _Child | None:
    """The child that counts: of a name that is there twice, JSON takes the last."""
    return next((child for child in reversed(node.children) if child.key == key), None)


def _parse(text: str) -> _Node:
    node = _parse_value(text, _skip(text, 0))
    if _skip(text, node.end) != len(text):
        raise _unexpected(text, node.end)
    return node


def _parse_value(text: str, at: int) -> _Node:
    if text[at : at + 1] in _CLOSING:
        return _parse_children(text, at)
    found = _SCALAR.match(text, at)
    if found is None:
        raise _unexpected(text, at)
    return _Node(at, found.end(), json.loads(found[0]))


def _parse_children(text: str, start: int) -> _Node:
    closing, named = _CLOSING[text[start]], text[start] == "{"
    children: list[_Child] = []
    at, comma = _skip(text, start + 1), False
    while text[at : at + 1] != closing:
        if children and not comma:
            raise _unexpected(text, at)
        item = _parse_member(text, at) if named else _parse_item(text, at, len(children))
        children.append(item)
        at = _skip(text, item.node.end)
        comma = text[at : at + 1] == ","
        at = _skip(text, at + comma)
    value: object = (
        {child.key: child.node.value for child in children}
        if named
        else [child.node.value for child in children]
    )
    return _Node(start, at + 1, value, tuple(children), comma)


def _parse_member(text: str, at: int) -> _Child:
    name = _parse_value(text, at)
    colon = _skip(text, name.end)
    if not isinstance(name.value, str) or text[colon : colon + 1] != ":":
        raise _unexpected(text, at)
    return _Child(name.value, at, _parse_value(text, _skip(text, colon + 1)))


def _parse_item(text: str, at: int, number: int) -> _Child:
    return _Child(number, at, _parse_value(text, at))


def _skip(text: str, at: int) -> int:
    """Where the next token begins, past spaces and comments."""
    return cast("re.Match[str]", _SPACE.match(text, at)).end()


def _unexpected(text: str, at: int) -> ValueError:
    return ValueError(f"line {text.count(chr(10), 0, at) + 1} is no JSON")

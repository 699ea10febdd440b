"""Words for messages: user text shown safely, the nearest known word, types of TOML, counts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 120


def escape_unsafe(text: str) -> str:
    r"""The text with everything that could hide or act on a terminal made visible.

    >>> print(escape_unsafe("a\x1b[2J\u202eb"))
    a\x1b[2J\u202eb
    """
    if text.isprintable():
        return text
    escaped = (c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return "".join(escaped)


def quote_text(text: str) -> str:
    """The text as a person would quote it: safe to show, in single quotes, cut where too long."""
    shown = escape_unsafe(text)
    return f"'{shown}'" if len(shown) <= _LONGEST else f"'{shown[:_LONGEST]}...'"


def plural(count: int, noun: str) -> str:
    """The noun for so many: `file`, or `files`."""
    return noun if count == 1 else f"{noun}s"


def count_noun(count: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{count} {plural(count, noun)}"


def nearest_word(word: str, known: "Iterable[str]") -> str:
    """The known word that `word` was probably meant to be, or nothing.

    >>> nearest_word("wirte", ["write", "create"])
    'write'
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:_LONGEST], list(known), 1, 0.6)), "")


def toml_type_name(value: object) -> str:
    """The TOML type of a value with its article."""
    return _TYPES.get(type(value), "a date or time")


_TYPES: dict[type[object], str] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a float",
    list: "an array",
    dict: "a table",
}

"""The lines of a CODEOWNERS file, and the words of a line; what they mean differs by forge."""

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"(?:\\.|[^\s\\]|\\$)+")
_BOM = "\ufeff"


class Line(NamedTuple):
    """A line that is neither empty nor a comment; `number` counts from 1."""

    number: int
    text: str


def lines(data: bytes) -> "Iterator[Line]":
    """What is said in a file; bytes that are no UTF-8 are kept as surrogates."""
    text = data.decode("utf-8", "surrogateescape").removeprefix(_BOM)
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield Line(number, stripped)


def words(text: str) -> list[str]:
    r"""The words before a comment; a backslash takes the next character, a space too, into one.

    >>> words(r"a\ b @x # why")
    ['a\\ b', '@x']
    """
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.startswith("#"):
            break
        found.append(word)
    return found

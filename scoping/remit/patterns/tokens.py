"""A pattern's text as tokens; what they mean together is decided in `syntax` and `braces`."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.patterns.classes import ESCAPABLE, read_class
from remit.patterns.faults import escaped, fault

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["char", "escaped", "star", "any", "class", "slash", "open", "comma", "close"]


class Token(NamedTuple):
    """One unit of a pattern; `raw` is its text, with the backslash of an escape."""

    kind: Kind
    raw: str


def tokens(pattern: str) -> "Iterator[Token]":
    """The tokens of a pattern, in order. Raises `PatternError` for a bad class or escape."""
    at = 0
    while at < len(pattern):
        kind = _KINDS.get(pattern[at], "char")
        if kind == "class":
            end, _ = read_class(pattern, at)
        elif kind == "escaped":
            end = at + 2
            _check_escape(pattern, pattern[at + 1 : end])
        else:
            end = at + 1
        yield Token(kind, pattern[at:end])
        at = end


def _check_escape(pattern: str, target: str) -> None:
    if not target:
        raise fault(
            pattern, "ends in a backslash that escapes nothing", "write '\\\\' for a backslash"
        )
    if target not in ESCAPABLE:
        raise fault(
            pattern,
            f"has a backslash before '{escaped(target)}', which is not special",
            "directories are separated by '/'; to mean a backslash itself write '\\\\'",
        )


_KINDS: dict[str, Kind] = {
    "\\": "escaped",
    "[": "class",
    "*": "star",
    "?": "any",
    "/": "slash",
    "{": "open",
    ",": "comma",
    "}": "close",
}

"""A pattern's text as tokens, and its braces expanded; their meaning is decided in `parser`."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from remit.patterns.char_classes import ESCAPABLE, parse_char_class
from remit.patterns.errors import escape_invisible, pattern_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["char", "escaped", "star", "any", "class", "slash", "open", "comma", "close"]


class PatternToken(NamedTuple):
    """One unit of a pattern; `raw` is its text, with the backslash of an escape."""

    kind: Kind
    raw: str


def tokenize_pattern(pattern: str) -> "Iterator[PatternToken]":
    """The tokens of a pattern, in order. Raises `PatternError` for a bad class or escape."""
    at = 0
    while at < len(pattern):
        kind = _KINDS.get(pattern[at], "char")
        if kind == "class":
            end, _ = parse_char_class(pattern, at)
        elif kind == "escaped":
            end = at + 2
            _check_escape(pattern, pattern[at + 1 : end])
        else:
            end = at + 1
        yield PatternToken(kind, pattern[at:end])
        at = end


def _check_escape(pattern: str, target: str) -> None:
    if not target:
        raise pattern_error(
            pattern, "ends in a backslash that escapes nothing", "write '\\\\' for a backslash"
        )
    if target not in ESCAPABLE:
        raise pattern_error(
            pattern,
            f"has a backslash before '{escape_invisible(target)}', which is not special",
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


# Brace expansion: `a{b,c}` is `ab` and `ac`. Braces nest; in a class they are plain members.


MOST_PATTERNS = 1_000
MOST_TOKENS = 100_000

Sequence = tuple[PatternToken, ...]


class _Group:
    """An open brace: its finished alternatives, and the one being read as all its expansions."""

    __slots__ = ("alternatives", "current", "run")

    def __init__(self) -> None:
        self.alternatives: list[list[Sequence]] = []
        self.current: list[Sequence] = [()]
        self.run: list[PatternToken] = []

    def settled(self) -> list[Sequence]:
        """The expansions of what was read since the last comma."""
        if self.run:
            run = tuple(self.run)
            self.current = [sequence + run for sequence in self.current]
            self.run = []
        return self.current

    def finish_alternative(self) -> None:
        self.alternatives.append(self.settled())
        self.current = [()]


def expand_braces(pattern: str, tokens: "Iterable[PatternToken]") -> list[Sequence]:
    """Every expansion of `tokens`, in the order a shell gives them; none has a brace token left.

    Bounded by `MOST_PATTERNS` expansions of together `MOST_TOKENS` tokens. Raises `PatternError`.
    """
    stack = [_Group()]
    for token in tokens:
        group = stack[-1]
        if token.kind == "open":
            stack.append(_Group())
        elif token.kind == "close":
            _close(pattern, stack)
        elif token.kind == "comma" and len(stack) > 1:
            group.finish_alternative()
        else:
            group.run.append(token)
    if len(stack) > 1:
        raise pattern_error(
            pattern, "has a '{' that no '}' closes", "close it, or write '\\{' for a plain '{'"
        )
    return _bounded(pattern, stack[0].settled())


def _close(pattern: str, stack: list[_Group]) -> None:
    if len(stack) == 1:
        raise pattern_error(pattern, "has a '}' that no '{' opens", "write '\\}' for a plain '}'")
    group = stack.pop()
    group.finish_alternative()
    if len(group.alternatives) == 1:
        raise pattern_error(
            pattern,
            "has braces around a single alternative",
            "separate alternatives by commas, or write '\\{' and '\\}' for plain braces",
        )
    inner = [sequence for alternative in group.alternatives for sequence in alternative]
    outer = stack[-1].settled()
    if len(outer) * len(inner) > MOST_PATTERNS:
        raise _too_many(pattern)
    stack[-1].current = _bounded(pattern, [left + right for left in outer for right in inner])


def _bounded(pattern: str, sequences: list[Sequence]) -> list[Sequence]:
    if sum(map(len, sequences)) > MOST_TOKENS:
        raise _too_many(pattern)
    return sequences


def _too_many(pattern: str) -> Exception:
    return pattern_error(
        pattern,
        f"expands to more than {MOST_PATTERNS:,} patterns, or to {MOST_TOKENS:,} characters",
        "use '*' or '**', or write several patterns",
    )

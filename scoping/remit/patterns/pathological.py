"""Spellings that git takes without complaint and that then match nothing, or everything: faults."""

from itertools import pairwise
from typing import TYPE_CHECKING

from remit.patterns.errors import pattern_error
from remit.patterns.parser import LONGEST, encode_text

if TYPE_CHECKING:
    from remit.patterns.lexer import PatternToken, Sequence


def check_pattern_text(text: str) -> None:
    """Raise `PatternError` for what is wrong with the text as a whole."""
    if not text:
        raise pattern_error(
            text, "is empty, and would cover everything", "write '**' if everything is meant"
        )
    if "\0" in text:
        raise pattern_error(text, "has a NUL byte, which no path can have", "remove it")
    try:
        size = len(encode_text(text))
    except UnicodeEncodeError:
        raise pattern_error(
            text, "is not text that can be a path", "remove the lone surrogate"
        ) from None
    if size > LONGEST:
        raise pattern_error(
            text, f"is {size:,} bytes long", f"a pattern has at most {LONGEST:,}; write several"
        )


def split_segments(text: str, sequence: "Sequence") -> "list[list[PatternToken]]":
    """The tokens of one expansion by segment, checked; a trailing `/` gives an empty last one."""
    _check_start(text, sequence)
    parts: list[list[PatternToken]] = [[]]
    for token in sequence:
        if token.kind == "slash":
            parts.append([])
        else:
            parts[-1].append(token)
    for number, part in enumerate(parts):
        if part:
            _check_segment(text, part)
        elif number < len(parts) - 1:
            raise _empty_segment(text, leading=number == 0)
    return parts


def _check_start(text: str, sequence: "Sequence") -> None:
    if not sequence:
        raise pattern_error(
            text, "has an empty alternative on its own", "an empty pattern would cover everything"
        )
    if sequence[0] == ("char", "!"):
        raise pattern_error(
            text,
            "begins with '!', but there is no negation",
            "put the pattern under 'deny', which always wins; a name that begins so is '\\!...'",
        )


def _check_segment(text: str, part: "list[PatternToken]") -> None:
    kinds = [token.kind for token in part]
    if kinds != ["star", "star"] and ("star", "star") in pairwise(kinds):
        raise pattern_error(
            text,
            "has '**' next to something else",
            "'**' must be a whole segment, as in 'a/**/b'; within a segment write '*'",
        )
    if any(end.raw in _SPACES for end in (part[0], part[-1])):
        raise pattern_error(
            text,
            "has a space at the beginning or the end of a name",
            "remove it; a space that belongs to the name is written '\\ '",
        )
    if not {"char", "escaped", "comma"}.issuperset(kinds):
        return
    name = "".join(token.raw[-1] for token in part)
    if name in {".", ".."}:
        raise pattern_error(
            text,
            f"has the segment '{name}', which no path in git has",
            "patterns begin at the root of the repository; write the path from there",
        )
    if name.lower() == ".git":
        raise pattern_error(
            text,
            f"has the segment '{name}', which no path in git has",
            "git's own directory is never part of a change; remove the pattern",
        )


def _empty_segment(text: str, *, leading: bool) -> Exception:
    if leading:
        return pattern_error(
            text,
            "begins with '/'",
            "patterns begin at the root of the repository already; leave the '/' out",
        )
    return pattern_error(text, "has '//', an empty segment, which no path has", "write one '/'")


_SPACES = " \t\n\r\v\f"

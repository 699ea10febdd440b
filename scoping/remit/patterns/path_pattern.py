"""Patterns that name one path: exactly, or as nearly as a manifest can spell it."""

import re

from remit.patterns.matcher import PathIndex
from remit.patterns.parser import PatternError, literal_path

_UNSPELLABLE = re.compile("([\udc80-\udcff\x00-\x1f\x7f])")
_SPECIAL = frozenset("\\*?[]{}")


def exact_pattern(path: bytes) -> str | None:
    r"""The pattern that names `path` exactly, or None if TOML cannot hold its bytes.

    >>> exact_pattern(b"docs/[id].md"), exact_pattern(b"caf\xe9.md")
    ('docs/\\[id\\].md', None)
    """
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        return None
    pattern = _escaped(text)
    pattern = "\\" + pattern if pattern[:1] in {"!", " "} else pattern
    pattern = pattern[:-1] + "\\ " if pattern.endswith(" ") else pattern
    try:
        return pattern if literal_path(pattern) == path else None
    except PatternError:
        return None


def covering_pattern(path: bytes) -> str | None:
    """A pattern that covers `path`, with `?` for what a manifest cannot spell.

    That is each byte that is not UTF-8, and each control character (no pattern ends in one).
    """
    pieces = _UNSPELLABLE.split(path.decode("utf-8", "surrogateescape"))
    pattern = "".join("?" if number % 2 else _escaped(piece) for number, piece in enumerate(pieces))
    try:
        return pattern if PathIndex([pattern]).covers(path) else None
    except PatternError:
        return None


def _escaped(text: str) -> str:
    return "".join("\\" + each if each in _SPECIAL else each for each in text)

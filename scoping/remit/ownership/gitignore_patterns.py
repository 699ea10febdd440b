"""Patterns as in `.gitignore` and in Ruby's `fnmatch`, translated to patterns of remit.

What they match is decided by remit's own index, linear in the path for any number of them.
"""

from typing import TYPE_CHECKING

from remit.ownership.codeowners_rules import LineRefused
from remit.patterns.char_classes import parse_char_class
from remit.patterns.errors import PatternError
from remit.patterns.parser import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL = frozenset("*?[\\")


def parse_gitignore_pattern(text: str) -> Pattern:
    """The pattern that covers what a line of `.gitignore` would, as the forges read it.

    A pattern with a slash before its end counts from the root, any other at every depth; what
    matches a directory covers all below. Unlike git, `docs/*` covers the files of `docs` only
    (GitHub: "but not further nested files"). Raises `LineRefused`.

    >>> parse_gitignore_pattern("docs/*").segments, parse_gitignore_pattern("apps/").segments
    ((b'docs', b'*'), (b'**', b'apps'))
    """
    body = text.removeprefix("/")
    tree_only = body.endswith("/")
    segments = [_segment(part, text, classes=False) for part in body.rstrip("/").split("/")]
    if segments == [b""]:
        raise LineRefused(f"the pattern {text!r} matches nothing", "write '*' to mean every file")
    if not all(segments):
        raise LineRefused(f"the pattern {text!r} has an empty name", "write one '/'")
    if "/" not in body.rstrip("/") and not text.startswith("/"):
        segments.insert(0, b"**")
    deepest = segments[-1] == b"**"
    if deepest and tree_only:  # every folder there, so what is below one of them
        segments.append(b"*")
    entry = not tree_only and not deepest
    shallow = entry and segments[-1] == b"*" and segments[-2:-1] != [b"**"]
    return _pattern(text, segments, entry=entry, tree=not shallow)


def parse_fnmatch_pattern(text: str) -> Pattern:
    """The pattern that covers what GitLab matches: `fnmatch` over the whole path.

    Without a slash at the beginning it counts at every depth; only a slash at the end covers what
    is below, and `**` spans directories only before a slash. Raises `LineRefused`.

    >>> (parse_fnmatch_pattern("docs").tree, parse_fnmatch_pattern("/docs/").tree,
    ...  parse_fnmatch_pattern("/docs/**").segments)
    (False, True, (b'docs', b'*'))
    """
    rooted = text.startswith("/")
    parts = text.removeprefix("/").split("/")
    if not parts[-1]:
        parts = [*parts[:-1], "**", "*"]
    segments = [
        b"**" if part == "**" and number < len(parts) - 1 else _segment(part, text, classes=True)
        for number, part in enumerate(parts)
    ]
    if not all(segments):
        raise LineRefused(f"the pattern {text!r} has an empty name", "write one '/'")
    last = segments[-1]
    segments[-1] = b"*" if last == b"**" else last
    if not rooted:
        segments.insert(0, b"**")
    tree = segments[-2:] == [b"**", b"*"]
    return _pattern(text, segments[:-1] if tree else segments, entry=not tree, tree=tree)


def _pattern(text: str, segments: list[bytes], *, entry: bool, tree: bool) -> Pattern:
    """`segments` in the one form that the index reads: no `**` at the end or twice."""
    kept: list[bytes] = []
    for segment in segments:
        if segment != b"**" or kept[-1:] != [b"**"]:
            kept.append(segment)
    if entry and tree and kept[-2:] == [b"**", b"*"]:
        kept.pop()
    if kept[-1] == b"**":
        kept.pop()
        entry, tree = False, True
    return Pattern(text, tuple(kept), entry, tree, None)


def _segment(part: str, text: str, *, classes: bool) -> bytes:
    """One segment in remit's spelling: stars in a row are one, what is not special is bare."""
    if part == "**":
        return b"**"
    return "".join(_items(part, text, classes=classes)).encode("utf-8", "surrogateescape")


def _items(part: str, text: str, *, classes: bool) -> "Iterator[str]":
    at, star = 0, False
    while at < len(part):
        symbol, start = part[at], at
        at += 1
        if symbol == "*" and star:
            continue
        star = symbol == "*"
        if symbol == "\\":
            if at == len(part):
                raise LineRefused(f"the pattern {text!r} ends in a backslash", "remove it")
            yield f"\\{part[at]}" if part[at] in _SPECIAL else part[at]
            at += 1
        elif symbol == "[":
            at = _class(part, start, text, classes=classes)
            yield part[start:at]
        else:
            yield symbol


def _class(part: str, start: int, text: str, *, classes: bool) -> int:
    """Where the class that opens at `start` ends."""
    if not classes:
        raise LineRefused(
            f"the pattern {text!r} has a '[', and ranges do not work here",
            "write '?' for the bracket, or list the names on lines of their own",
        )
    try:
        return parse_char_class(part, start)[0]
    except PatternError as error:
        raise LineRefused(error.sentence.rstrip("."), error.hint) from None

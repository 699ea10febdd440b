"""The pattern language: text in, patterns out, every fault a sentence. Matching is in `matcher`.

A pattern means what git means by `:(glob,top)PATTERN`, with braces on top. Where the meaning
differs on purpose is listed in `docs/reference/patterns.md`.
"""

from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple
from remit.patterns.errors import PatternError

if TYPE_CHECKING:
    from remit.patterns.lexer import PatternToken

__all__ = ["LONGEST", "Pattern", "PatternError", "literal_path", "parse_patterns"]

LONGEST = 4096  # bytes of text; also the longest path that Linux can open


class Pattern(NamedTuple):
    """One pattern without braces, in one spelling for all that mean the same.

    `text` is the pattern as written. `segments` are raw, with their escapes; a segment `**` spans
    zero or more directories, is never last, and never follows another. `entry` covers what the
    segments match, `tree` every path below that: `src` has both, `src/` and `src/**` only `tree`,
    `*.py` only `entry`. `literal` is the one entry that a pattern without wildcards names, its
    escapes resolved; None for all others.
    """

    text: str
    segments: tuple[bytes, ...]
    entry: bool
    tree: bool
    literal: bytes | None


def parse_patterns(text: str) -> tuple[Pattern, ...]:
    """The patterns that `text` expands to, in order, each once; raises `PatternError`.

    >>> [pattern.segments for pattern in parse_patterns("src/{a,b}/*.py")]
    [(b'src', b'a', b'*.py'), (b'src', b'b', b'*.py')]
    """
    plain = _plain(text)
    return (plain,) if plain is not None else _parse_any(text)


def literal_path(text: str) -> bytes | None:
    r"""The exact path that `text` names, None if it has wildcards or several meanings.

    >>> literal_path("docs/[id].md"), literal_path(r"docs/\[id].md"), literal_path("docs/")
    (None, b'docs/[id].md', None)
    """
    patterns = parse_patterns(text)
    return patterns[0].literal if len(patterns) == 1 else None


def encode_text(text: str) -> bytes:
    """The bytes that git would have for this text."""
    return text.encode("utf-8", "surrogateescape")


def _plain(text: str) -> Pattern | None:
    """The pattern, if nothing in it needs a closer look: most patterns, at a tenth of the cost."""
    if not _NEEDS_CARE.isdisjoint(text) or len(text) > _SURELY_SHORT:
        return None
    try:
        data = encode_text(text)
    except UnicodeEncodeError:
        return None
    segments = data.split(b"/")
    below = segments[-1] == b""
    if below:
        segments.pop()
    if not segments or not _IMPOSSIBLE.isdisjoint(segments):
        return None
    if b"*" not in data and b"?" not in data:
        return Pattern(text, tuple(segments), not below, True, None if below else data)
    if b"**" in data and any(b"**" in part != b"**" for part in segments):
        return None
    return _canonical(text, segments, below=below)


def _parse_any(text: str) -> tuple[Pattern, ...]:
    """`parse` for patterns with escapes, classes, braces, or faults."""
    from remit.patterns.lexer import expand_braces, tokenize_pattern
    from remit.patterns.pathological import check_pattern_text, split_segments

    check_pattern_text(text)
    patterns: dict[Pattern, None] = {}
    for sequence in expand_braces(text, tokenize_pattern(text)):
        segments = split_segments(text, sequence)
        patterns[_assembled(text, segments)] = None
    return tuple(patterns)


def _assembled(text: str, parts: "list[list[PatternToken]]") -> Pattern:
    """The pattern of checked segments; an empty last one stands for a trailing `/`."""
    below = not parts[-1]
    if below:
        parts = parts[:-1]
    kinds = {token.kind for part in parts for token in part}
    segments = [encode_text("".join(token.raw for token in part)) for part in parts]
    if not kinds.isdisjoint({"star", "any", "class"}):
        return _canonical(text, segments, below=below)
    # as in git, an escape makes a pattern no bare name: it covers the entry, not its tree
    tree = below or "escaped" not in kinds
    literal = encode_text("/".join("".join(token.raw[-1] for token in part) for part in parts))
    return Pattern(text, tuple(segments), not below, tree, None if below else literal)


def _canonical(text: str, segments: list[bytes], *, below: bool) -> Pattern:
    """A pattern with wildcards: `a/**`, `a/**/`, `a/**/**` and `a/**/*` are all `a/`."""
    kept: list[bytes] = []
    for segment in segments:
        if segment != b"**" or kept[-1:] != [b"**"]:
            kept.append(segment)
    if not below and kept[-2:] == [b"**", b"*"]:
        kept.pop()
    tree = below or kept[-1] == b"**"
    if kept[-1] == b"**":
        kept.pop()
    return Pattern(text, tuple(kept), not tree, tree, None)


def _spellings(name: str) -> frozenset[bytes]:
    """Every mix of cases of an ASCII word."""
    words = [""]
    for letter in name:
        words = [word + case for word in words for case in {letter.lower(), letter.upper()}]
    return frozenset(word.encode("ascii") for word in words)


_NEEDS_CARE = frozenset("\\[]{}!\0 \t\n\r\v\f")
_IMPOSSIBLE = frozenset({b"", b".", b".."}) | _spellings(".git")
_SURELY_SHORT = LONGEST // 4

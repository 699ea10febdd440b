"""What to write into a manifest so that a path is allowed: patterns and their spelling in TOML."""

from remit.patterns.index import PathIndex
from remit.patterns.syntax import PatternError, literal_path

_SPECIAL = frozenset("\\*?[]{}")
_TOML = {"\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def pattern_for(path: bytes) -> str | None:
    r"""The pattern that names `path` exactly, or None if TOML cannot hold its bytes.

    >>> pattern_for(b"docs/[id].md"), pattern_for(b"caf\xe9.md")
    ('docs/\\[id\\].md', None)
    """
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        return None
    pattern = "".join("\\" + each if each in _SPECIAL else each for each in text)
    pattern = "\\" + pattern if pattern[:1] in {"!", " "} else pattern
    pattern = pattern[:-1] + "\\ " if pattern.endswith(" ") else pattern
    try:
        return pattern if literal_path(pattern) == path else None
    except PatternError:
        return None


def wide_pattern_for(path: bytes) -> str | None:
    """A pattern that covers `path`, with `?` for each byte that is not UTF-8."""
    text = path.decode("utf-8", "surrogateescape")
    stand_in = "".join("?" if "\udc80" <= each <= "\udcff" else each for each in text)
    parts = (pattern_for(part.encode()) for part in stand_in.split("?"))
    pattern = "?".join(part or "" for part in parts)
    try:
        return pattern if PathIndex([pattern]).covers(path) else None
    except PatternError:
        return None


def toml_string(text: str) -> str:
    r"""`text` as a basic string of TOML, printable whatever it holds.

    >>> toml_string('say "hi"\n')
    '"say \\"hi\\"\\n"'
    """
    return f'"{"".join(map(_toml_character, text))}"'


def _toml_character(character: str) -> str:
    if character in _TOML:
        return _TOML[character]
    if character.isprintable():
        return character
    return f"\\U{ord(character):08X}"

"""Another `after` in the text of a manifest; every other byte stays as it is."""

import re

from remit.errors import UsageError
from remit.manifest import scope

_TABLE = re.compile(rb"(?m)^[ \t]*\[[ \t]*task[ \t]*\][ \t]*(?:#[^\n]*)?\n")
_KEY = re.compile(rb"(?m)^([ \t]*)after([ \t]*)=[ \t]*\[[^\]\[]*\]")
_NEXT = re.compile(rb"(?m)^[ \t]*\[")


def with_after(text: bytes, where: str, after: tuple[str, ...]) -> bytes:
    """The manifest with this `after`; raises `UsageError` where it is written too oddly for that.

    What comes out is read again: it must say what it said, but for `after`.
    """
    wanted = scope.parse(text, where)._replace(after=after)
    line = b"after = [%s]" % b", ".join(b'"%s"' % name.encode() for name in after)
    header = _TABLE.search(text)
    candidate = text if header is None else _edited(text, header.end(), line)
    if scope.examine(candidate, where).faults or scope.parse(candidate, where) != wanted:
        raise UsageError(
            f"{where} is written in a way that cannot be changed safely; nothing was written.",
            f"write this yourself: {line.decode()}",
        )
    return candidate


def _edited(text: bytes, start: int, line: bytes) -> bytes:
    """`text` with `line` for its `after` in the table that begins at `start`, or at its end."""
    following = _NEXT.search(text, start)
    end = following.start() if following else len(text)
    known = _KEY.search(text, start, end)
    if known:
        return text[: known.start()] + known[1] + line + text[known.end() :]
    body = text[start:end].rstrip()
    ending = b"\r\n" if b"\r\n" in text else b"\n"
    rest = text[start + len(body) : end] or ending
    return text[:start] + body + (ending if body else b"") + line + rest + text[end:]

"""One segment of a pattern as a matcher of names, linear in the name whatever the segment.

A segment is a sequence of items: a set of bytes as an integer (see `classes`), or `STAR`. Between
its stars lie fixed pieces. After a star the leftmost fit of each piece is enough, but for the last,
which must end the name: so nothing ever backtracks over a star.
"""

from itertools import takewhile
from typing import TYPE_CHECKING

from remit.patterns.classes import ANY, read_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STAR = 0

Items = tuple[int, ...]


def is_wild(segment: bytes) -> bool:
    """Whether the segment may match another name than its own text."""
    return b"*" in segment or b"?" in segment or b"[" in segment or b"\\" in segment


def items(segment: bytes) -> Items:
    """The items of a segment that `syntax` accepted; stars that follow each other are one."""
    text, at = segment.decode("latin-1"), 0
    found: list[int] = []
    while at < len(text):
        symbol = text[at]
        if symbol == "[":
            at, members = read_class(text, at)
            found.append(members)
            continue
        if symbol == "\\":
            at += 1
            found.append(1 << ord(text[at]))
        elif symbol == "*":
            found.append(STAR)
        else:
            found.append(ANY if symbol == "?" else 1 << ord(symbol))
        at += 1
    return tuple(found)


def name_of(parts: Items) -> bytes | None:
    """The only name that the items match, None if there may be several."""
    name = fixed_start(parts)
    return name if len(name) == len(parts) else None


def fixed_start(parts: Items) -> bytes:
    """How every name that the items match begins: the bytes before the first choice."""
    return bytes(item.bit_length() - 1 for item in takewhile(_is_one_byte, parts))


def _is_one_byte(item: int) -> bool:
    return item.bit_count() == 1


def pieces(parts: Items) -> list[Items]:
    """The fixed pieces between the stars; one more than there are stars, empty ones included."""
    found: list[list[int]] = [[]]
    for item in parts:
        if item == STAR:
            found.append([])
        else:
            found[-1].append(item)
    return [tuple(piece) for piece in found]


def matcher(parts: Items) -> "Callable[[bytes], object]":
    """A function of a name whose result is true if the items match the whole name."""
    fixed = pieces(parts)
    names = [name_of(piece) for piece in fixed]
    known = [name for name in names if name is not None]
    if len(known) == len(names) > 1:
        return _text_matcher(known[0], known[1:-1], known[-1])
    return _regex_matcher(fixed)


def _text_matcher(first: bytes, inner: list[bytes], last: bytes) -> "Callable[[bytes], bool]":
    shortest = len(first) + len(last)
    start = len(first)
    end = -len(last) or None

    def matches(name: bytes) -> bool:
        if len(name) < shortest or not name.startswith(first) or not name.endswith(last):
            return False
        middle = name[start:end]
        at = 0
        for piece in inner:
            at = middle.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return True

    return matches


def _regex_matcher(fixed: list[Items]) -> "Callable[[bytes], object]":
    import re

    first, *rest = [b"".join(map(_regex_set, piece)) for piece in fixed]
    inner = b"".join(b"(?>.*?%b)" % piece for piece in rest[:-1])
    last = b".*" + rest[-1] if rest else b""
    return re.compile(b"(?s:" + first + inner + last + rb")\Z").match


def _regex_set(members: int) -> bytes:
    if members == ANY:
        return b"."
    return b"[" + b"".join(b"\\x%02x-\\x%02x" % span for span in _spans(members)) + b"]"


def _spans(members: int) -> "Iterator[tuple[int, int]]":
    """The runs of bytes that follow each other, first and last."""
    first = 0
    while members:
        skipped = (members & -members).bit_length() - 1
        run = members >> skipped
        length = (~run & (run + 1)).bit_length() - 1
        first += skipped
        yield first, first + length - 1
        first += length
        members = run >> length

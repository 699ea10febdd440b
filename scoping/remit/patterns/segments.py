"""One segment of a pattern as a matcher of names, linear in the name whatever the segment.

A segment is a sequence of items: a set of bytes as an integer (see `char_classes`), or `STAR`.
Between its stars lie fixed pieces. After a star the leftmost fit of each piece is enough, but for
the last, which must end the name: so nothing ever backtracks over a star.
"""

from collections import Counter
from itertools import takewhile
from typing import TYPE_CHECKING, Generic, TypeVar

from remit.patterns.char_classes import ANY, parse_char_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STAR = 0

Items = tuple[int, ...]


def has_wildcard(segment: bytes) -> bool:
    """Whether the segment may match another name than its own text."""
    return b"*" in segment or b"?" in segment or b"[" in segment or b"\\" in segment


def parse_items(segment: bytes) -> Items:
    """The items of a segment that `parser` accepted; stars that follow each other are one."""
    text, at = segment.decode("latin-1"), 0
    found: list[int] = []
    while at < len(text):
        symbol = text[at]
        if symbol == "[":
            at, members = parse_char_class(text, at)
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


def single_name(parts: Items) -> bytes | None:
    """The only name that the items match, None if there may be several."""
    name = literal_prefix(parts)
    return name if len(name) == len(parts) else None


def literal_prefix(parts: Items) -> bytes:
    """How every name that the items match begins: the bytes before the first choice."""
    return bytes(item.bit_length() - 1 for item in takewhile(_is_one_byte, parts))


def _is_one_byte(item: int) -> bool:
    return item.bit_count() == 1


def split_at_stars(parts: Items) -> list[Items]:
    """The fixed pieces between the stars; one more than there are stars, empty ones included."""
    found: list[list[int]] = [[]]
    for item in parts:
        if item == STAR:
            found.append([])
        else:
            found[-1].append(item)
    return [tuple(piece) for piece in found]


def compile_matcher(parts: Items) -> "Callable[[bytes], object]":
    """A function of a name whose result is true if the items match the whole name."""
    fixed = split_at_stars(parts)
    names = [single_name(piece) for piece in fixed]
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


# Which of many wildcard segments match a name, without trying each of them.
#
# `*suffix` and `prefix*` are found by dictionary. All others are grouped by their fixed first and
# last byte, and a large group by a short text that each of its members must contain: thousands of
# `x*y*z` in one directory cost a few trials per name.


Value = TypeVar("Value")

GRAM = 3  # the longest text that a large group is searched by
SMALL = 6  # the largest group that is simply tried


class SegmentTable(Generic[Value]):
    """A table from wildcard segments (raw, not literal, not `*` alone) to values."""

    __slots__ = ("_groups", "_prefix_sizes", "_prefixes", "_suffix_sizes", "_suffixes", "_values")

    def __init__(self) -> None:
        self._values: dict[bytes, Value] = {}
        self._suffixes: dict[bytes, Value] = {}
        self._prefixes: dict[bytes, Value] = {}
        self._suffix_sizes: tuple[int, ...] = ()
        self._prefix_sizes: tuple[int, ...] = ()
        self._groups: dict[bytes, _Group[Value]] = {}

    def value(self, segment: bytes, make: "Callable[[], Value]") -> Value:
        """The value of `segment`, made and kept at the first call."""
        known = self._values.get(segment)
        if known is None:
            known = self._values[segment] = make()
            self._add(segment, known)
        return known

    def hits(self, name: bytes) -> list[Value]:
        """The values of the segments that match `name`, each once."""
        size = len(name)
        found = [
            self._suffixes[name[size - k :]]
            for k in self._suffix_sizes
            if k <= size and name[size - k :] in self._suffixes
        ]
        found += [
            self._prefixes[name[:k]]
            for k in self._prefix_sizes
            if k <= size and name[:k] in self._prefixes
        ]
        if self._groups:
            first, last = name[:1], name[-1:]
            for key in (first + b"/" + last, first + b"/", b"/" + last, b"/"):
                if key in self._groups:
                    found += self._groups[key].hits(name)
        return found

    def _add(self, segment: bytes, value: Value) -> None:
        if segment.count(b"*") == 1 and _only_stars_are_special(segment):
            head, tail = segment.split(b"*")
            if not head:
                self._suffixes[tail] = value
                self._suffix_sizes = tuple(sorted({*self._suffix_sizes, len(tail)}))
                return
            if not tail:
                self._prefixes[head] = value
                self._prefix_sizes = tuple(sorted({*self._prefix_sizes, len(head)}))
                return
        parts = parse_items(segment)
        key = literal_prefix(parts[:1]) + b"/" + literal_prefix(parts[-1:])
        self._groups.setdefault(key, _Group()).add(_Member(parts, value))


class _Member(Generic[Value]):
    """A segment of a group; its matcher is compiled when it is first tried."""

    __slots__ = ("_matches", "parts", "value")

    def __init__(self, parts: Items, value: Value) -> None:
        self.parts = parts
        self.value = value
        self._matches: Callable[[bytes], object] | None = None

    def matches(self, name: bytes) -> object:
        """A true value if the whole name matches."""
        if self._matches is None:
            self._matches = compile_matcher(self.parts)
        return self._matches(name)


class _Group(Generic[Value]):
    """Members that share their fixed first and last byte; indexed at the first question."""

    __slots__ = ("_by_text", "_members", "_others", "_sizes")

    def __init__(self) -> None:
        self._members: list[_Member[Value]] = []
        self._by_text: dict[bytes, list[_Member[Value]]] | None = None
        self._others: list[_Member[Value]] = []
        self._sizes: tuple[int, ...] = ()

    def add(self, member: _Member[Value]) -> None:
        self._members.append(member)
        self._by_text = None

    def hits(self, name: bytes) -> "Iterator[Value]":
        for member in self._candidates(name):
            if member.matches(name):
                yield member.value

    def _candidates(self, name: bytes) -> "Iterator[_Member[Value]]":
        if self._by_text is None:
            self._by_text = self._indexed()
        yield from self._others
        texts = {name[at : at + k] for k in self._sizes for at in range(len(name) - k + 1)}
        for text in texts & self._by_text.keys():
            yield from self._by_text[text]

    def _indexed(self) -> "dict[bytes, list[_Member[Value]]]":
        """Each member under the rarest text it requires; those that require none in `_others`."""
        if len(self._members) <= SMALL:
            self._others, self._sizes = self._members, ()
            return {}
        required = [(member, _required_texts(member.parts)) for member in self._members]
        counts = Counter(text for _, texts in required for text in texts)
        index: dict[bytes, list[_Member[Value]]] = {}
        self._others = []
        for member, texts in required:
            if texts:
                rarest = min(texts, key=lambda text: (counts[text], text))
                index.setdefault(rarest, []).append(member)
            else:
                self._others.append(member)
        self._sizes = tuple({len(text) for text in index})
        return index


def _required_texts(parts: Items) -> set[bytes]:
    """Texts of at most `GRAM` bytes that every matching name contains."""
    runs = [b""]
    for item in parts:
        byte = single_name((item,))
        if byte is None:
            runs.append(b"")
        else:
            runs[-1] += byte
    return {run[at : at + GRAM] for run in runs if run for at in range(max(1, len(run) - GRAM + 1))}


def _only_stars_are_special(segment: bytes) -> bool:
    return b"?" not in segment and b"[" not in segment and b"\\" not in segment

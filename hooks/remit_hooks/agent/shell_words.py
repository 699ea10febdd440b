"""A word of a shell command: its text without quotes, and what a run would still change in it."""

from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPECIAL = frozenset("*?[")
_DEEPEST = 40  # substitutions inside each other


class Word(NamedTuple):
    """One word: its text without quotes, and what a run would still change in it.

    `dynamic` words hold a variable or the output of a command. `pattern` is the text with what was
    quoted escaped, where the word is a glob pattern or has braces to expand, else empty. `inner`
    are the commands of its substitutions.
    """

    text: str
    dynamic: bool = False
    pattern: str = ""
    quoted: bool = False
    inner: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text


class WordBuilder:
    """Collects one word."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._pattern: list[str] = []
        self._inner: list[str] = []
        self._dynamic = self._special = self._quoted = False

    @property
    def empty(self) -> bool:
        """Whether nothing is in it yet, not even quotes."""
        return not (self._text or self._dynamic or self._quoted)

    def add(self, text: str, *, quoted: bool) -> None:
        """Text that stands in the command."""
        self._text.append(text)
        self._quoted |= quoted
        if quoted:
            escaped = (f"[{each}]" if each in "*?[" else each for each in text)
            self._pattern.extend("\0" + each if each in "{},~" else each for each in escaped)
        else:
            self._pattern.append(text)
            self._special |= text in _SPECIAL or text == "{"

    def expand(self, value: str | None, *, quoted: bool) -> None:
        """The value of a variable; None where it is not known."""
        if (
            value is None
            or (not quoted and not _SPECIAL.isdisjoint(value))
            or (not quoted and len(value.split()) != 1)
        ):
            self.unknown()
        else:
            self.add(value, quoted=True)

    def run(self, command: str) -> None:
        """The output of a command."""
        self._inner.append(command)
        self.unknown()

    def unknown(self) -> None:
        """Text that only a run can tell."""
        self._dynamic = True

    def built(self) -> Word:
        """The word."""
        pattern = "".join(self._pattern) if self._special and not self._dynamic else ""
        return Word("".join(self._text), self._dynamic, pattern, self._quoted, tuple(self._inner))


def expand_braces(pattern: str) -> list[str]:
    r"""The patterns that the braces of a word's `pattern` stand for, without its marks of quotes.

    >>> expand_braces("src/{a,b{1,2}}.py"), expand_braces("{x}"), expand_braces("\0{a\0,b\0}")
    (['src/a.py', 'src/b1.py', 'src/b2.py'], ['{x}'], ['{a,b}'])
    """
    found = list(_expanded(pattern, 0))
    return [each.replace("\0", "") for each in found]


def _expanded(pattern: str, depth: int) -> "Iterator[str]":
    start = _unescaped(pattern, "{", 0)
    while start >= 0 and depth < _DEEPEST:
        parts, end = _alternatives(pattern, start)
        if len(parts) > 1:
            for part in parts:
                whole = pattern[:start] + part + pattern[end + 1 :]
                yield from _expanded(whole, depth + 1)
            return
        start = _unescaped(pattern, "{", start + 1)
    yield pattern


def _unescaped(pattern: str, letter: str, start: int) -> int:
    at = pattern.find(letter, start)
    while at > 0 and pattern[at - 1] == "\0":
        at = pattern.find(letter, at + 1)
    return at


def _alternatives(pattern: str, start: int) -> tuple[list[str], int]:
    """The parts between a brace, its commas and the brace that closes it, and where that is."""
    parts, depth, begin, at = list[str](), 0, start + 1, start
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\0":
            at += 1
        elif letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if not depth:
                return [*parts, pattern[begin:at]], at
        elif letter == "," and depth == 1:
            parts.append(pattern[begin:at])
            begin = at + 1
        at += 1
    return [], at

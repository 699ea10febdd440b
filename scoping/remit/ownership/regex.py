r"""Regular expressions as Go writes them (RE2): read into a tree.

Read is what such a file needs: characters, `.`, classes, groups, `|`, repetition, `^`, `$`, `\A`,
`\z`, and `(?i)` at the beginning. Anything else is refused, never guessed.
"""

from typing import NamedTuple

# What a regular expression means, as a tree; `regexp` reads it, `search` uses it.


class CharSet(NamedTuple):
    """One character out of a set: first and last of each range; `negated` means all others."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def has(self, each: str) -> bool:
        """Whether a character is in the set."""
        return any(first <= each <= last for first, last in self.ranges) != self.negated


class AnchorNode(NamedTuple):
    """The beginning of the text, or its end."""

    end: bool


class SequenceNode(NamedTuple):
    """One part after the other."""

    parts: "tuple[Node, ...]"


class ChoiceNode(NamedTuple):
    """Any of the parts."""

    parts: "tuple[Node, ...]"


class RepeatNode(NamedTuple):
    """A part at least and at most so often; None: without end."""

    part: "Node"
    least: int
    most: int | None


Node = CharSet | AnchorNode | SequenceNode | ChoiceNode | RepeatNode

MOST_REPEATS = 1000  # as in RE2
_DEEPEST = 100


class RegexpError(ValueError):
    """An expression that cannot be read; its text goes on a sentence that begins with it."""


_Ranges = tuple[tuple[str, str], ...]
_DOT = CharSet((("\n", "\n"),), negated=True)
_DIGIT: _Ranges = (("0", "9"),)
_WORD: _Ranges = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACE: _Ranges = (("\t", "\n"), ("\f", "\r"), (" ", " "))
_PERL = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_POSIX: dict[str, _Ranges] = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "digit": _DIGIT,
    "lower": (("a", "z"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": (("A", "Z"),),
    "word": _WORD,
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}


def parse_regexp(text: str) -> Node:
    """The tree of an expression; raises `RegexpError`."""
    folding = text.startswith(("(?i)", "^(?i)"))
    reader = _Reader(text.replace("(?i)", "", 1) if folding else text, folding=folding)
    node = reader.choice()
    if not reader.done:
        raise RegexpError("has a ')' that no '(' opens")
    return node


class _Reader:
    """Reads an expression from left to right."""

    def __init__(self, text: str, *, folding: bool) -> None:
        self._text = text
        self._folding = folding
        self._at = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self._at == len(self._text)

    def choice(self) -> Node:
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else ChoiceNode(tuple(parts))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while not self.done and self._peek() not in "|)":
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else SequenceNode(tuple(parts))

    def _repeated(self, part: Node) -> Node:
        bounds = self._bounds()
        if bounds is None:
            return part
        self._take("?")  # a lazy one matches the same texts
        if self._bounds() is not None:
            raise RegexpError("repeats a repetition")
        return RepeatNode(part, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for symbol, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._take(symbol):
                return bounds
        end = self._text.find("}", self._at)
        if self._peek() != "{" or end < 0:
            return None
        low, comma, high = self._text[self._at + 1 : end].partition(",")
        if not (low.isdecimal() and (high.isdecimal() or not high)):
            return None  # a plain brace, as in Go
        self._at = end + 1
        least, most = int(low), int(high) if high else (None if comma else int(low))
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise RegexpError(
                f"repeats {self._text[end - len(low) - 1 : end + 1]!r}, out of bounds"
            )
        return least, most

    def _atom(self) -> Node:
        symbol = self._next()
        if symbol == "(":
            return self._group()
        if symbol == "[":
            return self._class()
        if symbol == ".":
            return _DOT
        if symbol in "^$":
            return AnchorNode(symbol == "$")
        if symbol in "*+?":
            raise RegexpError(f"has a {symbol!r} with nothing to repeat")
        return self._escape() if symbol == "\\" else self._folded(((symbol, symbol),))

    def _group(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RegexpError("nests too deep")
        if self._take("?"):
            named = self._take("P<") or self._take("<")
            if named:
                end = self._text.find(">", self._at)
                self._at = end + 1 if end > 0 else len(self._text)
            elif not self._take(":"):
                raise RegexpError("has flags that are not read here")
        node = self.choice()
        if not self._take(")"):
            raise RegexpError("has a '(' that no ')' closes")
        self._depth -= 1
        return node

    def _escape(self) -> Node:
        symbol = self._next()
        if symbol in "Az":
            return AnchorNode(symbol == "z")
        return self._folded(self._escaped(symbol))

    def _escaped(self, symbol: str) -> _Ranges:
        """The set that a backslash and `symbol` mean."""
        if symbol.lower() in _PERL:
            ranges = _PERL[symbol.lower()]
            return ranges if symbol.islower() else _others(ranges)
        if symbol in _CONTROLS:
            symbol = _CONTROLS[symbol]
        elif symbol.isascii() and symbol.isalnum():
            raise RegexpError(f"has '\\{symbol}', which is not read here")
        return ((symbol, symbol),)

    def _class(self) -> Node:
        negated = self._take("^")
        found: list[tuple[str, str]] = []
        first = True
        while first or not self._take("]"):
            first = False
            found += self._member()
        return self._folded(tuple(found), negated=negated)

    def _member(self) -> _Ranges:
        if self._take("[:"):
            end = self._text.find(":]", self._at)
            name = self._text[self._at : max(end, self._at)]
            if name.removeprefix("^") not in _POSIX:
                raise RegexpError(f"has an unknown class '[:{name}:]'")
            self._at = end + 2
            ranges = _POSIX[name.removeprefix("^")]
            return _others(ranges) if name.startswith("^") else ranges
        low = self._single()
        if len(low) != 1 or low[0][0] != low[0][1] or self._peek() != "-":
            return low
        if self._text[self._at + 1 : self._at + 2] in {"]", ""}:
            return low
        self._at += 1
        high = self._single()
        if len(high) != 1 or high[0][0] < low[0][0]:
            raise RegexpError("has a range that ends before it begins")
        return ((low[0][0], high[0][0]),)

    def _single(self) -> _Ranges:
        symbol = self._next()
        return self._escaped(self._next()) if symbol == "\\" else ((symbol, symbol),)

    def _folded(self, ranges: _Ranges, *, negated: bool = False) -> CharSet:
        if self._folding:
            letters = [pair for pair in ranges if pair[0].isascii()]
            ranges += tuple(_folded_range(pair, "az", "AZ") for pair in letters)
            ranges += tuple(_folded_range(pair, "AZ", "az") for pair in letters)
        return CharSet(tuple(pair for pair in ranges if pair[0] <= pair[1]), negated)

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _next(self) -> str:
        if self.done:
            raise RegexpError("ends where more must follow")
        self._at += 1
        return self._text[self._at - 1]

    def _take(self, text: str) -> bool:
        found = self._text.startswith(text, self._at)
        self._at += len(text) if found else 0
        return found


def _others(ranges: _Ranges) -> _Ranges:
    """All characters that are in none of `ranges`, which are sorted."""
    found: list[tuple[str, str]] = []
    at = 0
    for first, last in ranges:
        if at < ord(first):
            found.append((chr(at), chr(ord(first) - 1)))
        at = ord(last) + 1
    return (*found, (chr(at), "\U0010ffff"))


def _folded_range(pair: tuple[str, str], source: str, target: str) -> tuple[str, str]:
    """The part of a range that lies in `source`, as letters of the other case."""
    first, last = max(pair[0], source[0]), min(pair[1], source[1])
    shift = ord(target[0]) - ord(source[0])
    if first > last:
        return "b", "a"
    return chr(ord(first) + shift), chr(ord(last) + shift)

"""On which line of a TOML file a key or an array's item stands; asked only when there is a fault.

`tomllib` gives values without positions. This scanner walks a text that `tomllib` has accepted, so
it only has to find where things begin, never whether they are right.
"""

import re

_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BASIC = r'"(?:\\.|[^"\\])*"'
_LITERAL = r"'[^']*'"
_LONG_BASIC = r'"""(?:\\.|[^\\])*?"{3,5}'
_LONG_LITERAL = r"'''.*?'{3,5}"
_STRING = re.compile(f"{_LONG_BASIC}|{_LONG_LITERAL}|{_BASIC}|{_LITERAL}", re.DOTALL)
_SCALAR = re.compile(r"[^,\]}#\n]*")
_PART = re.compile(rf"[ \t]*([A-Za-z0-9_-]+|{_BASIC}|{_LITERAL})[ \t]*")
_INSIDE = re.compile(r"[^\[\]{}\"'#]*")
_DEEPEST = 4  # `[[symbols]]`, index, `write`, index: nothing below that has a fault of its own

At = tuple[str | int, ...]


class TomlPositions:
    """The positions of one text; `line(at)` counts from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = 0
        self._offsets: dict[At, int] = {}
        self._tables: dict[At, int] = {}
        self._scan()

    def line(self, at: At) -> int:
        """The line where the value at `at` begins, or that of the nearest table around it.

        0, the file as a whole, where nothing on the way to `at` is written in the file.
        """
        while at and at not in self._offsets:
            at = at[:-1]
        return self._text.count("\n", 0, self._offsets[at]) + 1 if at else 0

    def offset(self, at: At) -> int | None:
        """Where the key, header or item at `at` begins in the text; None if it is absent."""
        return self._offsets.get(at)

    def string_end(self, start: int) -> int:
        """Where the string that begins at `start` ends."""
        found = _STRING.match(self._text, start)
        return found.end() if found else start

    def _scan(self) -> None:
        table: At = ()
        self._skip(_GAP)
        while self._next < len(self._text):
            if self._text[self._next] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_GAP)

    def _skip(self, what: re.Pattern[str]) -> None:
        match = what.match(self._text, self._next)
        self._next = match.end() if match else self._next

    def _header(self) -> At:
        start = self._next
        array = self._text.startswith("[[", start)
        self._next += 2 if array else 1
        keys = self._key()
        self._next += 2 if array else 1
        at: At = ()
        for key in keys[:-1]:
            at = self._latest((*at, key))
            self._offsets.setdefault(at, start)
        at = (*at, keys[-1])
        self._offsets.setdefault(at, start)
        if array:
            self._tables[at] = self._tables.get(at, -1) + 1
        at = self._latest(at)
        self._offsets.setdefault(at, start)
        return at

    def _latest(self, at: At) -> At:
        """The last table of the array at `at`, if it is one: later headers speak of that."""
        return (*at, self._tables[at]) if at in self._tables else at

    def _key(self) -> list[str]:
        """The parts of a dotted key; leaves the position behind it."""
        parts: list[str] = []
        while True:
            match = _PART.match(self._text, self._next)
            if match is None:  # pragma: no cover - tomllib has accepted the text
                raise ValueError(f"no key at offset {self._next}")
            self._next = match.end()
            parts.append(_bare(match[1]))
            if not self._text.startswith(".", self._next):
                return parts
            self._next += 1

    def _pair(self, table: At) -> None:
        start = self._next
        at = table
        for key in self._key():
            at = (*at, key)
            self._offsets.setdefault(at, start)
        self._next += 1  # the equals sign
        self._skip(_GAP)
        self._value(at)

    def _value(self, at: At) -> None:
        opening = self._text[self._next]
        if opening in "[{" and len(at) >= _DEEPEST:
            self._skip_brackets()
        elif opening == "[":
            self._array(at)
        elif opening == "{":
            self._inline_table(at)
        else:
            self._skip(_STRING if opening in "\"'" else _SCALAR)

    def _array(self, at: At) -> None:
        self._next += 1
        self._skip(_GAP)
        index = 0
        while self._text[self._next] != "]":
            self._offsets[*at, index] = self._next
            self._value((*at, index))
            self._comma()
            index += 1
        self._next += 1

    def _inline_table(self, at: At) -> None:
        self._next += 1
        self._skip(_GAP)
        while self._text[self._next] != "}":
            self._pair(at)
            self._comma()
        self._next += 1

    def _comma(self) -> None:
        self._skip(_GAP)
        if self._text[self._next] == ",":
            self._next += 1
            self._skip(_GAP)

    def _skip_brackets(self) -> None:
        """Pass a nested value without recursion, however deep it is."""
        depth = 0
        while True:
            self._skip(_INSIDE)
            char = self._text[self._next]
            if char in "\"'":
                self._skip(_STRING)
                continue
            if char == "#":
                self._skip(_GAP)
                continue
            self._next += 1
            depth += 1 if char in "[{" else -1
            if depth == 0:
                return


def _bare(part: str) -> str:
    if part[0] == '"':
        import tomllib

        return str(tomllib.loads(f"key = {part}")["key"])
    return part.strip("'")

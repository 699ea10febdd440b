"""What is no TOML at all, as one fault, with a hint for the classic mistakes."""

import re

from remit.errors import Fault
from remit.schema.words import visible

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def syntax_fault(data: bytes, where: str, error: Exception) -> Fault:
    """The fault that keeps a file from being read as TOML, with its line."""
    if isinstance(error, UnicodeDecodeError):
        return _not_utf8(data, where, error.start)
    if isinstance(error, RecursionError):
        return Fault(where, 0, "the file is nested too deeply.", "no key needs any nesting")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        return Fault(where, line, "a NUL byte.", "a manifest is plain text")
    return _no_toml(data.decode(), where, str(error))


def _not_utf8(data: bytes, where: str, start: int) -> Fault:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return Fault(where, 1, "the file is UTF-16, not UTF-8.", "save it as UTF-8")
    line = data.count(b"\n", 0, start) + 1
    what = f"byte 0x{data[start]:02x} is not UTF-8."
    return Fault(where, line, what, "TOML is always UTF-8; save the file so")


def _no_toml(text: str, where: str, message: str) -> Fault:
    place = _PLACE.search(message)
    said = message[: place.start()] if place else message
    number = int(place[1]) if place and place[1] else len(text.rstrip().split("\n"))
    column = f" (column {place[2]})" if place and place[2] else ""
    what, hint = _meant(said, text.split("\n")[number - 1])
    return Fault(where, number, f"no TOML: {what or _lowered(said)}{column}.", hint)


def _lowered(what: str) -> str:
    return visible(what[:1].lower() + what[1:])


def _meant(said: str, line: str) -> tuple[str, str]:
    """What is wrong in our words, where we have better ones, and what was probably meant."""
    for words, looks, what, hint in _CLASSICS:
        if words in said and re.search(looks, line):
            return what, hint
    return "", "https://toml.io/en/v1.0.0 describes the format"


_QUOTE = 'patterns and other strings are quoted: write = ["src/**"]'
_CLASSICS = (
    ("Exceeds", "", "a number with thousands of digits", ""),
    ("", r"^(?:<{7}|={7}|>{7}|\|{7})", "a merge conflict", "resolve the conflict in this file"),
    ("", "[\u2018\u2019\u201c\u201d]", "curly quotes", "use straight quotes"),
    ("Cannot declare", "", "this table is given twice", "join the tables of one name"),
    ("Cannot overwrite", "", "this key is given twice", "keep one of the two"),
    ("Cannot mutate", "", "this table is given twice", "join the tables of one name"),
    (
        "Unescaped",
        r"\\",
        "a backslash in double quotes",
        r"TOML reads it as an escape of its own; use single quotes: '\[a]'",
    ),
    ("", r"=\s*(?:True|False)\b", "", "TOML writes true and false in lower case"),
    ("Expected '='", r"^\s*[\w-]+\s*:", "a colon after a key", "TOML uses an equals sign"),
    ("Expected '='", "", "", "write key = value"),
    ("Invalid value", r"^[^=]*=\s*(?:#.*)?$", "a key without a value", "write key = value"),
    ("Invalid value", "", "a value without quotes", _QUOTE),
    ("Unclosed array", "", "", "close the array with ], with a comma between its items"),
    ("Illegal character", r"[\"']", "", "close the quotes on the line where they open"),
    ("Unterminated", "", "", "close the quotes"),
    ('Expected "\'"', "", "unterminated string", "close the quotes"),
    ("Expected newline", "", "", "write one key = value on a line; strings are quoted"),
    ("Invalid statement", r"^\s*[*./\w-]*[*/]", "", _QUOTE),
)

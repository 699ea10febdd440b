"""From bytes to checked values by a table, with every fault of the file at once."""

import re
from typing import Any

from remit.errors import Fault, ManifestError
from remit.manifest.checks import CHECKS
from remit.manifest.fault_messages import (
    LARGEST_NUMBER,
    ValueProblem,
    date_hint,
    duplicate_item_problem,
    empty_array_problem,
    exclusive_keys_problems,
    invalid_choice_problem,
    locate_problems,
    missing_key_problem,
    out_of_range_problem,
    unknown_key_problems,
    wrong_type_problem,
)
from remit.manifest.tables import At, Field, Plain, absent_value, is_array, is_table
from remit.namedtuples import NamedTuple
from remit.text_safety import escape_unsafe, quote_text

LARGEST = 1 << 20
_MANY_DOTS = 100
_BOM = b"\xef\xbb\xbf"


class CheckedValues(NamedTuple):
    """The values in the table's order, defaults where one is absent or wrong, and the problems."""

    values: Plain
    problems: tuple[ValueProblem, ...]
    text: str
    where: str
    prior: tuple[Fault, ...]

    def wrong(self, *at: str) -> bool:
        """The value at `at`, or something in it, has a problem."""
        return any(problem.at[: len(at)] == at for problem in self.problems)

    def faults(self, more: tuple[ValueProblem, ...] = ()) -> tuple[Fault, ...]:
        """The problems, and `more` of them, with their lines, in the order of the file."""
        problems = (*self.problems, *more)
        return (
            self.prior + locate_problems(problems, self.text, self.where)
            if problems
            else self.prior
        )


def read_values(data: bytes, where: str, fields: tuple[Field, ...]) -> CheckedValues:
    """The checked values of a file; raises `ManifestError` if it cannot be read as TOML at all."""
    text, table, prior = load_toml(data, where)
    reader = _Reader(fields)
    values = reader.record(fields, table, ())
    return CheckedValues(values, tuple(reader.problems), text, where, prior)


def load_toml(data: bytes, where: str) -> tuple[str, dict[str, Any], tuple[Fault, ...]]:
    """The text of a file, its unchecked values, and a fault before both (a byte order mark).

    Raises `ManifestError` if it cannot be read as TOML at all.
    """
    if len(data) > LARGEST:
        fault = Fault(where, 0, "the file is larger than 1 MiB.", "a scope is a page of text")
        raise ManifestError((fault,))
    plain = data.removeprefix(_BOM)
    prior = () if len(plain) == len(data) else (_marked(where),)
    try:
        text = plain.decode()
        return text, _parsed(text), prior
    except (ValueError, RecursionError) as error:
        raise ManifestError((*prior, syntax_fault(plain, where, error))) from None


def _marked(where: str) -> Fault:
    return Fault(where, 1, "the file begins with a byte order mark.", "save it as plain UTF-8")


def _parsed(text: str) -> dict[str, Any]:
    import tomllib

    if text.count(".") > _MANY_DOTS:
        _refuse_endless_keys(text)
    return tomllib.loads(text)


def _refuse_endless_keys(text: str) -> None:
    """Raise `RecursionError` for a key of so many parts that `tomllib` would take minutes.

    Its cost is quadratic in the parts: 8 s for 20,000 of them. Longer parts than the expression
    looks at leave room for too few to matter.
    """
    import re

    part = r"""(?:[\w-]{1,100}+|"(?:\\.|[^"\\\n]){0,100}+"|'[^'\n]{0,100}+')"""
    if re.search(rf"""(?<![\w."'-])(?:{part}[ \t]*+\.[ \t]*+){{{_MANY_DOTS}}}""", text):
        raise RecursionError


class _Reader:
    """Collects problems while it turns tables into values."""

    def __init__(self, root: tuple[Field, ...]) -> None:
        self._root = root
        self.problems: list[ValueProblem] = []
        self._add = self.problems.append

    def record(self, fields: tuple[Field, ...], table: dict[str, object], at: At) -> Plain:
        """The values of one table in the order of its fields."""
        values: list[Any] = []
        found = 0
        for field in fields:
            key = field.key
            if key in table:
                found += 1
                values.append(_READERS[field.kind](self, field, table[key], (*at, key)))
            else:
                values.append(absent_value(field))
                if field.required:
                    self._add(missing_key_problem(field, at))
        if found < len(table):
            self.problems.extend(unknown_key_problems(self._root, fields, table, at))
        return tuple(values)

    def string(self, field: Field, value: object, at: At) -> Any:
        if type(value) is not str:
            self._add(wrong_type_problem(field, value, at))
        elif complaint := CHECKS[field.check](value):
            self._add(ValueProblem(at, *complaint))
        else:
            return value
        return field.default

    def strings(self, field: Field, value: object, at: At) -> tuple[str, ...]:
        if not is_array(value):
            self._add(wrong_type_problem(field, value, at))
            return ()
        if field.filled and not value:
            self._add(empty_array_problem(field, at))
        check = CHECKS[field.check]
        kept: dict[str, int] = {}
        for index, item in enumerate(value):
            if type(item) is not str:
                self._add(wrong_type_problem(field, item, (*at, index)))
            elif item in kept:
                self._add(duplicate_item_problem(item, (*at, index), (*at, kept[item])))
            elif complaint := check(item):
                self._add(ValueProblem((*at, index), *complaint))
            else:
                kept[item] = index
        return tuple(kept)

    def string_or_strings(self, field: Field, value: object, at: At) -> tuple[str, ...]:
        if type(value) is not str:
            return self.strings(field, value, at)
        text = self.string(field, value, at)
        return (text,) if text else ()

    def integer(self, field: Field, value: object, at: At) -> Any:
        if type(value) is not int:
            self._add(wrong_type_problem(field, value, at))
        elif not field.minimum <= value <= LARGEST_NUMBER:
            self._add(out_of_range_problem(field, value, at))
        else:
            return value
        return field.default

    def boolean(self, field: Field, value: object, at: At) -> Any:
        if type(value) is bool:
            return value
        self._add(wrong_type_problem(field, value, at))
        return field.default

    def choice(self, field: Field, value: object, at: At) -> Any:
        if type(value) is str and value in field.choices:
            return value
        if type(value) is str:
            self._add(invalid_choice_problem(field, value, at))
        else:
            self._add(wrong_type_problem(field, value, at))
        return field.default

    def choice_or_table(self, field: Field, value: object, at: At) -> Plain:
        if type(value) is str and value in field.choices:
            return (value, *map(absent_value, field.fields[1:]))
        if type(value) is str:
            self._add(invalid_choice_problem(field.fields[0]._replace(key=field.key), value, at))
            return tuple(map(absent_value, field.fields))
        return self.table(field, value, at)

    def date(self, field: Field, value: object, at: At) -> Any:
        text = str(value)
        if type(value) is not str and type(value).__name__ != "date":  # a day without a time
            self._add(wrong_type_problem(field, value, at))
        elif not _is_date(text):
            self._add(ValueProblem(at, f"{quote_text(text)} is no date", date_hint(field)))
        else:
            return text
        return field.default

    def table(self, field: Field, value: object, at: At) -> Plain:
        if not is_table(value):
            self._add(wrong_type_problem(field, value, at))
            return tuple(map(absent_value, field.fields))
        if not field.together and len(value) > 1:
            self.problems.extend(exclusive_keys_problems(field, value, at))
        return self.record(field.fields, value, at)

    def tables(self, field: Field, value: object, at: At) -> Plain:
        if not is_array(value):
            self._add(wrong_type_problem(field, value, at))
            return ()
        return tuple(self.table(field, item, (*at, index)) for index, item in enumerate(value))


def _is_date(text: str) -> bool:
    """Whether there is such a day, written `YYYY-MM-DD`."""
    try:
        found: object = _parsed(f"day = {text}")["day"]
    except (ValueError, KeyError):
        return False
    return type(found).__name__ == "date" and str(found) == text


_READERS = {
    "string": _Reader.string,
    "strings": _Reader.strings,
    "string or strings": _Reader.string_or_strings,
    "integer": _Reader.integer,
    "boolean": _Reader.boolean,
    "choice": _Reader.choice,
    "choice or table": _Reader.choice_or_table,
    "date": _Reader.date,
    "table": _Reader.table,
    "tables": _Reader.tables,
}


# What is no TOML at all, as one fault, with a hint for the classic mistakes.


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
    return escape_unsafe(what[:1].lower() + what[1:])


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

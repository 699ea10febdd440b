"""From bytes to checked values by a table, with every fault of the file at once."""

from typing import Any

from remit.errors import Fault, ManifestError
from remit.namedtuples import NamedTuple
from remit.schema.checks import CHECKS
from remit.schema.fields import At, Field, Plain, blank, is_array, is_table
from remit.schema.problems import (
    LARGEST_NUMBER,
    Problem,
    empty,
    exclusive,
    located,
    missing,
    mistyped,
    no_choice,
    out_of_range,
    twin,
    unknown,
)

LARGEST = 1 << 20
_MANY_DOTS = 100
_BOM = b"\xef\xbb\xbf"


class Reading(NamedTuple):
    """The values in the table's order, defaults where one is absent or wrong, and the problems."""

    values: Plain
    problems: tuple[Problem, ...]
    text: str
    where: str
    prior: tuple[Fault, ...]

    def wrong(self, *at: str) -> bool:
        """The value at `at`, or something in it, has a problem."""
        return any(problem.at[: len(at)] == at for problem in self.problems)

    def faults(self, more: tuple[Problem, ...] = ()) -> tuple[Fault, ...]:
        """The problems, and `more` of them, with their lines, in the order of the file."""
        problems = (*self.problems, *more)
        return self.prior + located(problems, self.text, self.where) if problems else self.prior


def read(data: bytes, where: str, fields: tuple[Field, ...]) -> Reading:
    """The checked values of a file; raises `ManifestError` if it cannot be read as TOML at all."""
    text, table, prior = loaded(data, where)
    reader = _Reader(fields)
    values = reader.record(fields, table, ())
    return Reading(values, tuple(reader.problems), text, where, prior)


def loaded(data: bytes, where: str) -> tuple[str, dict[str, Any], tuple[Fault, ...]]:
    """The text of a file, its unchecked values, and a fault before both (a byte order mark).

    Raises `ManifestError` if it cannot be read as TOML at all.
    """
    if len(data) > LARGEST:
        fault = Fault(where, 0, "the file is larger than 1 MiB.", "a remit is a page of text")
        raise ManifestError((fault,))
    plain = data.removeprefix(_BOM)
    prior = () if len(plain) == len(data) else (_marked(where),)
    try:
        text = plain.decode()
        return text, _parsed(text), prior
    except (ValueError, RecursionError) as error:
        from remit.schema.syntax import syntax_fault

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
        self.problems: list[Problem] = []
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
                values.append(blank(field))
                if field.required:
                    self._add(missing(field, at))
        if found < len(table):
            self.problems.extend(unknown(self._root, fields, table, at))
        return tuple(values)

    def string(self, field: Field, value: object, at: At) -> Any:
        if type(value) is not str:
            self._add(mistyped(field, value, at))
        elif complaint := CHECKS[field.check](value):
            self._add(Problem(at, *complaint))
        else:
            return value
        return field.default

    def strings(self, field: Field, value: object, at: At) -> tuple[str, ...]:
        if not is_array(value):
            self._add(mistyped(field, value, at))
            return ()
        if field.filled and not value:
            self._add(empty(field, at))
        check = CHECKS[field.check]
        kept: dict[str, int] = {}
        for index, item in enumerate(value):
            if type(item) is not str:
                self._add(mistyped(field, item, (*at, index)))
            elif item in kept:
                self._add(twin(item, (*at, index), (*at, kept[item])))
            elif complaint := check(item):
                self._add(Problem((*at, index), *complaint))
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
            self._add(mistyped(field, value, at))
        elif not field.minimum <= value <= LARGEST_NUMBER:
            self._add(out_of_range(field, value, at))
        else:
            return value
        return field.default

    def boolean(self, field: Field, value: object, at: At) -> Any:
        if type(value) is bool:
            return value
        self._add(mistyped(field, value, at))
        return field.default

    def choice(self, field: Field, value: object, at: At) -> Any:
        if type(value) is str and value in field.choices:
            return value
        if type(value) is str:
            self._add(no_choice(field, value, at))
        else:
            self._add(mistyped(field, value, at))
        return field.default

    def table(self, field: Field, value: object, at: At) -> Plain:
        if not is_table(value):
            self._add(mistyped(field, value, at))
            return tuple(map(blank, field.fields))
        if not field.together and len(value) > 1:
            self.problems.extend(exclusive(field, value, at))
        return self.record(field.fields, value, at)

    def tables(self, field: Field, value: object, at: At) -> Plain:
        if not is_array(value):
            self._add(mistyped(field, value, at))
            return ()
        return tuple(self.table(field, item, (*at, index)) for index, item in enumerate(value))


_READERS = {
    "string": _Reader.string,
    "strings": _Reader.strings,
    "string or strings": _Reader.string_or_strings,
    "integer": _Reader.integer,
    "boolean": _Reader.boolean,
    "choice": _Reader.choice,
    "table": _Reader.table,
    "tables": _Reader.tables,
}

"""The vocabulary of the tables: what a key may hold, and what an absent key means."""

from typing import Any, Literal, TypeGuard

from remit.namedtuples import NamedTuple

At = tuple[str | int, ...]
"""Where a value stands in the file: keys, and indexes (from 0) into arrays."""

Plain = tuple[Any, ...]
"""Checked values in the order of their table; nested tables are nested tuples."""

Kind = Literal[
    "string", "strings", "string or strings", "integer", "boolean", "choice", "table", "tables"
]
Check = Literal["", "filled", "id", "pattern", "branch", "branch pattern", "path", "name"]


class Field(NamedTuple):
    """One key: what it holds, what it means, and an example of its value in TOML.

    `check` names a check of `checks` that each string must pass. `filled` forbids an empty array,
    where that could only be a mistake. `default` is the value of an absent key; a table's default
    is made of its fields' (see `blank`). `together` is False where at most one field of a table may
    be given.
    """

    key: str
    kind: Kind
    about: str
    example: str = ""
    default: str | int | tuple[str, ...] | None = None
    check: Check = ""
    required: bool = False
    filled: bool = False
    minimum: int = 0
    choices: tuple[str, ...] = ()
    fields: "tuple[Field, ...]" = ()
    together: bool = True


def blank(field: Field) -> Any:
    """The value of an absent key."""
    if field.kind == "table":
        return tuple(map(blank, field.fields))
    if field.kind in {"strings", "string or strings", "tables"} and field.default is None:
        return ()
    return field.default


def strings(key: str, about: str, example: str, check: Check, *, filled: bool = False) -> Field:
    """An array of distinct strings that each pass `check`; absent means empty."""
    return Field(key, "strings", about, example, (), check, filled=filled)


def text(key: str, about: str, example: str) -> Field:
    """Free text; absent means empty."""
    return Field(key, "string", about, example, "")


def is_array(value: object) -> TypeGuard[list[object]]:
    """The value is an array of TOML."""
    return type(value) is list


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    """The value is a table of TOML."""
    return type(value) is dict

"""The wording of what is wrong with a value, and where in the file it stands."""

from typing import TYPE_CHECKING

from remit.errors import Fault
from remit.manifest.tables import is_array, is_table
from remit.namedtuples import NamedTuple
from remit.text_safety import nearest, quoted, type_name, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.manifest.tables import At, Field
    from remit.manifest.toml_positions import Positions

LARGEST_NUMBER = 10**9
"""No count in these files comes near it, and every language can hold it."""

_EXPECTED = {
    "string": "a string",
    "strings": "an array of strings",
    "string or strings": "a string or an array of strings",
    "integer": "an integer",
    "boolean": "true or false",
    "choice": "a string",
    "table": "a table",
    "tables": "an array of tables",
}


class Problem(NamedTuple):
    """Something wrong with the value at `at`; `first` is where its earlier twin stands.

    `what` and `hint` are written without a capital; `located` adds the full stop to `what`.
    """

    at: "At"
    what: str
    hint: str = ""
    first: "At" = ()


def located(problems: "Iterable[Problem]", text: str, where: str) -> tuple[Fault, ...]:
    """The problems as faults with their lines, in the order of the file."""
    from remit.manifest.toml_positions import Positions

    positions = Positions(text)
    faults = [
        Fault(where, positions.line(at), f"{what}{_see(positions, first)}.", hint)
        for at, what, hint, first in problems
    ]
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _see(positions: "Positions", first: "At") -> str:
    return f"; it is already on line {positions.line(first)}" if first else ""


def mistyped(field: "Field", value: object, at: "At") -> Problem:
    """A value, or an item of an array, of another type than the field's."""
    if field.kind == "tables" and is_table(value) and type(at[-1]) is str:
        return Problem(
            at, f"[{field.key}] must be an array of tables", f"write [[{field.key}]], doubled"
        )
    if type(at[-1]) is int:
        what = f"item {at[-1] + 1} of `{field.key}` must be a "
        what += "table" if field.kind == "tables" else "string"
        return Problem(at, f"{what}, not {type_name(value)}", _example(field))
    what = f"`{field.key}` must be {_EXPECTED[field.kind]}, not {type_name(value)}"
    return Problem(at, what, _example(field))


def _example(field: "Field") -> str:
    if field.kind == "table":
        return f"write [{field.key}] on a line of its own and its keys below"
    if field.kind == "tables":
        return f"write [[{field.key}]] on a line of its own and its keys below"
    return f"for example: {field.key} = {field.example}"


def missing(field: "Field", at: "At") -> Problem:
    """A required key that is not there."""
    if field.kind == "table":
        return Problem(at, f"the table [{field.key}] is missing", _opening(field))
    return Problem(at, f"`{field.key}` is missing", _example(field))


def _opening(field: "Field") -> str:
    needed = " and ".join(f"`{inner.key}`" for inner in field.fields if inner.required)
    return f"begin the file with [{field.key}] and, below it, {needed}"


def empty(field: "Field", at: "At") -> Problem:
    """An empty array where that says nothing."""
    hint = _example(field) if field.required else "remove the key, or fill the array"
    return Problem(at, f"`{field.key}` is empty", hint)


def twin(item: str, at: "At", first: "At") -> Problem:
    """An item that the array already holds."""
    return Problem(at, f"{quoted(item)} is listed twice", "remove one of the two", first)


def out_of_range(field: "Field", value: int, at: "At") -> Problem:
    """A number that is too small or too large to make sense."""
    bound = f"at least {field.minimum}" if value < field.minimum else f"at most {LARGEST_NUMBER}"
    return Problem(at, f"`{field.key}` must be {bound}", _example(field))


def no_choice(field: "Field", value: str, at: "At") -> Problem:
    """A string that is none of the field's choices."""
    words = ", ".join(f'"{choice}"' for choice in field.choices)
    near = nearest(value, field.choices)
    hint = f'did you mean "{near}"?' if near else f"for example: {field.key} = {field.example}"
    return Problem(at, f"`{field.key}` must be one of {words}, not {quoted(value)}", hint)


def exclusive(field: "Field", table: dict[str, object], at: "At") -> "Iterator[Problem]":
    """The second of two keys that exclude each other."""
    known = {inner.key for inner in field.fields}
    given = [key for key in table if key in known]
    if len(given) > 1:
        keys = " and ".join(f"`{key}`" for key in given)
        yield Problem(
            (*at, given[1]), f"{keys} are both given in [{field.key}]", "keep one of them"
        )


def another_name(task_id: str, stem: str, *, taken: bool) -> Problem:
    """An id that is not the file's name; `taken` by another file, it is there twice."""
    if taken:
        what = f"the id {quoted(task_id)} is that of {task_id}.toml as well"
        return Problem(
            ("task", "id"), what, f"this file is named {quoted(stem)}: so must the id be"
        )
    what = f"the id is {quoted(task_id)}, but the file is named {quoted(stem)}"
    return Problem(("task", "id"), what, f"rename the file to {task_id}.toml, or change the id")


def after_itself(index: int) -> Problem:
    """A task that comes after itself."""
    hint = "name the tasks that must have landed before, or remove it"
    return Problem(("task", "after", index), "the task comes after itself", hint)


def unknown(
    root: "tuple[Field, ...]", fields: "tuple[Field, ...]", table: dict[str, object], at: "At"
) -> "Iterator[Problem]":
    """The keys and tables of one table that its fields do not know."""
    known = {field.key: field for field in fields}
    for key, value in table.items():
        if key not in known:
            what = f"unknown table [{visible(key)}]" if _is_table(value) else _unknown_key(key, at)
            yield Problem((*at, key), what, _meant(key, root, known))


def _is_table(value: object) -> bool:
    return is_table(value) or (is_array(value) and bool(value) and all(map(is_table, value)))


def _unknown_key(key: str, at: "At") -> str:
    return f"unknown key `{visible(key)}`" + (f" in [{at[0]}]" if at else "")


def _meant(key: str, root: "tuple[Field, ...]", known: "dict[str, Field]") -> str:
    homes = {inner.key: _spelt(table) for table in reversed(root) for inner in table.fields}
    if key in homes:
        return f"`{key}` belongs to {homes[key]}"
    if near := nearest(key, known):
        return f"did you mean {_spelt(known[near])}?"
    if near := nearest(key, homes):
        return f"did you mean `{near}`, which belongs to {homes[near]}?"
    return "known here: " + ", ".join(map(_spelt, known.values()))


def _spelt(field: "Field") -> str:
    if field.kind == "table":
        return f"[{field.key}]"
    return f"[[{field.key}]]" if field.kind == "tables" else f"`{field.key}`"

"""The wording of what is wrong with a value, and where in the file it stands."""

from typing import TYPE_CHECKING

from remit.errors import Fault
from remit.manifest.tables import ONE_TABLE, is_array, is_table
from remit.namedtuples import NamedTuple
from remit.text_safety import escape_unsafe, nearest_word, quote_text, toml_type_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from remit.manifest.tables import At, Field
    from remit.manifest.toml_positions import TomlPositions

LARGEST_NUMBER = 10**9
"""No count in these files comes near it, and every language can hold it."""

_EXPECTED = {
    "string": "a string",
    "strings": "an array of strings",
    "string or strings": "a string or an array of strings",
    "integer": "an integer",
    "boolean": "true or false",
    "choice": "a string",
    "choice or table": "a string or a table",
    "date": "a date",
    "table": "a table",
    "tables": "an array of tables",
}


class ValueProblem(NamedTuple):
    """Something wrong with the value at `at`; `first` is where its earlier twin stands.

    `what` and `hint` are written without a capital; `locate_problems` adds the full stop to `what`.
    """

    at: "At"
    what: str
    hint: str = ""
    first: "At" = ()


def locate_problems(problems: "Iterable[ValueProblem]", text: str, where: str) -> tuple[Fault, ...]:
    """The problems as faults with their lines, in the order of the file."""
    from remit.manifest.toml_positions import TomlPositions

    positions = TomlPositions(text)
    faults = [
        Fault(where, positions.line(at), f"{what}{_see(positions, first)}.", hint)
        for at, what, hint, first in problems
    ]
    return tuple(sorted(faults, key=lambda fault: fault.line))


def _see(positions: "TomlPositions", first: "At") -> str:
    return f"; it is already on line {positions.line(first)}" if first else ""


def wrong_type_problem(field: "Field", value: object, at: "At") -> ValueProblem:
    """A value, or an item of an array, of another type than the field's."""
    if field.kind == "tables" and is_table(value) and type(at[-1]) is str:
        return ValueProblem(
            at, f"[{field.key}] must be an array of tables", f"write [[{field.key}]], doubled"
        )
    if type(at[-1]) is int:
        what = f"item {at[-1] + 1} of `{field.key}` must be a "
        what += "table" if field.kind == "tables" else "string"
        return ValueProblem(at, f"{what}, not {toml_type_name(value)}", _example(field))
    what = f"`{field.key}` must be {_EXPECTED[field.kind]}, not {toml_type_name(value)}"
    return ValueProblem(at, what, _example(field))


def date_hint(field: "Field") -> str:
    """How a date is written."""
    return f"write year, month and day: {field.key} = {field.example}"


def _example(field: "Field") -> str:
    if field.kind in ONE_TABLE:
        return f"write [{field.key}] on a line of its own and its keys below"
    if field.kind == "tables":
        return f"write [[{field.key}]] on a line of its own and its keys below"
    return f"for example: {field.key} = {field.example}"


def missing_key_problem(field: "Field", at: "At") -> ValueProblem:
    """A required key that is not there."""
    if field.kind == "table":
        return ValueProblem(at, f"the table [{field.key}] is missing", _opening(field))
    return ValueProblem(at, f"`{field.key}` is missing", _example(field))


def _opening(field: "Field") -> str:
    needed = " and ".join(f"`{inner.key}`" for inner in field.fields if inner.required)
    return f"begin the file with [{field.key}] and, below it, {needed}"


def empty_array_problem(field: "Field", at: "At") -> ValueProblem:
    """An empty array where that says nothing."""
    hint = _example(field) if field.required else "remove the key, or fill the array"
    return ValueProblem(at, f"`{field.key}` is empty", hint)


def duplicate_item_problem(item: str, at: "At", first: "At") -> ValueProblem:
    """An item that the array already holds."""
    return ValueProblem(at, f"{quote_text(item)} is listed twice", "remove one of the two", first)


def out_of_range_problem(field: "Field", value: int, at: "At") -> ValueProblem:
    """A number that is too small or too large to make sense."""
    bound = f"at least {field.minimum}" if value < field.minimum else f"at most {LARGEST_NUMBER}"
    return ValueProblem(at, f"`{field.key}` must be {bound}", _example(field))


def invalid_choice_problem(field: "Field", value: str, at: "At") -> ValueProblem:
    """A string that is none of the field's choices."""
    words = ", ".join(f'"{choice}"' for choice in field.choices)
    near = nearest_word(value, field.choices)
    hint = f'did you mean "{near}"?' if near else f"for example: {field.key} = {field.example}"
    return ValueProblem(at, f"`{field.key}` must be one of {words}, not {quote_text(value)}", hint)


def exclusive_keys_problems(
    field: "Field", table: dict[str, object], at: "At"
) -> "Iterator[ValueProblem]":
    """The second of two keys that exclude each other."""
    known = {inner.key for inner in field.fields}
    given = [key for key in table if key in known]
    if len(given) > 1:
        keys = " and ".join(f"`{key}`" for key in given)
        yield ValueProblem(
            (*at, given[1]), f"{keys} are both given in [{field.key}]", "keep one of them"
        )


def id_mismatch_problem(task_id: str, stem: str, *, taken: bool) -> ValueProblem:
    """An id that is not the file's name; `taken` by another file, it is there twice."""
    if taken:
        what = f"the id {quote_text(task_id)} is that of {task_id}.toml as well"
        return ValueProblem(
            ("task", "id"), what, f"this file is named {quote_text(stem)}: so must the id be"
        )
    what = f"the id is {quote_text(task_id)}, but the file is named {quote_text(stem)}"
    return ValueProblem(
        ("task", "id"), what, f"rename the file to {task_id}.toml, or change the id"
    )


def self_dependency_problem(index: int) -> ValueProblem:
    """A task that comes after itself."""
    hint = "name the tasks that must have landed before, or remove it"
    return ValueProblem(("task", "after", index), "the task comes after itself", hint)


def unknown_key_problems(
    root: "tuple[Field, ...]", fields: "tuple[Field, ...]", table: dict[str, object], at: "At"
) -> "Iterator[ValueProblem]":
    """The keys and tables of one table that its fields do not know."""
    known = {field.key: field for field in fields}
    for key, value in table.items():
        if key not in known:
            what = (
                f"unknown table [{escape_unsafe(key)}]"
                if _is_table(value)
                else _unknown_key(key, at)
            )
            yield ValueProblem((*at, key), what, _meant(key, root, known))


def _is_table(value: object) -> bool:
    return is_table(value) or (is_array(value) and bool(value) and all(map(is_table, value)))


def _unknown_key(key: str, at: "At") -> str:
    return f"unknown key `{escape_unsafe(key)}`" + (f" in [{at[0]}]" if at else "")


def _meant(key: str, root: "tuple[Field, ...]", known: "dict[str, Field]") -> str:
    homes = {inner.key: _spelt(table) for table in reversed(root) for inner in table.fields}
    if key in homes:
        return f"`{key}` belongs to {homes[key]}"
    if near := nearest_word(key, known):
        return f"did you mean {_spelt(known[near])}?"
    if near := nearest_word(key, homes):
        return f"did you mean `{near}`, which belongs to {homes[near]}?"
    return "known here: " + ", ".join(map(_spelt, known.values()))


def _spelt(field: "Field") -> str:
    if field.kind in ONE_TABLE:
        return f"[{field.key}]"
    return f"[[{field.key}]]" if field.kind == "tables" else f"`{field.key}`"

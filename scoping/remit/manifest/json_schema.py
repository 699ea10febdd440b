"""The JSON Schema of a manifest and of the policy, for editors; made from the parser's own tables.

It cannot say all that the parser checks (patterns, ids against file names), but it accepts whatever
the parser accepts, and refuses what is wrong in structure.
"""

from typing import TYPE_CHECKING, Any, Literal

from remit.manifest.checks import ID, LONGEST_ID
from remit.manifest.fault_messages import LARGEST_NUMBER
from remit.manifest.policy_tables import POLICY_TABLES
from remit.manifest.tables import TASK_TABLES, Field

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from remit.manifest.tables import Check, Kind

Schema = dict[str, Any]

FILES: "dict[Literal['task', 'policy'], str]" = {
    "task": "task.schema.json",
    "policy": "policy.schema.json",
}


def publish_schemas(folder: "Path") -> None:
    """Write both schemas into a folder, as they are published."""
    import json

    for kind, name in FILES.items():
        text = json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


def json_schema(kind: Literal["task", "policy"]) -> Schema:
    """The JSON Schema (draft 2020-12) of `.remit/tasks/<id>.toml` or of `.remit/policy.toml`."""
    titles = {"task": "The scope of one task", "policy": "The policy of a repository"}
    tables = {"task": TASK_TABLES, "policy": POLICY_TABLES}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": titles[kind],
        **_object(tables[kind]),
    }


def _object(fields: tuple[Field, ...]) -> Schema:
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.key: _property(field) for field in fields},
    }
    required = [field.key for field in fields if field.required]
    return {**schema, "required": required} if required else schema


def _property(field: Field) -> Schema:
    return {"description": field.about, **_shape(field), **_default(field)}


def _shape(field: Field) -> Schema:
    return _SHAPES[field.kind](field)


def _table(field: Field) -> Schema:
    return {**_object(field.fields), **_exclusion(field)}


def _tables(field: Field) -> Schema:
    return {"type": "array", "items": _object(field.fields)}


def _either(field: Field) -> Schema:
    return {"anyOf": [_string(field), _strings(field)]}


def _choice_or_table(field: Field) -> Schema:
    return {"anyOf": [_choice(field), _table(field)]}


def _date(_field: Field) -> Schema:
    return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _choice(field: Field) -> Schema:
    return {"enum": list(field.choices)}


def _boolean(_field: Field) -> Schema:
    return {"type": "boolean"}


def _integer(field: Field) -> Schema:
    return {"type": "integer", "minimum": field.minimum, "maximum": LARGEST_NUMBER}


def _exclusion(field: Field) -> Schema:
    if field.together:
        return {}
    return {"not": {"required": [inner.key for inner in field.fields]}}


def _strings(field: Field) -> Schema:
    schema: Schema = {"type": "array", "items": _string(field), "uniqueItems": True}
    return {**schema, "minItems": 1} if field.filled else schema


def _string(field: Field) -> Schema:
    return {"type": "string", **_STRINGS[field.check]}


def _default(field: Field) -> Schema:
    if field.required or field.default is None or field.default == "":
        return {}
    plain = list(field.default) if isinstance(field.default, tuple) else field.default
    return {"default": plain}


_SHAPES: "dict[Kind, Callable[[Field], Schema]]" = {
    "table": _table,
    "tables": _tables,
    "string": _string,
    "strings": _strings,
    "string or strings": _either,
    "choice": _choice,
    "choice or table": _choice_or_table,
    "date": _date,
    "boolean": _boolean,
    "integer": _integer,
}

_BRANCH = {"minLength": 1, "pattern": "^(?!refs/)"}
_PATH = {"minLength": 1, "pattern": r"^(?!/|\./|\.\./)"}
_STRINGS: "dict[Check, Schema]" = {
    "": {},
    "filled": {"pattern": r"\S"},
    "id": {"pattern": f"^{ID}$", "maxLength": LONGEST_ID},
    "name": {"pattern": r"^[^\s./]+(\.[^\s./]+)*$"},
    "branch": _BRANCH,
    "branch pattern": _BRANCH,
    "branch template": {"pattern": r"^(?!refs/).*\{task\}"},
    "path": _PATH,
    "pattern": _PATH,
}

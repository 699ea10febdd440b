"""The vocabulary of the tables: what a key may hold, and what an absent key means."""

from typing import Any, Literal, TypeGuard

from remit.namedtuples import NamedTuple

At = tuple[str | int, ...]
"""Where a value stands in the file: keys, and indexes (from 0) into arrays."""

Plain = tuple[Any, ...]
"""Checked values in the order of their table; nested tables are nested tuples."""

Kind = Literal[
    "string",
    "strings",
    "string or strings",
    "integer",
    "boolean",
    "choice",
    "choice or table",
    "date",
    "table",
    "tables",
]
Check = Literal[
    "", "filled", "id", "pattern", "branch", "branch pattern", "branch template", "path", "name"
]


ONE_TABLE = frozenset(("table", "choice or table"))
"""The kinds of keys that hold one table, or stand for one."""


class Field(NamedTuple):
    """One key: what it holds, what it means, and an example of its value in TOML.

    `check` names a check of `checks` that each string must pass. `filled` forbids an empty array,
    where that could only be a mistake. `default` is the value of an absent key; a table's default
    is made of its fields' (see `absent_value`). `together` is False where at most one field of a
    table may be given. A "choice or table" may be the value of the table's first field alone; a
    "date" is kept as text, `YYYY-MM-DD`.
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


def absent_value(field: Field) -> Any:
    """The value of an absent key."""
    if field.kind in ONE_TABLE:
        return tuple(map(absent_value, field.fields))
    if field.kind in {"strings", "string or strings", "tables"} and field.default is None:
        return ()
    return field.default


def string_array_field(
    key: str, about: str, example: str, check: Check, *, filled: bool = False
) -> Field:
    """An array of distinct strings that each pass `check`; absent means empty."""
    return Field(key, "strings", about, example, (), check, filled=filled)


def text_field(key: str, about: str, example: str) -> Field:
    """Free text; absent means empty."""
    return Field(key, "string", about, example, "")


def is_array(value: object) -> TypeGuard[list[object]]:
    """The value is an array of TOML."""
    return type(value) is list


def is_table(value: object) -> TypeGuard[dict[str, object]]:
    """The value is a table of TOML."""
    return type(value) is dict


# Every key of `.remit/tasks/<id>.toml`, in the order of the fields of `manifest.Scope`.


TASK = Field(
    "task",
    "table",
    "Who the task is, which branches are its own, and what comes before it.",
    required=True,
    fields=(
        Field(
            "id",
            "string",
            "The task's name: lower-case letters, digits, `-`, `_` and `.`, at most 100; equals "
            "the name of the file without `.toml`.",
            '"login-form"',
            "",
            "id",
            required=True,
        ),
        Field(
            "branch",
            "string or strings",
            "Patterns of the branches that are this task's; a pattern means what it means for "
            "paths. No two tasks may claim one branch.",
            '"agent/login-form/*"',
            (),
            "branch pattern",
            required=True,
            filled=True,
        ),
        text_field("title", "One line for people.", '"Validate the login form"'),
        text_field("goal", "What an agent is told.", '"Wrong mail addresses are refused."'),
        text_field("owner", "Who answers for the task.", '"@web-team"'),
        string_array_field(
            "after", "Tasks that must have landed before this one starts.", '["store"]', "id"
        ),
        string_array_field(
            "not",
            "What is not part of the task, in words; for the agent's instructions.",
            '["session expiry"]',
            "filled",
        ),
        Field(
            "status",
            "choice",
            "`draft` marks a manifest that a person has to look at before work starts.",
            '"draft"',
            "ready",
            choices=("draft", "ready"),
        ),
    ),
)

FILES = Field(
    "files",
    "table",
    "Which files the task may change. A pattern means what git means by `:(glob,top)PATTERN`, "
    "with `{a,b}` on top. An absent table means that nothing may be written.",
    fields=(
        string_array_field(
            "write",
            "What may be changed, added, renamed and deleted.",
            '["src/login/**", "tests/test_login*.py"]',
            "pattern",
        ),
        string_array_field(
            "create",
            "What may be added, and then edited; not what exists on the base branch already.",
            '["docs/login/*.md"]',
            "pattern",
        ),
        string_array_field(
            "append", "Files that may only gain lines.", '["CHANGELOG.md"]', "pattern"
        ),
        string_array_field(
            "claim",
            "What may be changed while no other task holds it; the first task that writes a path "
            "holds it until its work has landed. The areas of several tasks may overlap, and "
            "what another task names in `write`, `create`, `append` or `[[symbols]]` is not part "
            "of one.",
            '["src/shared/**"]',
            "pattern",
        ),
        string_array_field(
            "deny",
            "What may not be touched, whatever the other lists say.",
            '["src/login/keys/**"]',
            "pattern",
        ),
    ),
)

SYMBOLS = Field(
    "symbols",
    "tables",
    "A share of a file that several tasks need: only these symbols may change.",
    fields=(
        Field(
            "path", "string", "The file, without wildcards.", '"src/service.py"', "", "path", True
        ),
        Field(
            "write",
            "strings",
            "Dotted names; `*` stands for any letters within one name, and a name includes what "
            "is defined inside it.",
            '["LoginService.*", "validate_login"]',
            (),
            "name",
            required=True,
            filled=True,
        ),
    ),
)

APIS = Field(
    "apis",
    "table",
    "What the task's code may call: either the only names allowed, or the names denied.",
    together=False,
    fields=(
        string_array_field(
            "allow", "The only APIs allowed.", '["src.auth.*", "re"]', "name", filled=True
        ),
        string_array_field(
            "deny", "APIs that may not be called.", '["subprocess.*"]', "name", filled=True
        ),
    ),
)

EXPECT = Field(
    "expect",
    "table",
    "What the task must deliver.",
    fields=(
        string_array_field(
            "files", "Files that must exist at the end.", '["src/login/mail.py"]', "pattern"
        ),
        string_array_field(
            "commands",
            "Commands that must succeed; run by `remit verify` and `remit land`, never by a hook.",
            '["pytest -q tests/login"]',
            "filled",
        ),
        Field(
            "max_changed_lines",
            "integer",
            "The most lines that the task may add and delete; absent means no limit.",
            "400",
            minimum=1,
        ),
    ),
)

RESOURCES = Field(
    "resources",
    "table",
    "What a workspace of this task needs for itself.",
    fields=(
        Field("ports", "integer", "How many network ports.", "2", 0),
        string_array_field("apps", "Applications that it drives.", '["chromium"]', "filled"),
        string_array_field("data", "Data sets that it changes.", '["dev.sqlite3"]', "filled"),
    ),
)

TASK_TABLES = (TASK, FILES, SYMBOLS, APIS, EXPECT, RESOURCES)

"""The vocabulary of the tables: what a key may hold, and what an absent key means."""

from typing import Any, Literal, TypeGuard

from remit.manifest.default_protected import PROTECTED
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


# Every key of `.remit/policy.toml`, in the order of the fields of `policy.Policy`.


def _answer(layer: str, default: str) -> Field:
    return _choice(layer.replace(" ", "_"), f"At the {layer}.", default)


def _choice(key: str, about: str, default: str) -> Field:
    answers = ("allow", "warn", "deny")
    return Field(key, "choice", about, f'"{default}"', default, choices=answers)


_ENFORCE = ("warn", "refuse")


def _layer(layer: str) -> Field:
    about = "Before a tool call of a coding agent." if layer == "agent" else f"At the {layer}."
    return Field(layer.replace(" ", "_"), "choice", about, '"warn"', choices=_ENFORCE)


POLICY_TABLES = (
    Field("base", "string", "The branch that manifests are read from.", '"main"', None, "branch"),
    Field(
        "unassigned",
        "table",
        "What a branch of no task gets, per layer.",
        fields=(
            _answer("commit", "allow"),
            _answer("push", "warn"),
            _answer("server", "warn"),
            _answer("pull request", "warn"),
            _choice(
                "near_miss",
                "At every layer, where the name nearly matches a task's branch or has a task's id "
                "in it; the stricter one of this and the layer's own answer counts.",
                "warn",
            ),
            _choice(
                "coding_agent",
                "At every layer, where the author, the committer, the name of the branch or, in a "
                "clone, the environment shows a coding agent; the strictest answer counts.",
                "warn",
            ),
        ),
    ),
    string_array_field(
        "require_task",
        "Authors and committers who must have a task: patterns over `Name <mail>`, with `*` and "
        "`?`.",
        '["* <bot@example.org>"]',
        "filled",
    ),
    Field(
        "protected",
        "strings",
        "Paths that a scope covers only where it names them exactly, without wildcards. Replaces "
        "the default list; `.remit/` is always protected.",
        '["**/.gitattributes", ".github/"]',
        PROTECTED,
        "pattern",
    ),
    Field(
        "case",
        "choice",
        "`fold` refuses names that differ from another one only in case.",
        '"fold"',
        "sensitive",
        choices=("sensitive", "fold"),
    ),
    Field(
        "portable_names",
        "boolean",
        "Refuse names that some file system cannot hold.",
        "true",
        default=False,
    ),
    Field(
        "limits",
        "table",
        "Limits for every task.",
        fields=(
            Field(
                "changed_paths",
                "integer",
                "The most paths that one change may touch; absent means no limit.",
                "500",
                minimum=1,
            ),
        ),
    ),
    text_field("store", "Where leases are kept; empty means the repository's git directory.", '""'),
    Field(
        "base_push",
        "table",
        "What a push to the base itself gets, at push and server.",
        fields=(
            _choice("changes", "Any change at all.", "allow"),
            _choice("manifests", "A change below `.remit/`.", "warn"),
            _choice("rewind", "Deleting the base, or moving it away from its tip.", "deny"),
            string_array_field(
                "maintainers",
                "Pushers whom no denial of this table stops: patterns with `*` and `?` over the "
                "authenticated name at the server, over `Name <mail>` at the push.",
                '["release-*", "Ann <ann@example.org>"]',
                "filled",
            ),
        ),
    ),
    Field(
        "enforce",
        "choice or table",
        "Whether changes outside of a scope are refused, or only warned about: for all layers, or "
        "per layer.",
        choices=_ENFORCE,
        fields=(
            Field(
                "default",
                "choice",
                "Every layer that has no key of its own.",
                '"refuse"',
                "refuse",
                choices=_ENFORCE,
            ),
            *map(_layer, ("agent", "commit", "push", "server", "pull request")),
            Field(
                "until",
                "date",
                "The last day (UTC) on which a layer only warns; from the next day on all refuse.",
                "2027-01-31",
            ),
        ),
    ),
    Field(
        "task_branches",
        "strings",
        "Patterns of branches that `remit new` gives to a task; `{task}` stands for its id.",
        '["agent/{task}/*", "worktree-{task}"]',
        ("agent/{task}/*",),
        "branch template",
        filled=True,
    ),
    Field(
        "grants",
        "table",
        "What `remit grant` asks of a person who widens a scope on the base.",
        fields=(
            Field(
                "signed",
                "boolean",
                "The commit of a grant must be signed, with the key that git is set up to use.",
                "true",
                default=False,
            ),
            string_array_field(
                "by",
                "Who may grant: patterns with `*` and `?` over `Name <mail>` of the committer; "
                "empty means everybody.",
                '["Ann <ann@example.org>", "* <*@maintainers.example.org>"]',
                "filled",
            ),
        ),
    ),
)

"""Every key of `.remit/tasks/<id>.toml`, in the order of the fields of `manifest.Remit`."""

from remit.schema.fields import Field, strings, text

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
        text("title", "One line for people.", '"Validate the login form"'),
        text("goal", "What an agent is told.", '"Wrong mail addresses are refused."'),
        text("owner", "Who answers for the task.", '"@web-team"'),
        strings("after", "Tasks that must have landed before this one starts.", '["store"]', "id"),
        strings(
            "not",
            "What is not part of the task, in words; for the agent's instructions.",
            '["session expiry"]',
            "filled",
        ),
    ),
)

FILES = Field(
    "files",
    "table",
    "Which files the task may change. A pattern means what git means by `:(glob,top)PATTERN`, "
    "with `{a,b}` on top. An absent table means that nothing may be written.",
    fields=(
        strings(
            "write",
            "What may be changed, added, renamed and deleted.",
            '["src/login/**", "tests/test_login*.py"]',
            "pattern",
        ),
        strings(
            "create",
            "What may be added, and then edited; not what already stands on the base.",
            '["docs/login/*.md"]',
            "pattern",
        ),
        strings("append", "Files that may only gain lines.", '["CHANGELOG.md"]', "pattern"),
        strings(
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
        strings("allow", "The only APIs allowed.", '["src.auth.*", "re"]', "name", filled=True),
        strings("deny", "APIs that may not be called.", '["subprocess.*"]', "name", filled=True),
    ),
)

EXPECT = Field(
    "expect",
    "table",
    "What the task must deliver.",
    fields=(
        strings("files", "Files that must exist at the end.", '["src/login/mail.py"]', "pattern"),
        strings(
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
        strings("apps", "Applications that it drives.", '["chromium"]', "filled"),
        strings("data", "Data sets that it changes.", '["dev.sqlite3"]', "filled"),
    ),
)

TABLES = (TASK, FILES, SYMBOLS, APIS, EXPECT, RESOURCES)
